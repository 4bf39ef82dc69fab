/**
 * One `ttvm` command, in the context it is given.
 *
 * Start-up counts: `run` begins without the definitions of the command line where its words are understood at once, and with its own
 * alone where they are not; everything else goes through all of them.
 */

import { quietWhenUnread } from "./closed-pipe.ts";
import type { CommandContext } from "./command-context.ts";
import { fileOfPlainRun, isRun } from "./plain-run.ts";
import { runFile } from "./run-file.ts";
import { askedRun } from "./run-flags.ts";

/** Runs the command that `words` are, without the name of the program; its exit code is in the context afterwards. */
export async function runCommand(words: readonly string[], context: CommandContext): Promise<void> {
  const file = fileOfPlainRun(words);
  if (file !== undefined) {
    const args = words.slice(words[0] === "run" ? 2 : 1);
    context.exitCode = await runFile(file, args, {}, context);
    return;
  }
  const asked = askedRun(words);
  if (asked !== undefined) {
    // A standard output that Node knows does not block: a limit of time holds where nobody reads it.
    if (asked.options.timeout !== undefined && context.writeProgramOutput === undefined)
      process.stdout.on("error", quietWhenUnread);
    context.exitCode = await runFile(asked.file, asked.args, asked.options, context);
    return;
  }
  if (isRun(words)) {
    const { runAsWritten } = await import("./run-line.ts");
    if (await runAsWritten(words.slice(1), context)) return;
  }
  const { runCommandLine } = await import("./command-line.ts");
  await runCommandLine(words, context);
}
