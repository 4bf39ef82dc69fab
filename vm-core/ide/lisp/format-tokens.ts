/**
 * Cuts a Lisp text into what is written in it, as the reader does, but with brackets and prefixes apart.
 *
 * Invariants: what is not in a token is a blank. Each token is in one stretch: a datum of the top level with its prefixes,
 * or a comment between two. A stretch that the reader cannot read is not whole; where brackets do not balance, an opening
 * parenthesis in the first column begins a new one, as in the reader.
 */

import { type Span, span } from "../../text/span.ts";

export type TokenKind = "open" | "close" | "prefix" | "atom" | "line comment" | "block comment";

export interface FormatToken {
  readonly kind: TokenKind;
  readonly start: number;
  readonly end: number;
}

/** Tokens that belong together; `isWhole`: they can be read. */
export interface Stretch {
  readonly tokens: readonly FormatToken[];
  readonly isWhole: boolean;
}

/** Of a part of a text that begins and ends between forms, or of all of it. */
export function stretchesOf(text: string, part: Span = span(0, text.length)): readonly Stretch[] {
  const first = new Cutter(text, part, false);
  if (first.run()) return first.stretches;
  const second = new Cutter(text, part, true);
  second.run();
  return second.stretches;
}

const CLOSING: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}", "#(": ")" };

class Cutter {
  readonly stretches: { tokens: FormatToken[]; isWhole: boolean }[] = [];
  private current: { tokens: FormatToken[]; isWhole: boolean } | undefined;
  private readonly open: string[] = [];
  private isBalanced = true;
  /** A prefix waits for its datum. */
  private isWaiting = false;

  constructor(
    private readonly text: string,
    private readonly part: Span,
    private readonly byColumn: boolean,
  ) {}

  /** Whether the brackets balance. */
  run(): boolean {
    const { text, part } = this;
    let at = part.start === 0 && text.startsWith("\ufeff") ? 1 : part.start;
    while (at < part.end) {
      if (/\s/.test(text[at])) {
        at++;
        continue;
      }
      at = this.step(at);
    }
    if (this.open.length > 0) this.spoil();
    return this.isBalanced;
  }

  private step(at: number): number {
    const { text } = this;
    const c = text[at];
    if (c === ";") return this.add("line comment", at, this.lineEnd(at));
    if (c === "#") return this.hash(at);
    if (c === "(" || c === "[" || c === "{") return this.begin(c, at);
    if (c === ")" || c === "]" || c === "}") return this.close(c, at);
    if (c === '"') return this.string(at);
    if (c === "'" || c === "`" || c === ",") {
      return this.add("prefix", at, text.startsWith(",@", at) ? at + 2 : at + 1);
    }
    return this.atom(at);
  }

  private hash(at: number): number {
    const { text } = this;
    if (text.startsWith("#|", at)) return this.blockComment(at);
    if (text.startsWith("#;", at)) return this.add("prefix", at, at + 2);
    if (text.startsWith("#(", at)) return this.begin("#(", at);
    if (!text.startsWith("#\\", at)) return this.atom(at);
    // A character: the reader says that there are none.
    const end = this.add("atom", at, Math.min(text.length, at + 3));
    this.stretches[this.stretches.length - 1].isWhole = false;
    return end;
  }

  private begin(bracket: string, at: number): number {
    if (
      this.byColumn &&
      bracket === "(" &&
      this.open.length > 0 &&
      /^[\r\n]?$/.test(this.text[at - 1] ?? "")
    ) {
      this.spoil();
      this.open.length = 0;
      this.current = undefined;
      this.isWaiting = false;
    }
    this.open.push(bracket);
    return this.add("open", at, at + bracket.length);
  }

  private close(bracket: string, at: number): number {
    const opened = this.open.pop();
    const end = this.add("close", at, at + 1);
    if (opened === undefined || CLOSING[opened] !== bracket) {
      this.stretches[this.stretches.length - 1].isWhole = false;
      this.isBalanced = false;
    }
    return end;
  }

  private string(start: number): number {
    const { text } = this;
    let at = start + 1;
    while (at < text.length && text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
    if (at < text.length) return this.add("atom", start, at + 1);
    const end = this.add("atom", start, this.byColumn ? this.lineEnd(start) : text.length);
    this.stretches[this.stretches.length - 1].isWhole = false;
    this.isBalanced = false;
    return end;
  }

  private atom(start: number): number {
    const delimiter = /[\s()[\]{}";'`,]/g;
    delimiter.lastIndex = start + 1;
    return this.add("atom", start, delimiter.exec(this.text)?.index ?? this.text.length);
  }

  private lineEnd(from: number): number {
    const lineBreak = /[\r\n]/g;
    lineBreak.lastIndex = from;
    return lineBreak.exec(this.text)?.index ?? this.text.length;
  }

  private blockComment(start: number): number {
    const marks = /#\||\|#/g;
    marks.lastIndex = start;
    let depth = 0;
    for (let mark = marks.exec(this.text); mark !== null; mark = marks.exec(this.text)) {
      depth += mark[0] === "#|" ? 1 : -1;
      if (depth === 0) return this.add("block comment", start, marks.lastIndex);
    }
    const end = this.add("block comment", start, this.text.length);
    this.stretches[this.stretches.length - 1].isWhole = false;
    return end;
  }

  /** Adds a token and says where it ends. */
  private add(kind: TokenKind, start: number, end: number): number {
    this.current ??= this.newStretch();
    this.current.tokens.push({ kind, start, end });
    const isOver = this.open.length === 0 && kind !== "prefix";
    if (kind !== "line comment" && kind !== "block comment") this.isWaiting = kind === "prefix";
    if (isOver && !this.isWaiting) this.current = undefined;
    return end;
  }

  private newStretch() {
    const stretch = { tokens: [], isWhole: true };
    this.stretches.push(stretch);
    return stretch;
  }

  private spoil(): void {
    this.isBalanced = false;
    if (this.current !== undefined) this.current.isWhole = false;
  }
}
