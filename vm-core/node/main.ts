/** The `ttvm` command of a process: its words, its streams and its exit code. */
import { runCommand } from "./command.ts";
import { PROCESS } from "./command-context.ts";
import { endOwing } from "./own-failure.ts";

// A server that runs here has words of its own.
process.on("uncaughtException", (error) => {
  if (process.listenerCount("uncaughtException") === 1) endOwing(error);
});
runCommand(process.argv.slice(2), PROCESS).catch(endOwing);
