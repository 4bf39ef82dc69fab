/**
 * The examples by what they teach, as `examples/README.md` and the lessons themselves say it.
 *
 * Invariant: reads texts, knows no editor; so a test compares it with the files that there are.
 */

export interface Example {
  /** Its path below the folder of the examples. */
  readonly name: string;
  /** One line: what it teaches. */
  readonly teaches: string;
  /** The heading that it is listed below. */
  readonly group: string;
}

/** The examples in the tables of the README: rows of a link and what is taught, below headings. */
export function examplesIn(readme: string): readonly Example[] {
  const examples: Example[] = [];
  let group = "";
  for (const line of readme.split(/\r?\n/)) {
    const [, heading] = /^##+ (.*)$/.exec(line) ?? [];
    if (heading !== undefined) group = heading;
    const [, name, teaches] = /^\| \[[^\]]+\]\(([^)]+)\)\s*\| (.*?)\s*\|$/.exec(line) ?? [];
    if (name !== undefined) examples.push({ name, teaches: plain(teaches), group });
  }
  return examples;
}

/** Markdown without its marks for code. */
function plain(markdown: string): string {
  return markdown.replaceAll("`", "");
}
