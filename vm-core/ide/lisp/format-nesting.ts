/**
 * The brackets that are open while a form is laid out, and the column that the next part of the innermost one has when it
 * begins a line.
 */
import type { LispSnapshot } from "../../analyze/index.ts";
import type { FormatToken } from "./format-tokens.ts";
import { type BodyForm, bodyFormOf } from "./indentation.ts";

interface Frame {
  readonly column: number;
  /** Data, whose parts are aligned with the first one. */
  readonly isData: boolean;
  /** Within a quoted datum. */
  readonly isQuoted: boolean;
  /** The parts that have begun, the head among them. */
  parts: number;
  headLine: number;
  head: string | undefined;
  body: BodyForm | undefined;
  /** The columns of the first part, and of the second where it is on the line of the first. */
  first: number | undefined;
  second: number | undefined;
}

export class Nesting {
  private readonly frames: Frame[] = [];
  /** The prefix before the next datum; it has been counted as the part. */
  private prefix: string | undefined;

  constructor(private readonly snapshot: LispSnapshot) {}

  get isOpen(): boolean {
    return this.frames.length > 0;
  }

  /** The column of a part that begins a line here. */
  columnOfNext(): number {
    const frame = this.frames.at(-1);
    if (frame === undefined) return 0;
    const { column, first = column + 1, second, body, parts } = frame;
    if (frame.isData || frame.head === undefined) return first;
    if (body === undefined) return second ?? column + 1;
    if (parts - 1 < body.before) return second ?? column + 4;
    return body.before === 0 && second !== undefined ? second : column + 2;
  }

  /** A token is written at a place. */
  add(token: FormatToken, line: number, column: number): void {
    const { kind } = token;
    if (kind === "line comment" || kind === "block comment") return;
    if (kind === "close") {
      this.frames.pop();
      this.prefix = undefined;
      return;
    }
    const around = this.frames.at(-1);
    if (around !== undefined && this.prefix === undefined) this.count(around, token, line, column);
    if (kind === "prefix") {
      this.prefix ??= "";
      this.prefix += this.snapshot.text.slice(token.start, token.end);
      return;
    }
    if (kind === "open") this.frames.push(this.frameOf(token, column, around));
    this.prefix = undefined;
  }

  private count(frame: Frame, token: FormatToken, line: number, column: number): void {
    frame.parts++;
    const { text } = this.snapshot;
    const word = token.kind === "atom" ? text.slice(token.start, token.end) : undefined;
    if (frame.parts === 1) {
      frame.first = column;
      frame.headLine = line;
      if (word === undefined || frame.isData || /^[":\d]/.test(word)) return;
      frame.head = word;
      frame.body = bodyFormOf(this.snapshot, { name: word, start: token.start }, this.frames.at(-2)?.head);
    } else if (frame.parts === 2) {
      if (line === frame.headLine) frame.second = column;
      // A named `let` has its name before the bindings.
      if (frame.head === "let" && word !== undefined && frame.body !== undefined) {
        frame.body = { before: frame.body.before + 1, names: [false, ...frame.body.names] };
      }
    }
  }

  private frameOf({ start }: FormatToken, column: number, around: Frame | undefined): Frame {
    const isQuoted = around?.isQuoted === true || this.prefix?.startsWith("'") === true;
    const isNames = around?.body?.names[around.parts - 2] === true;
    return {
      column,
      isQuoted,
      isData: isQuoted || isNames || this.snapshot.text[start] !== "(",
      parts: 0,
      headLine: 0,
      head: undefined,
      body: undefined,
      first: undefined,
      second: undefined,
    };
  }
}
