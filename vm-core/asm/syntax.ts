/**
 * The syntax of a `.ttvm` text: one entry for each line that holds something.
 *
 * Invariant: there is a syntax for every text, broken ones too; lines are in order and spans lie within them.
 */
import type { Mnemonic, OperandKind } from "../isa/index.ts";
import type { Span } from "../text/span.ts";
import type { Value } from "../value/value.ts";

/** An operand as written. */
export interface OperandSyntax {
  /** Its name in the instruction's row. */
  readonly name: string;
  readonly kind: OperandKind;
  readonly span: Span;
  /** Without quotes, escapes resolved. */
  readonly text: string;
  /** The constant that a literal stands for; undefined when it is wrong. */
  readonly value?: Value;
}

export interface LabelLine {
  readonly kind: "label";
  /** From the keyword to the end of the name. */
  readonly span: Span;
  readonly name: string;
  /** Empty, after the keyword, when the name is missing. */
  readonly nameSpan: Span;
}

export interface InstructionLine {
  readonly kind: "instruction";
  /** From the mnemonic to the end of the operands. */
  readonly span: Span;
  readonly word: string;
  readonly wordSpan: Span;
  /** What the word stands for; undefined when unknown. */
  readonly mnemonic: Mnemonic | undefined;
  readonly operands: readonly OperandSyntax[];
  /** An operand is missing or wrong: the line gives no instruction. */
  readonly broken: boolean;
}

export type SyntaxLine = LabelLine | InstructionLine;

export interface Comment {
  /** From the `;` to the end of the line. */
  readonly span: Span;
}

export interface AsmSyntax {
  readonly language: "asm";
  readonly text: string;
  readonly lines: readonly SyntaxLine[];
  readonly comments: readonly Comment[];
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
