/** Shows problems of an input: the words, the line, and carets under the place. */
import {
  type Diagnostic,
  type Documented,
  type ExceptionValue,
  type InputPlace,
  noteText,
  type Span,
  uncaughtText,
} from "../../index.ts";

/** Characters of a line that are shown around a place. */
const WIDTH = 100;

/** The line of a text that a span begins in, and a line with carets below the span. */
export function underlined(text: string, { start, end }: Span): string {
  const near = Math.max(0, start - WIDTH);
  const lineStart = near + text.slice(near, start).lastIndexOf("\n") + 1;
  const lineEnd = endOfLine(text, start);
  const from = Math.max(lineStart, start - WIDTH / 2);
  const to = Math.min(lineEnd, from + WIDTH);
  // Tabs stay, so that the carets are where the terminal shows the place.
  const before = text.slice(from, start).replace(/[^\t]/gu, " ");
  const length = [...text.slice(start, Math.min(end, to))].length;
  return `  ${text.slice(from, to)}\n  ${before}${"^".repeat(Math.max(1, length))}\n`;
}

function endOfLine(text: string, from: number): number {
  // What comes after is not looked at.
  const at = text.slice(from, from + WIDTH).search(/[\r\n]/);
  return at < 0 ? Math.min(text.length, from + WIDTH) : from + at;
}

/** What is wrong with an input: `title` comes before each, once for each severity. */
export function problemText({ message, span }: Diagnostic, text: string): string {
  const lines = text.slice(0, span.start).split("\n").length;
  const where = text.includes("\n") ? ` (line ${lines})` : "";
  return `${message}${where}\n${underlined(text, span)}`;
}

/** An uncaught exception: its text, and the innermost place in a text that a person typed or loaded. */
export function failureReport(failure: ExceptionValue, places: readonly InputPlace[]): string {
  const [innermost, ...outer] = places.filter(({ file }) => !file.name.startsWith("ttvm-std:"));
  const notes = failure.notes.map((note) => `  ${noteText(note)}\n`).join("");
  const text = uncaughtText(failure);
  if (innermost === undefined) return `${text}\n${notes}`;
  const calls = outer.slice(0, SHOWN_CALLS).map((place) => `  called at ${placeName(place)}\n`);
  const more = outer.length > SHOWN_CALLS ? "  …\n" : "";
  const place = underlined(innermost.file.text ?? "", innermost.span);
  return `${text}\n${notes}${place}  at ${placeName(innermost)}\n${calls.join("")}${more}`;
}

const SHOWN_CALLS = 5;

function placeName({ file, span }: InputPlace): string {
  const line = (file.text ?? "").slice(0, span.start).split("\n").length;
  return `${file.name}:${line}`;
}

/** How something is written, what it is, and its documentation, indented. */
export function documentationText({ kind, shapes, doc }: Documented): string {
  const lines = doc === "" ? [] : doc.split("\n").map((line) => (line === "" ? "" : `  ${line}`));
  return [`${shapes.join("\n")}  (${kind})`, ...lines].join("\n");
}

/** A name with the first sentence of its documentation, on one line. */
export function aproposLine({ name, kind, doc }: Documented): string {
  const first = /^.*?[.:;](?=\s|$)/.exec(doc)?.[0] ?? doc.split("\n")[0];
  return `  ${name} (${kind}): ${first.replace(/[:;]$/, ".")}`;
}
