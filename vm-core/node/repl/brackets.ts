/**
 * Shows the partner of the bracket at the cursor, in the lines of an entry that are still where they were written.
 *
 * Invariant: what is shown is taken away before the next key does anything, so the line editor finds the screen as it left it.
 */
import { type Interface, moveCursor } from "node:readline";

/** What is in front of the line that is typed, each line with its prompt, and where the partner is looked for. */
export interface EntryOnScreen {
  readonly before: readonly { readonly prompt: string; readonly text: string }[];
  /** Changes whenever something else has been written. */
  readonly version: number;
  bracketsAt(text: string, cursor: number): readonly [number, number] | undefined;
}

/** A place on the screen, from where the entry begins. */
interface ScreenPosition {
  readonly rows: number;
  readonly cols: number;
}

/** Rows of a terminal that does not tell its size. */
const USUAL_ROWS = 24;

const INVERSE = (text: string): string => `\x1b[7m${text}\x1b[27m`;

/** Follows what is typed; `entry` tells about the lines before, or that nothing is to be shown. */
export function showBrackets(
  lines: Interface,
  input: NodeJS.ReadableStream,
  output: NodeJS.WriteStream,
  entry: () => EntryOnScreen | undefined,
): void {
  let shown: { bracket: string; place: ScreenPosition; from: ScreenPosition; version: number } | undefined;
  let isComing = false;
  const draw = (text: string, place: ScreenPosition, from: ScreenPosition): void => {
    moveCursor(output, place.cols - from.cols, place.rows - from.rows);
    output.write(text);
    // The bracket has moved the cursor; where it is the last of a row, the cursor waits there.
    const isLast = place.cols + 1 >= (output.columns || Number.POSITIVE_INFINITY);
    moveCursor(output, from.cols - place.cols - (isLast ? 0 : 1), from.rows - place.rows);
  };
  const clear = (): void => {
    // What has been written since has moved all of it.
    if (shown !== undefined && shown.version === entry()?.version)
      draw(shown.bracket, shown.place, shown.from);
    shown = undefined;
  };
  const show = (): void => {
    isComing = false;
    const found = entry();
    if (found === undefined || shown !== undefined) return;
    const before = found.before.map(({ text }) => `${text}\n`).join("");
    const text = before + lines.line;
    const pair = found.bracketsAt(text, before.length + lines.cursor);
    if (pair === undefined) return;
    const place = placeOf(lines, found, pair[1]);
    const from = placeOf(lines, found, before.length + lines.cursor);
    // What has left the screen stays as it is.
    if (from.rows - place.rows >= (output.rows || USUAL_ROWS)) return;
    shown = { bracket: text[pair[1]], place, from, version: found.version };
    draw(INVERSE(shown.bracket), place, from);
  };
  input.prependListener("keypress", clear);
  // Keys that come together are one change.
  input.on("keypress", () => {
    if (!isComing) setImmediate(show);
    isComing = true;
  });
}

/** Where an offset of an entry is on the screen: the line editor knows how wide text is, and where lines wrap. */
function placeOf(lines: Interface, { before }: EntryOnScreen, offset: number): ScreenPosition {
  const { line, cursor } = lines;
  const prompt = lines.getPrompt();
  let written = "";
  let left = offset;
  for (const part of [...before, { prompt, text: line }]) {
    written += part.prompt + part.text.slice(0, left);
    if (left <= part.text.length) break;
    left -= part.text.length + 1;
    written += "\n";
  }
  lines.setPrompt("");
  Object.assign(lines, { line: written, cursor: written.length });
  const place = lines.getCursorPos();
  lines.setPrompt(prompt);
  Object.assign(lines, { line, cursor });
  return place;
}
