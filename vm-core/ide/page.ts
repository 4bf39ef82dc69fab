/** The pages of the documentation that answers lead to, named as diagnostics name theirs: `file.md#section`. */

/** A section of a page by the words of its heading, as Markdown makes anchors of them. */
export function sectionOf(file: string, heading: string): string {
  const anchor = heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}_\- ]/gu, "")
    .replaceAll(" ", "-");
  return `${file}#${anchor}`;
}
