/** Which words are a run, told without the definitions of the command line. */

/**
 * The file of a run without flags, `run FILE` and `FILE.ttvm` or `FILE.lisp`: what most runs are. They start without the
 * definitions of the command line.
 */
export function fileOfPlainRun(words: readonly string[]): string | undefined {
  const file = words[0] === "run" ? words[1] : words[0];
  const isFlag = file?.startsWith("-") === true && file !== "-";
  if (file === undefined || isFlag) return undefined;
  return words[0] === "run" || /\.(ttvm|ttb|lisp)$/.test(file) ? file : undefined;
}

/** Whether words are `run` and what belongs to it, of whatever kind. */
export function isRun(words: readonly string[]): boolean {
  return words[0] === "run";
}
