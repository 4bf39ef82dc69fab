/**
 * Turns syntax into a Program: resolves labels and addresses, pairs handlers.
 *
 * Invariant: every address in a returned Program is in range, so the interpreter never checks one. There is
 * no Program when a line is broken or a label unknown.
 * Absent by design: files, imports, optimization.
 */
import { type Mnemonic, operandsOf } from "../isa/index.ts";
import type { Instruction, Program } from "../program/program.ts";
import { suggester } from "../text/closest.ts";
import { Float } from "../value/value.ts";
import { pairHandlers } from "./handlers.ts";
import { isError, type Problem } from "./problem.ts";
import type { AsmSyntax, InstructionLine, LabelLine, OperandSyntax } from "./syntax.ts";

export interface AssembleResult {
  readonly program: Program | undefined;
  readonly problems: readonly Problem[];
}

/** What instruction lines resolve against. */
export interface ResolutionContext {
  readonly labels: ReadonlyMap<string, number>;
  readonly length: number;
  readonly problems: Problem[];
  /** The label that an unknown name may be meant for. */
  readonly suggest: (name: string) => string | undefined;
}

/** Assembles; `fileName` becomes the Program's only file. */
export function assemble(syntax: AsmSyntax, fileName: string): AssembleResult {
  const problems: Problem[] = [];
  const instructionLines = syntax.lines.filter((line) => line.kind === "instruction");
  const labels = collectLabels(syntax, problems);
  const suggest = suggester([...labels.keys()]);
  const context: ResolutionContext = { labels, length: instructionLines.length, problems, suggest };
  let broken = problems.length > 0;
  const code: Instruction[] = [];
  instructionLines.forEach((line, address) => {
    const before = problems.length;
    const operands = line.mnemonic === undefined ? {} : resolveOperands(line, line.mnemonic, context);
    if (line.broken || line.mnemonic === undefined || problems.length > before) broken = true;
    else code.push({ op: line.mnemonic, operands, span: line.span, file: 0, origin: address } as Instruction);
  });
  if (broken) return { program: undefined, problems };
  const paired = pairHandlers(code);
  for (const problem of paired.problems) problems.push(problem);
  if (paired.problems.some(isError)) return { program: undefined, problems };
  return {
    program: { code: paired.code, labels, files: [{ name: fileName, text: syntax.text }] },
    problems,
  };
}

/** The labels with their addresses, of equal names the first. */
export function collectLabels(syntax: AsmSyntax, problems: Problem[]): Map<string, number> {
  const labels = new Map<string, number>();
  let first: ReadonlyMap<string, LabelLine> | undefined;
  let address = 0;
  for (const line of syntax.lines) {
    if (line.kind === "instruction") {
      address++;
      continue;
    }
    if (line.name === "") continue;
    if (!labels.has(line.name)) labels.set(line.name, address);
    else {
      first ??= firstDefinitions(syntax);
      const earlier = first.get(line.name) as LabelLine;
      const cause = { kind: "duplicate-label", name: line.name, first: earlier.nameSpan } as const;
      problems.push({ cause, span: line.nameSpan });
    }
  }
  return labels;
}

/** The first line of each label. */
function firstDefinitions({ lines }: AsmSyntax): ReadonlyMap<string, LabelLine> {
  const first = new Map<string, LabelLine>();
  for (const line of lines) if (line.kind === "label" && !first.has(line.name)) first.set(line.name, line);
  return first;
}

/** One record for all instructions without. */
const NO_OPERANDS: Readonly<Record<string, unknown>> = {};

/** The operands of an instruction by their names; what is wrong with them is added to the problems. */
export function resolveOperands(
  line: InstructionLine,
  mnemonic: Mnemonic,
  context: ResolutionContext,
): Readonly<Record<string, unknown>> {
  const shapes = operandsOf(mnemonic);
  if (shapes.length === 0) return NO_OPERANDS;
  const operands: Record<string, unknown> = {};
  for (const [name, kind] of shapes) {
    const written = line.operands.filter((operand) => operand.name === name);
    if (kind === "names" || kind === "patterns") operands[name] = written.map((operand) => operand.text);
    else if (written.length === 0) operands[name] = null;
    else operands[name] = resolve(written[0], context);
  }
  return operands;
}

function resolve(operand: OperandSyntax, context: ResolutionContext): unknown {
  if (operand.kind === "label" || operand.kind === "label?") return resolveTarget(operand, context);
  if (operand.value instanceof Float) return operand.value.value;
  return operand.value ?? operand.text;
}

function resolveTarget(
  { text, span }: OperandSyntax,
  { labels, length, problems, suggest }: ResolutionContext,
): number | undefined {
  if (isAddress(text)) {
    const address = Number(text);
    if (address <= length) return address;
    problems.push({ cause: { kind: "address-out-of-range", text, length }, span });
    return undefined;
  }
  const address = labels.get(text);
  if (address === undefined) {
    problems.push({ cause: { kind: "unknown-label", name: text, nearest: suggest(text) }, span });
  }
  return address;
}

/** True when a target is written as an instruction address, not as a label. */
export function isAddress(text: string): boolean {
  return /^\+?\d+$/.test(text);
}
