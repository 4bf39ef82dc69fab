/**
 * The `ttvm` command.
 *
 * Start-up counts: `ttvm run FILE` and `ttvm FILE.ttvm` or `FILE.lisp` without flags, what most runs are, begin without the
 * definitions of the command line; everything else goes through them.
 */
import { quietWhenUnread } from "./complain.ts";
import { runFile } from "./run-file.ts";

async function main(words: readonly string[]): Promise<void> {
  const [file, ...args] = words[0] === "run" ? words.slice(1) : words;
  const isNamed = file !== undefined && (words[0] === "run" || /\.(ttvm|ttb|lisp)$/.test(file));
  if (isNamed && !file.startsWith("-")) {
    process.exitCode = await runFile(file, args);
  } else {
    const { runCommandLine } = await import("./command-line.ts");
    await runCommandLine();
  }
}

main(process.argv.slice(2)).catch(quietWhenUnread);
