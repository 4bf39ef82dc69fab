/**
 * One `ttvm` command, in the context it is given.
 *
 * Start-up counts: `run FILE` and `FILE.ttvm` or `FILE.lisp` without flags, what most runs are, begin without the
 * definitions of the command line; everything else goes through them.
 */
import type { CommandContext } from "./command-context.ts";
import { runFile } from "./run-file.ts";

/** Runs the command that `words` are, without the name of the program; its exit code is in the context afterwards. */
export async function runCommand(words: readonly string[], context: CommandContext): Promise<void> {
  const [file, ...args] = words[0] === "run" ? words.slice(1) : words;
  const isNamed = file !== undefined && (words[0] === "run" || /\.(ttvm|ttb|lisp)$/.test(file));
  if (isNamed && !file.startsWith("-")) {
    context.exitCode = await runFile(file, args, {}, context);
  } else {
    const { runCommandLine } = await import("./command-line.ts");
    await runCommandLine(words, context);
  }
}
