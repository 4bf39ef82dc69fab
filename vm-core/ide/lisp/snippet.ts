/** Snippets: a shape of a form with a place to fill in for each of its parts. */

/** What is kept of a shape as it is. */
const FIXED: ReadonlySet<string> = new Set(["else", "catch", "finally", "after", "syntax-rules"]);

/** `if ${1:test} ${2:then} ${3:else}` for `(if test then else)`. */
export function snippetOf(shape: string): string {
  let place = 0;
  const [head, ...parts] = shape.slice(1, -1).replaceAll("…", "").split(" ");
  const filled = parts.map((part) =>
    part.replace(/[^()\s]+/, (word) => (isFixed(word, part) ? word : `\${${++place}:${word}}`)),
  );
  return [head, ...filled].join(" ");
}

/** `else` is a word in front of a clause, and a part of `if`. */
function isFixed(word: string, part: string): boolean {
  return FIXED.has(word) && part.includes("(");
}
