/**
 * The syntax of a `.ttvm` text: one entry for each line that holds something.
 *
 * Invariant: there is a syntax for every text, broken ones too; lines are in order and spans lie within them. A line
 * changes only when the text around it is edited: then `moveTo` tells where it is now, in which text.
 * A text can have a million lines, so what is kept of one is offsets into the text; spans and words are made of them on demand.
 */
import type { Mnemonic, OperandKind, OperandShape } from "../isa/index.ts";
import { type Span, span } from "../text/span.ts";
import type { Value } from "../value/value.ts";

/** The text that lines were read from: all lines of a document share one, so a text that has been edited is told once. */
export interface SourceText {
  text: string;
}

/** An operand as written. */
export class OperandSyntax {
  constructor(
    private readonly source: SourceText,
    private start: number,
    private end: number,
    private readonly shape: OperandShape,
    /** Undefined when it is what is written. */
    private readonly meant: string | undefined,
    /** The constant that a literal stands for; undefined when it is wrong. */
    readonly value: Value | undefined,
  ) {}

  /** Its name in the instruction's row. */
  get name(): string {
    return this.shape[0];
  }

  get kind(): OperandKind {
    return this.shape[1];
  }

  get span(): Span {
    return span(this.start, this.end);
  }

  /** Without quotes, escapes resolved. */
  get text(): string {
    return this.meant ?? this.source.text.slice(this.start, this.end);
  }

  /** Whether it can be no address: it is a word that begins with neither a digit nor a sign. */
  get isPlainName(): boolean {
    const first = this.source.text.charCodeAt(this.start);
    return this.meant === undefined && !(first >= 48 && first <= 57) && first !== 43;
  }

  /** It is so many characters later in the text. */
  move(by: number): void {
    this.start += by;
    this.end += by;
  }
}

const LABEL = "LABEL";

export class LabelLine {
  constructor(
    private readonly source: SourceText,
    private start: number,
    private nameStart: number,
    private nameEnd: number,
    /** Undefined until somebody asks. */
    private known: string | undefined,
  ) {}

  get kind(): "label" {
    return "label";
  }

  /** From the keyword to the end of the name. */
  get span(): Span {
    return span(this.start, Math.max(this.start + LABEL.length, this.nameEnd));
  }

  /** One string, since several tables keep it. */
  get name(): string {
    this.known ??= this.source.text.slice(this.nameStart, this.nameEnd);
    return this.known;
  }

  /** Empty, after the keyword, when the name is missing. */
  get nameSpan(): Span {
    return span(this.nameStart, this.nameEnd);
  }

  /** It is so many characters later in the text. */
  move(by: number): void {
    this.start += by;
    this.nameStart += by;
    this.nameEnd += by;
  }
}

export class InstructionLine {
  constructor(
    private readonly source: SourceText,
    private start: number,
    private wordEnd: number,
    private end: number,
    /** What the word stands for; undefined when unknown. */
    readonly mnemonic: Mnemonic | undefined,
    readonly operands: readonly OperandSyntax[],
    /** An operand is missing or wrong: the line gives no instruction. */
    readonly broken: boolean,
  ) {}

  get kind(): "instruction" {
    return "instruction";
  }

  /** From the mnemonic to the end of the operands. */
  get span(): Span {
    return span(this.start, this.end);
  }

  get word(): string {
    return this.source.text.slice(this.start, this.wordEnd);
  }

  get wordSpan(): Span {
    return span(this.start, this.wordEnd);
  }

  /** It is so many characters later in the text, with its operands. */
  move(by: number): void {
    this.start += by;
    this.wordEnd += by;
    this.end += by;
    for (const operand of this.operands) operand.move(by);
  }

  /** Where it is, written to a span that is there. */
  tellSpan(to: { start: number; end: number }): void {
    to.start = this.start;
    to.end = this.end;
  }
}

export type SyntaxLine = LabelLine | InstructionLine;

export interface AsmComment {
  /** From the `;` to the end of the line. */
  readonly span: Span;
}

export interface AsmSyntax {
  readonly language: "asm";
  readonly text: string;
  readonly lines: readonly SyntaxLine[];
  readonly comments: readonly AsmComment[];
}

/** The line whose text line holds `offset`: lines of the syntax never share a text line. */
export function syntaxLineAt(syntax: AsmSyntax, offset: number): SyntaxLine | undefined {
  let low = 0;
  let high = syntax.lines.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const { span } = syntax.lines[middle];
    if (offset < span.start) high = middle - 1;
    else if (offset > span.end) low = middle + 1;
    else return syntax.lines[middle];
  }
  return undefined;
}
