/** The `ttvm` command of a process: its words, its streams and its exit code. */
import { runCommand } from "./command.ts";
import { PROCESS } from "./command-context.ts";
import { endOwing } from "./own-failure.ts";
import { fileOfPlainRun } from "./plain-run.ts";
import { boundByProcess } from "./process-room.ts";
import { askedRun } from "./run-flags.ts";

/** Runs what the process was started with. `onAlone`: see `CommandContext`. */
export function begin(onAlone?: (isAlone: boolean) => void): void {
  PROCESS.onAlone = onAlone;
  // A server that runs here has words of its own.
  process.on("uncaughtException", (error) => {
    if (process.listenerCount("uncaughtException") === 1) endOwing(error);
  });
  boundByProcess();
  const words = process.argv.slice(2);
  const running = runCommand(words, PROCESS);
  if (fileOfPlainRun(words) === undefined && askedRun(words) === undefined) running.catch(endOwing);
  else running.then(endAtOnce, endOwing);
}

/** Ends the process of a run when nothing is under way any more: another turn of Node's loop would only take time. */
function endAtOnce(): void {
  if (process.getActiveResourcesInfo().length === 0) process.exit();
}
