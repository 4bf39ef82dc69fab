/**
 * Turns syntax into a Program: resolves labels and addresses, pairs handlers.
 *
 * Invariant: every address in a returned Program is in range, so the interpreter never checks one. There is
 * no Program when a line is broken or a label unknown.
 * Absent by design: files, imports, optimization.
 */
import { derived } from "../isa/derived.ts";
import { type Mnemonic, operandsOf } from "../isa/index.ts";
import { type Instruction, operandsByName, type Program } from "../program/program.ts";
import { suggester } from "../text/closest.ts";
import { once } from "../text/once.ts";
import { Float } from "../value/value.ts";
import { pairHandlers } from "./handlers.ts";
import { isError, type Problem } from "./problem.ts";
import type { AsmSyntax, InstructionLine, LabelLine, OperandSyntax } from "./syntax.ts";
import { tally } from "./tally.ts";

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

/** What assembling has made of the lines of a text, for assembling it again after an edit. */
export interface Assembled extends AssembleResult {
  /**
   * For each line of the syntax its instruction, before handlers are paired; undefined for labels, and where there is none.
   */
  readonly made: (Instruction | undefined)[];
  readonly labels: Labels;
}

/** Assembles; `fileName` becomes the Program's only file. */
export function assemble(syntax: AsmSyntax, fileName: string): Assembled {
  return assembleAgain(syntax, fileName, new Array(syntax.lines.length).fill(undefined), undefined);
}

/**
 * Assembles lines of which some were assembled before (`made`, aligned with the lines; undefined for those that were not).
 * Their instructions are the same objects where nothing about them has changed but where they are. `known` are the labels
 * where those are certain to be what they were, and no address has changed.
 */
export function assembleAgain(
  syntax: AsmSyntax,
  fileName: string,
  made: (Instruction | undefined)[],
  known: Labels | undefined,
): Assembled {
  const problems: Problem[] = [];
  const { lines } = syntax;
  const labels = known ?? collectLabels(syntax, problems);
  const names = once(() => suggester([...labels.labels.keys()]));
  const context: ResolutionContext = { ...labels, problems, suggest: (name) => names()(name) };
  let broken = problems.length > 0;
  const code: Instruction[] = new Array(labels.length);
  let address = 0;
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i];
    if (line.kind === "label") continue;
    const before = made[i];
    const now =
      before === undefined ? instructionOf(line, address, context) : moved(before, line, address, context);
    made[i] = now;
    if (now === undefined) broken = true;
    else code[address] = now;
    address++;
  }
  if (broken) return { program: undefined, problems, made, labels };
  const paired = pairHandlers(code);
  for (const problem of paired.problems) problems.push(problem);
  if (paired.problems.some(isError)) return { program: undefined, problems, made, labels };
  const files = [{ name: fileName, text: syntax.text }];
  return { program: { code: paired.code, labels: labels.labels, files }, problems, made, labels };
}

function instructionOf(
  line: InstructionLine,
  address: number,
  context: ResolutionContext,
): Instruction | undefined {
  const { mnemonic } = line;
  if (mnemonic === undefined) return undefined;
  const before = context.problems.length;
  const operands = resolveOperands(line, mnemonic, context);
  if (line.broken || context.problems.length > before) return undefined;
  tally.instructions++;
  return { op: mnemonic, operands, span: line.span, file: 0, origin: address } as Instruction;
}

/** An instruction of a line that has not changed: made again when a label that it names is elsewhere now. */
function moved(
  instruction: Instruction,
  line: InstructionLine,
  address: number,
  context: ResolutionContext,
): Instruction | undefined {
  if (namesLabels(instruction.op) && !isResolved(instruction, line, context)) {
    return instructionOf(line, address, context);
  }
  // Where an instruction is in the source is moved in place.
  line.tellSpan(instruction.span as { start: number; end: number });
  if (instruction.origin !== address) (instruction as { origin: number }).origin = address;
  return instruction;
}

function isResolved(
  instruction: Instruction,
  { operands }: InstructionLine,
  context: ResolutionContext,
): boolean {
  for (const { name, kind, text } of operands) {
    if (kind !== "label" && kind !== "label?") continue;
    const address = isAddress(text)
      ? Number(text) <= context.length
        ? Number(text)
        : undefined
      : context.labels.get(text);
    if (address !== operandsByName(instruction)[name]) return false;
  }
  return true;
}

const namesLabels = derived((op: Mnemonic) =>
  operandsOf(op).some(([, kind]) => kind === "label" || kind === "label?"),
);

export interface Labels {
  readonly labels: ReadonlyMap<string, number>;
  /** How many instruction lines there are. */
  readonly length: number;
}

/** The labels with their addresses, of equal names the first. */
export function collectLabels(syntax: AsmSyntax, problems: Problem[]): Labels {
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
  return { labels, length: address };
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
