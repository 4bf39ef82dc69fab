/**
 * Markdown for hovers and completions.
 *
 * Invariant: text of the user's never acts as Markdown: it is escaped or inside of code.
 */

/** Code within a line, whatever backticks it holds. */
export function inlineCode(text: string): string {
  const shown = shorten(text.replace(/[\r\n\t]+/g, " "), 80);
  const longest = Math.max(0, ...(shown.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  const gap = longest > 0 || shown.trim() === "" ? " " : "";
  return `${fence}${gap}${shown}${gap}${fence}`;
}

/** A block of code, in assembly where nothing else is said. */
export function codeBlock(text: string, language: "ttvm" | "ttvm-lisp" = "ttvm"): string {
  const fence = text.includes("```") ? "~~~~" : "```";
  return `${fence}${language}\n${text}\n${fence}`;
}

export function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]<>()#+\-.!|~&]/g, "\\$&");
}

export function paragraphs(...parts: (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== "").join("\n\n");
}

/** Cuts a long text, with an ellipsis; never within a character. */
export function shorten(text: string, length: number): string {
  if (text.length <= length) return text;
  const last = text.charCodeAt(length - 1);
  return `${text.slice(0, last >= 0xd800 && last <= 0xdbff ? length - 1 : length)}…`;
}
