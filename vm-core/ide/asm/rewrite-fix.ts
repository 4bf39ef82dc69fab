/**
 * Writes a rewrite of the optimizer into the text.
 *
 * Invariant: the edited text assembles to the very Program that the rewrite describes, with the labels where
 * they were. There is no fix where no edit does that: an address written as a number, or a structured `TRY`
 * whose `END_TRY` is never reached. This is made sure of by assembling the edited text.
 */
import type { AsmSnapshot } from "../../analyze/index.ts";
import { readAssembly } from "../../asm/index.ts";
import type { InstructionLine } from "../../asm/syntax.ts";
import { operandsOf } from "../../isa/index.ts";
import type { Rewrite } from "../../optimize/index.ts";
import { type Instruction, operandsByName, type Program } from "../../program/program.ts";
import { writeInstruction } from "../../program/write.ts";
import { applyEdits, type Fix, type TextEdit } from "../../text/diagnostic.ts";
import { type Span, span } from "../../text/span.ts";
import { shorten } from "../markdown.ts";
import { commentOn, textLineAt } from "../text-line.ts";
import { merged, removalOf } from "./whole-lines.ts";

/** The fix that applies a rewrite, if the text can say it. Takes as long as assembling the text. */
export function rewriteFix(snapshot: AsmSnapshot, rewrite: Rewrite): Fix | undefined {
  const { program } = snapshot;
  if (program === undefined) return undefined;
  const edits = rewriteEdits(snapshot, rewrite);
  const edited = readAssembly(applyEdits(snapshot.text, edits), snapshot.uri).program;
  if (edited === undefined || !sameProgram(edited, applyRewrite(program, rewrite))) return undefined;
  return { title: titleOf(rewrite, namesIn(program)), edits, preferred: true };
}

type LabelAt = (address: number) => string | undefined;

/** The first label of each address: targets are written by name. */
function namesIn({ labels }: Program): LabelAt {
  const names = new Map<number, string>();
  for (const [name, address] of labels) if (!names.has(address)) names.set(address, name);
  return (address) => names.get(address);
}

function titleOf(rewrite: Rewrite, names: LabelAt): string {
  const { start, end, replacement } = rewrite;
  if (replacement.length > 0) {
    return `Replace with \`${replacement.map((one) => shorten(writeInstruction(one, names), 60)).join("; ")}\``;
  }
  const kind = rewrite.removes === "unreachable" ? "unreachable " : "";
  return end - start === 1
    ? `Remove the ${kind}instruction`
    : `Remove the ${end - start} ${kind}instructions`;
}

/** The smallest edit: the replacement goes where the first instructions were, the others go. */
function rewriteEdits(snapshot: AsmSnapshot, { start, end, replacement }: Rewrite): readonly TextEdit[] {
  const lines = snapshot.syntax.lines.filter((line) => line.kind === "instruction").slice(start, end);
  const names = namesIn(snapshot.program as Program);
  const edits: TextEdit[] = [];
  lines.forEach((line, i) => {
    const instruction = replacement[i];
    if (instruction === undefined) edits.push({ span: removalOf(snapshot, line), text: "" });
    else edits.push({ span: contentOf(snapshot, line), text: writeInstruction(instruction, names) });
  });
  return merged(edits, snapshot.text).filter(
    ({ span, text }) => snapshot.text.slice(span.start, span.end) !== text,
  );
}

/** From the mnemonic to the comment or the end of the line: operands that are ignored belong to it. */
function contentOf(snapshot: AsmSnapshot, line: InstructionLine): Span {
  const textLine = textLineAt(snapshot.text, line.span.start);
  const end = commentOn(snapshot, textLine)?.start ?? textLine.end;
  const content = snapshot.text.slice(line.span.start, end).trimEnd();
  return span(line.span.start, line.span.start + content.length);
}

/** The Program that a rewrite describes: code and addresses after it move. */
export function applyRewrite(
  program: Program,
  { start, end, replacement }: Pick<Rewrite, "start" | "end" | "replacement">,
): Program {
  const shift = end - start - replacement.length;
  const moved = (address: number) =>
    address <= start ? address : Math.max(start + replacement.length, address - shift);
  const code = [...program.code.slice(0, start), ...replacement, ...program.code.slice(end)];
  const labels = [...program.labels].map(([name, address]) => [name, moved(address)] as const);
  return {
    code: code.map((instruction) => withAddresses(instruction, moved)),
    labels: new Map(labels),
    files: program.files,
  };
}

function withAddresses(instruction: Instruction, moved: (address: number) => number): Instruction {
  const operands: Record<string, unknown> = { ...operandsByName(instruction) };
  for (const [name, kind] of operandsOf(instruction.op)) {
    const value = operands[name];
    if (typeof value === "number" && holdsAddress(kind)) operands[name] = moved(value);
  }
  return { ...instruction, operands } as Instruction;
}

function holdsAddress(kind: string): boolean {
  return kind === "label" || kind === "label?" || kind === "resolved";
}

/** Whether two programs have the same code, with the same labels at the same places. */
export function sameProgram(a: Program, b: Program): boolean {
  if (a.code.length !== b.code.length || a.labels.size !== b.labels.size) return false;
  for (const [name, address] of a.labels) if (b.labels.get(name) !== address) return false;
  return a.code.every((instruction, i) => sameInstruction(instruction, b.code[i]));
}

function sameInstruction(a: Instruction, b: Instruction): boolean {
  const [x, y] = [operandsByName(a), operandsByName(b)];
  return a.op === b.op && operandsOf(a.op).every(([name]) => sameOperand(x[name], y[name]));
}

function sameOperand(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, i) => item === b[i]);
  return Object.is(a, b);
}
