/** The debug adapter: one session, over the standard streams. */
import { serve } from "./serve.ts";

const session = serve(process.stdin, process.stdout, (code) => process.exit(code));

// A bug in the adapter is reported, and the client's session ends.
process.on("uncaughtException", (error) => session.failed(error));
process.on("unhandledRejection", (error) => session.failed(error));
process.on("SIGTERM", () => session.disconnect());
