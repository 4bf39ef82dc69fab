/** The language server's process: `--node-ipc` from the editor, `--stdio` from everything else. */
import { createConnection, ProposedFeatures } from "vscode-languageserver/node";
import { gated } from "./gate.ts";
import { serve } from "./server.ts";
import { transportOf } from "./transport.ts";

const [reader, writer] = transportOf(process.argv.slice(2));
const passing = gated(reader, writer, (wasShutDown) => process.exit(wasShutDown ? 0 : 1));
serve(createConnection(ProposedFeatures.all, passing, writer));
