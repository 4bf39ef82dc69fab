/**
 * What is at the cursor.
 *
 * Invariant: works on broken text, and on any offset from 0 to the text's length; a cursor at either edge
 * of a word is on that word.
 */
import { type AsmSnapshot, namesLabel, roleOf } from "../../analyze/index.ts";
import { isAddress } from "../../asm/assembler.ts";
import type { InstructionLine, LabelLine, OperandSyntax, SyntaxLine } from "../../asm/syntax.ts";
import { accessOf, pushesConstant, spawnsValue } from "../../isa/typing.ts";
import { type Span, span, touches } from "../../text/span.ts";
import { parsePattern } from "../../value/pattern.ts";
import { firstWithin, textLineAt } from "../text-line.ts";

/** What a name, a word or a literal in the text is. */
export type Subject =
  | { readonly kind: "instruction"; readonly span: Span; readonly line: InstructionLine }
  | { readonly kind: "label"; readonly span: Span; readonly name: string }
  | { readonly kind: "address"; readonly span: Span; readonly address: number }
  | { readonly kind: "variable"; readonly span: Span; readonly name: string }
  /** The path of an IMPORT. */
  | { readonly kind: "module"; readonly span: Span; readonly path: string }
  /** The name of a module that runs as a process of its own. */
  | { readonly kind: "process"; readonly span: Span; readonly name: string }
  | { readonly kind: "native"; readonly span: Span; readonly name: string }
  | { readonly kind: "field"; readonly span: Span; readonly name: string }
  /** The name under which a process is registered. */
  | { readonly kind: "registered"; readonly span: Span; readonly name: string }
  | { readonly kind: "literal"; readonly span: Span; readonly operand: OperandSyntax };

export function subjectAt(snapshot: AsmSnapshot, offset: number): Subject | undefined {
  const line = syntaxLineOn(snapshot, textLineAt(snapshot.text, offset));
  if (line === undefined) return undefined;
  if (line.kind === "label") return labelSubject(line, offset);
  if (touches(line.wordSpan, offset)) return { kind: "instruction", span: line.wordSpan, line };
  const operand = line.operands.find((operand) => touches(operand.span, offset));
  if (operand === undefined) return undefined;
  const ofPattern = patternField(snapshot, operand);
  if (ofPattern !== undefined && touches(ofPattern.span, offset)) return { kind: "field", ...ofPattern };
  return operandSubject(snapshot, line, operand);
}

/** The field that a pattern such as `kind="down"` looks at, where it is written. */
export function patternField(
  { text }: AsmSnapshot,
  { kind, span: place }: OperandSyntax,
): { readonly name: string; readonly span: Span } | undefined {
  if (kind !== "patterns") return undefined;
  const pattern = parsePattern(text.slice(place.start, place.end));
  if (pattern?.kind !== "field") return undefined;
  return { name: pattern.field, span: span(place.start, place.start + pattern.field.length) };
}

function labelSubject(line: LabelLine, offset: number): Subject | undefined {
  if (line.name === "" || !touches(line.span, offset)) return undefined;
  return { kind: "label", span: line.nameSpan, name: line.name };
}

function operandSubject(
  snapshot: AsmSnapshot,
  line: InstructionLine,
  operand: OperandSyntax,
): Subject | undefined {
  const name = operand.text;
  const { span } = operand;
  if (operand.kind === "label" || operand.kind === "label?") {
    if (namesLabel(operand)) return { kind: "label", span, name };
    return isAddress(name) ? { kind: "address", span, address: Number(name) } : undefined;
  }
  const role = roleOf(line, operand);
  switch (accessOf(role)) {
    case "child":
      return childSubject(snapshot, operand);
    case "read":
    case "write":
      return { kind: "variable", span, name };
  }
  if (role === "module") return { kind: "module", span, path: name };
  if (role === "native" || role === "field") return { kind: role, span, name };
  if (role === "process" || role === "registers") return { kind: "registered", span, name };
  if (isSpawned(snapshot, line)) return { kind: "process", span, name };
  return operand.value === undefined ? undefined : { kind: "literal", span, operand };
}

/** A child is the function in a variable, the code at a label, or a module. */
function childSubject({ symbols }: AsmSnapshot, { text: name, span }: OperandSyntax): Subject | undefined {
  if (symbols.labels.has(name)) return { kind: "label", span, name };
  return symbols.variables.has(name) ? undefined : { kind: "process", span, name };
}

/** Whether a line pushes the very text that the next instruction starts a process from. */
export function isSpawned(snapshot: AsmSnapshot, line: InstructionLine): boolean {
  if (line.mnemonic === undefined || !pushesConstant(line.mnemonic)) return false;
  if (line.operands[0]?.kind !== "string") return false;
  const next = firstWithin(snapshot.syntax.lines, span(line.span.end + 1, snapshot.text.length));
  return next?.kind === "instruction" && next.mnemonic !== undefined && spawnsValue(next.mnemonic);
}

/** The syntax on a line of the text; there is one at most. */
export function syntaxLineOn(snapshot: AsmSnapshot, textLine: Span): SyntaxLine | undefined {
  return firstWithin(snapshot.syntax.lines, textLine);
}
