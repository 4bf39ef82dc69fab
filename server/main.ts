/** The language server's process: `--node-ipc` from the editor, `--stdio` from everything else. */
import { createConnection, ProposedFeatures } from "vscode-languageserver/node";
import { serve } from "./server.ts";

serve(createConnection(ProposedFeatures.all));
