/**
 * The lines of instructions that a sketch is made of, by their addresses, and which of them may become holes.
 *
 * Invariant: of lines that are in the places of others, those alone are looked at that have changed; what was noted of the lines
 * before is used up then. Names are read from instructions, since lines that are gone have lost their text.
 */
import { derived } from "../isa/derived.ts";
import { flowOf, type Mnemonic, operandsOf } from "../isa/index.ts";
import { accessOf, closesHandler, roleOfOperand } from "../isa/typing.ts";
import { isStraight } from "../program/control-flow.ts";
import { type Instruction, operandsByName } from "../program/program.ts";
import { collectLabels, isAddress, type MadeInstructions } from "./assembler.ts";
import type { AsmSyntax, InstructionLine, OperandSyntax, SyntaxLine } from "./syntax.ts";
import { tally } from "./tally.ts";

export interface SketchLines {
  /** All lines, and what was made of them. */
  readonly lines: readonly SyntaxLine[];
  readonly instructions: readonly (Instruction | undefined)[];
  /** For each address the index of its line, and for each line its address or that of the next instruction. */
  readonly lineOf: Int32Array;
  readonly addressOf: Int32Array;
  readonly labels: ReadonlyMap<string, number>;
  /** Labels that are defined more than once. */
  readonly repeated: ReadonlySet<string>;
  /** Of all labels, those without a name and those that are defined again among them. */
  readonly labelAddresses: readonly number[];
  /** 1 for each address whose line is a hole whatever else is written. */
  readonly isBroken: Uint8Array;
  /** The addresses of these, of the parts of handlers, and of lines that no instruction was made of, in order. */
  readonly parts: readonly number[];
  /** How many instructions store each variable. */
  readonly stored: Map<string, number>;
}

/** The lines, and the addresses of those that are others than before; undefined when all may be. */
export function sketchLines(
  syntax: AsmSyntax,
  made: MadeInstructions | undefined,
  before: SketchLines | undefined,
): { readonly from: SketchLines; readonly changed: readonly number[] | undefined } {
  const changed = made && before && changedLines(before, syntax, made);
  if (made === undefined || before === undefined || changed === undefined)
    return { from: allLines(syntax, made), changed: undefined };
  return { from: withChanged(before, syntax, made, changed), changed };
}

/** The line of an instruction. */
export function lineAt({ lines, lineOf }: SketchLines, address: number): InstructionLine {
  return lines[lineOf[address]] as InstructionLine;
}

function allLines(syntax: AsmSyntax, made: MadeInstructions | undefined): SketchLines {
  const { lines } = syntax;
  const { labels, length } = collectLabels(syntax, []);
  const instructions = made?.instructions.slice() ?? new Array(lines.length).fill(undefined);
  const lineOf = new Int32Array(length);
  const addressOf = new Int32Array(lines.length);
  const labelAddresses: number[] = [];
  const seen = new Set<string>();
  const repeated = new Set<string>();
  let next = 0;
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i];
    addressOf[i] = next;
    if (line.kind === "instruction") lineOf[next++] = i;
    else {
      labelAddresses.push(next);
      if (seen.has(line.name)) repeated.add(line.name);
      seen.add(line.name);
    }
  }
  const isBroken = new Uint8Array(length);
  const parts: number[] = [];
  const stored = new Map<string, number>();
  const found = {
    lines,
    instructions,
    lineOf,
    addressOf,
    labels,
    repeated,
    labelAddresses,
    isBroken,
    parts,
    stored,
  };
  for (let address = 0; address < length; address++) {
    if (look(found, address)) parts.push(address);
    count(stored, instructions[lineOf[address]], 1);
  }
  return found;
}

/** Notes whether a line is broken; whether it is one of `parts`. */
function look(found: SketchLines, address: number): boolean {
  tally.sketched++;
  const made = found.instructions[found.lineOf[address]];
  const isCertain = made !== undefined && isStraight(made);
  found.isBroken[address] = 0;
  if (isCertain) return false;
  const line = lineAt(found, address);
  const isBroken = isUnreadable(line) || line.operands.some((one) => isUncertain(one, found));
  if (isBroken) found.isBroken[address] = 1;
  return isBroken || made === undefined || isOfHandler(line);
}

/** The indices of lines that are others; undefined when labels may be others, too. */
function changedLines(
  { lines: old, instructions }: SketchLines,
  { lines }: AsmSyntax,
  made: MadeInstructions,
): readonly number[] | undefined {
  if (lines.length !== old.length) return undefined;
  const changed: number[] = [];
  for (let i = 0; i < lines.length; i++) {
    if (lines[i] === old[i] && made.instructions[i] === instructions[i]) continue;
    const [line, before] = [lines[i], old[i]];
    if (line.kind !== before.kind) return undefined;
    if (line.kind === "instruction") changed.push(i);
    else if (line !== before) return undefined;
  }
  return changed;
}

function withChanged(
  before: SketchLines,
  { lines }: AsmSyntax,
  made: MadeInstructions,
  changed: readonly number[],
): SketchLines {
  const from: SketchLines = { ...before, lines, instructions: made.instructions.slice() };
  const parts = new Set(before.parts);
  let hasOthers = false;
  for (const i of changed) {
    const address = from.addressOf[i];
    count(from.stored, before.instructions[i], -1);
    count(from.stored, from.instructions[i], 1);
    const isPart = look(from, address);
    if (isPart === parts.has(address)) continue;
    hasOthers = true;
    if (isPart) parts.add(address);
    else parts.delete(address);
  }
  return hasOthers ? { ...from, parts: [...parts].sort((a, b) => a - b) } : from;
}

function count(stored: Map<string, number>, instruction: Instruction | undefined, by: number): void {
  if (instruction === undefined) return;
  const names = storedOperands(instruction.op);
  if (names.length === 0) return;
  const operands = operandsByName(instruction);
  for (const name of names) {
    for (const variable of [operands[name]].flat()) {
      if (typeof variable !== "string") continue;
      const now = (stored.get(variable) ?? 0) + by;
      if (now === 0) stored.delete(variable);
      else stored.set(variable, now);
    }
  }
}

/** The variables that a line stores, as they are written. */
export function storedBy({ mnemonic, operands }: InstructionLine): readonly string[] {
  const stored = mnemonic === undefined ? [] : storedOperands(mnemonic);
  return operands.flatMap(({ name, text }) => (stored.includes(name) ? [text] : []));
}

/** The operands of an instruction that name variables which it stores. */
const storedOperands = derived((mnemonic: Mnemonic): readonly string[] =>
  operandsOf(mnemonic).flatMap(([name]) =>
    accessOf(roleOfOperand(mnemonic, name)) === "write" ? [name] : [],
  ),
);

export function isUnreadable({ mnemonic, broken }: InstructionLine): boolean {
  return broken || mnemonic === undefined;
}

/** Parts of handlers, paired with others or not. */
function isOfHandler({ mnemonic }: InstructionLine): boolean {
  if (mnemonic === undefined) return true;
  const flow = flowOf(mnemonic);
  return flow === "catch" || flow === "handler" || closesHandler(mnemonic);
}

/** Whether it is not certain where a target is. */
function isUncertain({ kind, text }: OperandSyntax, { labels, repeated }: SketchLines): boolean {
  if (kind !== "label" && kind !== "label?") return false;
  return isAddress(text) || !labels.has(text) || repeated.has(text);
}
