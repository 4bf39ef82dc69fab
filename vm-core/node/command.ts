/**
 * One `ttvm` command, in the context it is given.
 *
 * Start-up counts: a run without flags begins without the definitions of the command line, and `run` with flags with its own
 * alone; everything else goes through all of them.
 */
import type { CommandContext } from "./command-context.ts";
import { fileOfPlainRun, isRun } from "./plain-run.ts";
import { runFile } from "./run-file.ts";

/** Runs the command that `words` are, without the name of the program; its exit code is in the context afterwards. */
export async function runCommand(words: readonly string[], context: CommandContext): Promise<void> {
  const file = fileOfPlainRun(words);
  if (file !== undefined) {
    const args = words.slice(words[0] === "run" ? 2 : 1);
    context.exitCode = await runFile(file, args, {}, context);
    return;
  }
  if (isRun(words)) {
    const { runAsWritten } = await import("./run-line.ts");
    if (await runAsWritten(words.slice(1), context)) return;
  }
  const { runCommandLine } = await import("./command-line.ts");
  await runCommandLine(words, context);
}
