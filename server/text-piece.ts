/**
 * A piece of a document's text, which knows where the lines in it end.
 *
 * Invariants: its text never changes. It is kept as a string, with the places of its line ends, from when it is looked at until it
 * is closed, and as a block for all threads from when one asks for that.
 * Absent by design: where in the document the piece is.
 */
import { blockOf, type TextBlock, textOfBlock } from "./shared-text.ts";

interface OpenPiece {
  readonly text: string;
  /** The offsets behind what ends lines: LF, CR LF or CR. */
  readonly ends: readonly number[];
}

export class TextPiece {
  /** UTF-16 units. */
  readonly length: number;
  /** How many lines end in it. */
  readonly breaks: number;
  private kept: OpenPiece | undefined;
  private shared: TextBlock | undefined;

  constructor(text: string, ends: readonly number[] = lineEnds(text)) {
    this.length = text.length;
    this.breaks = ends.length;
    this.kept = { text, ends };
  }

  get text(): string {
    return this.opened().text;
  }

  get ends(): readonly number[] {
    return this.opened().ends;
  }

  get block(): TextBlock {
    this.shared ??= blockOf(this.text);
    return this.shared;
  }

  /** Its text, which it does not keep for that. */
  read(): string {
    return this.kept?.text ?? textOfBlock(this.block);
  }

  /** Lets go of the string. */
  close(): void {
    if (this.kept === undefined) return;
    this.shared ??= blockOf(this.kept.text);
    this.kept = undefined;
  }

  /** With another text from `from` to `to`. Line ends are looked for again only there. */
  edited(from: number, to: number, inserted: string): TextPiece {
    const { text, ends } = this.opened();
    const by = inserted.length - (to - from);
    const after = text.slice(0, from) + inserted + text.slice(to);
    // A line end just before or just behind what is replaced may become a part of another one.
    const kept = countBelow(ends, from);
    const moved = countBelow(ends, to + 2);
    const start = kept === 0 ? 0 : ends[kept - 1];
    const end = Math.min(to + 1 + by, after.length);
    const found = lineEnds(after.slice(start, end)).map((at) => at + start);
    if (found.at(-1) === end && after[end - 1] === "\r" && after[end] === "\n") found.pop();
    const rest = ends.slice(moved).map((at) => at + by);
    return new TextPiece(after, [...ends.slice(0, kept), ...found, ...rest]);
  }

  private opened(): OpenPiece {
    if (this.kept === undefined) {
      const text = textOfBlock(this.shared as TextBlock);
      this.kept = { text, ends: lineEnds(text) };
    }
    return this.kept;
  }
}

/** How many of some numbers in ascending order are less than one. */
function countBelow(numbers: readonly number[], limit: number): number {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (numbers[middle] < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

function lineEnds(text: string): readonly number[] {
  const ends: number[] = [];
  let [feed, back] = [text.indexOf("\n"), text.indexOf("\r")];
  while (feed >= 0 || back >= 0) {
    const isBack = back >= 0 && (feed < 0 || back < feed);
    // CR LF is one end.
    const isPair = isBack && feed === back + 1;
    const end = isPair || !isBack ? feed : back;
    ends.push(end + 1);
    if (isBack) back = text.indexOf("\r", back + 1);
    if (!isBack || isPair) feed = text.indexOf("\n", end + 1);
  }
  return ends;
}
