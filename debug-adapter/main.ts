/** The debug adapter: one session, over the standard streams. */
import { Session } from "./session.ts";

const session = new Session();

// Whatever is wrong with us, the person who debugs gets to know, and the editor's session ends.
process.on("uncaughtException", (error) => session.fail(error));
process.on("unhandledRejection", (error) => session.fail(error));
process.on("SIGTERM", () => session.shutdown());

session.start(process.stdin, process.stdout);
