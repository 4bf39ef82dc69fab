/**
 * The text of an open document, in pieces that know where their lines end.
 *
 * Invariants: the lines are those of the protocol, which end in LF, CR LF or CR. An edit costs what it inserts and the pieces that it
 * touches, however long the text is, so a turn of the first thread does, too. But for a few that were edited last, a piece is
 * kept as a block that other threads share, not as a string of this one.
 * Absent by design: columns (`convert.ts`).
 */

import { LARGEST_BLOCK, lengthOf, type TextBlock, TextCutter } from "./shared-text.ts";
import { TextPiece } from "./text-piece.ts";

/** Pieces that are kept as strings, too. */
const MOST_OPEN = 4;

/** A long text in place of a string: what comes of it while it is read. */
export class LongText {
  readonly pieces: TextPiece[] = [];
  private readonly cutter = new TextCutter((part) => {
    const piece = new TextPiece(part);
    piece.close();
    this.pieces.push(piece);
  });

  add(part: string): void {
    this.cutter.add(part);
  }

  end(): this {
    this.cutter.end();
    return this;
  }

  get length(): number {
    return lengthOf(this.pieces);
  }

  toString(): string {
    return this.pieces.map((piece) => piece.read()).join("");
  }
}

export class OpenDocument {
  private pieces: readonly TextPiece[];
  /** Those that are kept as strings, the one that was looked at last at the end. */
  private readonly open: TextPiece[] = [];
  private shared: readonly TextBlock[] | undefined;

  constructor(
    readonly uri: string,
    readonly languageId: string,
    public version: number,
    text: string | LongText,
  ) {
    this.pieces = piecesOf(text);
  }

  /** The text for other threads. */
  get blocks(): readonly TextBlock[] {
    this.shared ??= this.pieces.map((piece) => piece.block);
    return this.shared;
  }

  get length(): number {
    return lengthOf(this.pieces);
  }

  get lineCount(): number {
    return this.pieces.reduce((sum, { breaks }) => sum + breaks, 1);
  }

  /** Where a line begins; the end of the text where there is no such line. */
  lineStart(line: number): number {
    if (line <= 0) return 0;
    let [start, left] = [0, line];
    for (const piece of this.pieces) {
      if (left <= piece.breaks) return start + this.look(piece).ends[left - 1];
      left -= piece.breaks;
      start += piece.length;
    }
    return start;
  }

  /** Where a line ends, without what ends it. */
  lineEnd(line: number): number {
    const start = this.lineStart(line);
    const next = this.lineStart(line + 1);
    const ending = /[\r\n]{0,2}$/.exec(this.slice(Math.max(start, next - 2), next));
    return next - (ending?.[0].length ?? 0);
  }

  slice(from: number, to: number): string {
    let [text, start] = ["", 0];
    for (const piece of this.pieces) {
      if (start >= to) break;
      if (start + piece.length > from)
        text += this.look(piece).text.slice(Math.max(0, from - start), Math.max(0, to - start));
      start += piece.length;
    }
    return text;
  }

  /** Replaces the whole text. */
  setText(text: string | LongText): void {
    this.open.length = 0;
    this.change(piecesOf(text));
  }

  /** Replaces what is from `start` to `end`. */
  replace(start: number, end: number, text: string | LongText): void {
    const { pieces } = this;
    // The unit before and the one behind may become part of the same line end or character.
    const [first, from] = this.pieceAt(Math.max(0, start - 1));
    const [last, to] = this.pieceAt(Math.min(this.length - 1, end));
    if (first === undefined || last === undefined) {
      this.setText(text);
      return;
    }
    const head = this.look(pieces[first]).text.slice(0, start - from);
    const tail = this.look(pieces[last]).text.slice(end - to);
    const length = head.length + text.length + tail.length;
    if (first === last && typeof text === "string" && length > 0 && length <= LARGEST_BLOCK) {
      const edited = pieces[first].edited(start - from, end - from, text);
      this.forget(pieces[first]);
      this.keepOpen(edited);
      this.change(pieces.toSpliced(first, 1, edited));
    } else {
      const middle = typeof text === "string" ? piecesOf(head + text + tail) : joined(head, text, tail);
      for (const piece of pieces.slice(first, last + 1)) this.forget(piece);
      this.change(pieces.toSpliced(first, last + 1 - first, ...middle));
    }
  }

  private change(pieces: readonly TextPiece[]): void {
    this.pieces = pieces;
    this.shared = undefined;
  }

  /** The piece with the unit at an offset, and where it begins; undefined in an empty text. */
  private pieceAt(offset: number): readonly [number | undefined, number] {
    let start = 0;
    for (const [index, { length }] of this.pieces.entries()) {
      if (offset < start + length) return [index, start];
      start += length;
    }
    return [undefined, start];
  }

  private look(piece: TextPiece): TextPiece {
    if (this.open.at(-1) !== piece) this.keepOpen(piece);
    return piece;
  }

  private forget(piece: TextPiece): void {
    const at = this.open.indexOf(piece);
    if (at >= 0) this.open.splice(at, 1);
  }

  private keepOpen(piece: TextPiece): void {
    this.forget(piece);
    this.open.push(piece);
    if (this.open.length > MOST_OPEN) this.open.shift()?.close();
  }
}

function piecesOf(text: string | LongText): readonly TextPiece[] {
  if (typeof text !== "string") return text.pieces;
  const long = new LongText();
  long.add(text);
  return long.end().pieces;
}

/** A long text between two others, most of its pieces as they are. */
function joined(head: string, { pieces }: LongText, tail: string): readonly TextPiece[] {
  const [first, last] = [pieces[0]?.read() ?? "", pieces.at(-1)?.read() ?? ""];
  if (pieces.length < 2) return piecesOf(head + first + tail);
  return [...piecesOf(head + first), ...pieces.slice(1, -1), ...piecesOf(last + tail)];
}
