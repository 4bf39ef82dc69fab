/**
 * Turns syntax into a Program: resolves labels and addresses, pairs handlers.
 *
 * Invariant: every address in a returned Program is in range, so the interpreter never checks one. There is
 * no Program when a line is broken or a label unknown.
 * Absent by design: files, imports, optimization.
 */
import { type Mnemonic, operandsOf } from "../isa/index.ts";
import { controlOf, type ProgramControl, shareControl } from "../program/control.ts";
import type { Instruction, Program } from "../program/program.ts";
import { spend } from "../text/allowance.ts";
import { suggester } from "../text/closest.ts";
import { once } from "../text/once.ts";
import { Float } from "../value/value.ts";
import { type PairResult, pairHandlers } from "./handlers.ts";
import { type AsmProblem, isError } from "./problem.ts";
import type { AsmSyntax, InstructionLine, LabelLine, OperandSyntax } from "./syntax.ts";
import { tally } from "./tally.ts";

export interface AssembleResult {
  readonly program: Program | undefined;
  readonly problems: readonly AsmProblem[];
}

/** Estimates of what an instruction and a label take, in bytes. */
const INSTRUCTION = 160;
const LABEL = 100;

/** What instruction lines resolve against. */
export interface ResolutionContext {
  readonly labels: ReadonlyMap<string, number>;
  readonly length: number;
  readonly problems: AsmProblem[];
  /** The label that an unknown name may be meant for. */
  readonly suggest: (name: string) => string | undefined;
}

/** The code of a version, and what decides where control can go in it. */
export interface Paired extends Pick<PairResult, "code" | "isByLabel"> {
  readonly control: ProgramControl;
}

/** What has been made of the lines of a text. */
export interface MadeInstructions {
  /** For each line of the syntax its instruction, before handlers are paired; undefined for labels, and where there is none. */
  readonly instructions: (Instruction | undefined)[];
  /** Lines of instructions that there is none for. */
  readonly missing: number;
}

/** What assembling has made of a text, for assembling it again after an edit (`reassemble.ts`). */
export interface Assembled extends AssembleResult {
  readonly made: MadeInstructions;
  readonly labels: Labels;
  /** The code of the last version that had some, where its lines are in the places of those now. */
  readonly paired: Paired | undefined;
  /** Instructions that have changed since then: their addresses and lines. */
  readonly stale: readonly (readonly [address: number, line: number])[];
}

/** Assembles; `fileName` becomes the Program's only file. */
export function assemble(syntax: AsmSyntax, fileName: string): Assembled {
  return assembleLines(syntax, fileName, new Array(syntax.lines.length).fill(undefined), (made) => made);
}

/** What becomes of the instruction of a line that was kept, now at an address. */
export type MoveInstruction = (
  instruction: Instruction,
  line: InstructionLine,
  address: number,
  context: ResolutionContext,
) => Instruction | undefined;

/** Assembles lines of which some have instructions already: `instructions` is aligned with the lines, and completed. */
export function assembleLines(
  syntax: AsmSyntax,
  fileName: string,
  instructions: (Instruction | undefined)[],
  move: MoveInstruction,
  tell?: (program: Program) => void,
): Assembled {
  const { lines } = syntax;
  const problems: AsmProblem[] = [];
  const labels = collectLabels(syntax, problems);
  const context = contextOf(labels, problems);
  let missing = 0;
  let address = 0;
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i];
    if (line.kind === "label") continue;
    spend(INSTRUCTION);
    const before = instructions[i];
    const now =
      before === undefined ? makeInstruction(line, address, context) : move(before, line, address, context);
    instructions[i] = now;
    if (now === undefined) missing++;
    address++;
  }
  return assembled(syntax, fileName, { made: { instructions, missing }, labels, problems, tell });
}

export function contextOf(labels: Labels, problems: AsmProblem[]): ResolutionContext {
  const names = once(() => suggester([...labels.labels.keys()]));
  return { ...labels, problems, suggest: (name) => names()(name) };
}

/** What is known when all lines have their instructions. */
interface AssembledParts extends Pick<Assembled, "made" | "labels" | "problems"> {
  /** The code where handlers are paired already, and what decides where control can go in it, where that is known. */
  readonly known?: Pick<PairResult, "code" | "isByLabel"> & { readonly control: ProgramControl | undefined };
  /** Is told of the program before anybody asks about it. */
  readonly tell?: ((program: Program) => void) | undefined;
  /** What is kept where there is no code. */
  readonly before?: Pick<Assembled, "paired" | "stale">;
}

/** Pairs handlers where every line has an instruction. */
export function assembled(
  { text: source }: AsmSyntax,
  fileName: string,
  { made, labels, problems, known, before = NOTHING_BEFORE, tell }: AssembledParts,
): Assembled {
  const parts = { made, labels };
  if (problems.length > 0 || made.missing > 0) return { ...parts, ...before, program: undefined, problems };
  const paired = known ?? pairHandlers(codeOf(made, labels));
  const { code, isByLabel } = paired;
  const all = "problems" in paired ? [...problems, ...paired.problems] : problems;
  if (all.some(isError)) return { ...parts, ...NOTHING_BEFORE, program: undefined, problems: all };
  const program = { code, labels: labels.labels, files: [{ name: fileName, text: source }] };
  if (known?.control !== undefined) shareControl(known.control, program);
  else tell?.(program);
  return {
    ...parts,
    program,
    problems: all,
    paired: { code, isByLabel, control: controlOf(program) },
    stale: [],
  };
}

/** Where every line has an instruction. */
function codeOf({ instructions }: MadeInstructions, { length }: Labels): readonly Instruction[] {
  const code: Instruction[] = new Array(length);
  let address = 0;
  for (const instruction of instructions) if (instruction !== undefined) code[address++] = instruction;
  return code;
}

const NOTHING_BEFORE = { paired: undefined, stale: [] } as const;

/** The instruction of a line; undefined where it is broken, or names what is not there. */
export function makeInstruction(
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

export interface Labels {
  readonly labels: ReadonlyMap<string, number>;
  /** How many instruction lines there are. */
  readonly length: number;
}

/** The labels with their addresses, of equal names the first. */
export function collectLabels(syntax: AsmSyntax, problems: AsmProblem[]): Labels {
  const labels = new Map<string, number>();
  let first: ReadonlyMap<string, LabelLine> | undefined;
  let address = 0;
  for (const line of syntax.lines) {
    if (line.kind === "instruction") {
      address++;
      continue;
    }
    spend(LABEL);
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
