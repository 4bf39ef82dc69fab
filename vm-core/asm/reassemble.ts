/**
 * Assembles a text again that was read again after an edit: only what has changed is made.
 *
 * Invariant: what comes out is what `assemble` makes of the text. The instructions of lines that were kept are the same
 * objects, moved in place: so what was made before is used up, and belongs to the new text.
 */
import { shiftControl } from "../program/control.ts";
import { isStraight } from "../program/control-flow.ts";
import { type Instruction, operandsByName, type Program } from "../program/program.ts";
import { shiftBetween } from "../program/shift-between.ts";
import {
  type Assembled,
  assembled,
  assembleLines,
  contextOf,
  isAddress,
  type MadeInstructions,
  makeInstruction,
  type Paired,
  type ResolutionContext,
} from "./assembler.ts";
import { hasPartInPairing } from "./handlers.ts";
import type { AsmProblem } from "./problem.ts";
import { inOne, type KeptLines } from "./reread.ts";
import type { AsmSyntax, InstructionLine, OperandSyntax, SyntaxLine } from "./syntax.ts";
import { tally } from "./tally.ts";

/** Lines that were not kept: where they were and where others are in their place, as indices. */
interface Changed {
  readonly from: number;
  readonly to: number;
  readonly nowFrom: number;
  readonly nowTo: number;
}

/** `old` are the lines that `before` was made of, `kept` those of them that `now` has, too. */
export function reassemble(
  before: Assembled,
  old: AsmSyntax,
  now: AsmSyntax,
  kept: readonly KeptLines[],
  fileName: string,
): Assembled {
  const changed = changedIn(kept, old.lines.length, now.lines.length).map((one) =>
    withoutSameLabels(one, old, now),
  );
  // Labels that are wrong are looked for again.
  const hasSameLabels =
    before.problems.length === 0 &&
    changed.every(
      ({ from, to, nowFrom, nowTo }) =>
        isWithoutLabels(old, from, to) && isWithoutLabels(now, nowFrom, nowTo),
    );
  const isSameShape =
    hasSameLabels && changed.every(({ from, to, nowFrom, nowTo }) => from === nowFrom && to === nowTo);
  if (isSameShape) return inPlace(before, now, kept, changed, fileName);
  const moves = hasSameLabels ? movesOf(before, old, changed) : undefined;
  return assembleLines(
    now,
    fileName,
    aligned(before, kept, now.lines.length),
    (instruction, line, address, context) => moved(instruction, line, address, context, moves),
    moves && ((program) => shiftFrom(before, moves, program)),
  );
}

/** Says how control differs from that of the version before, where that is by a shift. */
function shiftFrom({ program: before }: Assembled, { from, to, by }: Moves, program: Program): void {
  const [removed, added] = [to - from, to - from + by];
  const shift = before && shiftBetween(before, program, { at: from, removed, added });
  if (before !== undefined && shift !== undefined) shiftControl(before, program, shift);
}

function changedIn(kept: readonly KeptLines[], length: number, nowLength: number): readonly Changed[] {
  const changed: Changed[] = [];
  let [from, nowFrom] = [0, 0];
  for (const part of [...kept, { from: length, to: nowLength, count: 0 }]) {
    if (part.from > from || part.to > nowFrom) changed.push({ from, to: part.from, nowFrom, nowTo: part.to });
    from = part.from + part.count;
    nowFrom = part.to + part.count;
  }
  return changed;
}

/** Without the labels at its ends that are there again; their names are known, since they were collected. */
function withoutSameLabels(changed: Changed, { lines: old }: AsmSyntax, { lines: now }: AsmSyntax): Changed {
  let { from, to, nowFrom, nowTo } = changed;
  while (from < to && nowFrom < nowTo && isSameLabel(old[from], now[nowFrom])) {
    from++;
    nowFrom++;
  }
  while (from < to && nowFrom < nowTo && isSameLabel(old[to - 1], now[nowTo - 1])) {
    to--;
    nowTo--;
  }
  return { from, to, nowFrom, nowTo };
}

function isSameLabel(a: SyntaxLine, b: SyntaxLine): boolean {
  return a.kind === "label" && b.kind === "label" && a.name === b.name;
}

function isWithoutLabels({ lines }: AsmSyntax, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (lines[i].kind === "label") return false;
  return true;
}

/** Each line that has changed is in the place of another: no label and no address is another one now. */
function inPlace(
  before: Assembled,
  syntax: AsmSyntax,
  kept: readonly KeptLines[],
  changed: readonly Changed[],
  fileName: string,
): Assembled {
  const { lines } = syntax;
  const { instructions } = before.made;
  for (const { to, count, by } of kept) {
    for (let i = to; by !== 0 && i < to + count; i++) {
      const instruction = instructions[i];
      if (instruction !== undefined) moveSpan(instruction, lines[i] as InstructionLine);
    }
  }
  const problems: AsmProblem[] = [];
  const context = contextOf(before.labels, problems);
  const stale = before.stale.slice();
  let { missing } = before.made;
  for (const { nowFrom, nowTo } of changed) {
    for (let i = nowFrom; i < nowTo; i++) {
      const address = addressOf(before, syntax, i);
      if (instructions[i] === undefined) missing--;
      instructions[i] = makeInstruction(lines[i] as InstructionLine, address, context);
      if (instructions[i] === undefined) missing++;
      stale.push([address, i]);
    }
  }
  const made: MadeInstructions = { instructions, missing };
  const known = missing === 0 ? pairedWith(before, made, stale) : undefined;
  const { labels, paired } = before;
  return assembled(syntax, fileName, { made, labels, problems, known, before: { paired, stale } });
}

/** The code with other instructions at some addresses, where handlers are paired as they were; else undefined. */
function pairedWith(
  { paired }: Assembled,
  { instructions }: MadeInstructions,
  stale: Assembled["stale"],
): Parameters<typeof assembled>[2]["known"] {
  if (paired === undefined) return undefined;
  const { isByLabel } = paired;
  const code = paired.code.slice();
  let control: Paired["control"] | undefined = paired.control;
  for (const [address, line] of stale) {
    const now = instructions[line] as Instruction;
    if (hasPartInPairing(paired.code[address], isByLabel) || hasPartInPairing(now, isByLabel))
      return undefined;
    if (!isStraight(paired.code[address]) || !isStraight(now)) control = undefined;
    code[address] = now;
  }
  return { code, isByLabel, control };
}

/** The address of an instruction line: from the nearest one before it that has an instruction. */
function addressOf({ made: { instructions } }: Assembled, { lines }: AsmSyntax, line: number): number {
  let count = 0;
  for (let i = line - 1; i >= 0; i--) {
    const before = instructions[i];
    if (before !== undefined) return before.origin + 1 + count;
    if (lines[i].kind === "instruction") count++;
  }
  return count;
}

/** What is made of the lines that were kept, aligned with the lines as they are now. */
function aligned(
  { made: { instructions } }: Assembled,
  kept: readonly KeptLines[],
  length: number,
): (Instruction | undefined)[] {
  const parts: (Instruction | undefined)[][] = [];
  let at = 0;
  for (const { from, to, count } of [...kept, { from: 0, to: length, count: 0 }]) {
    parts.push(new Array(to - at).fill(undefined), instructions.slice(from, from + count));
    at = to + count;
  }
  return inOne(parts);
}

/** Labels at addresses before `from` are where they were, those after `to` so many instructions later. */
interface Moves {
  readonly from: number;
  readonly to: number;
  readonly by: number;
}

/** Where labels are that no changed line is among. */
function movesOf(before: Assembled, old: AsmSyntax, changed: readonly Changed[]): Moves {
  const [first, last] = [changed[0], changed[changed.length - 1]];
  const from = addressOf(before, old, first.from);
  let to = from;
  for (let i = first.from; i < last.to; i++) if (old.lines[i].kind === "instruction") to++;
  return { from, to, by: last.nowTo - last.to };
}

/** An instruction of a line that has not changed: made again when a label that it names is elsewhere now. */
function moved(
  instruction: Instruction,
  line: InstructionLine,
  address: number,
  context: ResolutionContext,
  moves: Moves | undefined,
): Instruction | undefined {
  const written = operandsByName(instruction);
  let operands = written;
  for (const operand of line.operands) {
    const { kind, name } = operand;
    if (kind !== "label" && kind !== "label?") continue;
    const before = written[name] as number;
    const now = targetNow(operand, before, context, moves);
    // A label that is not there any more is reported.
    if (now === undefined) return makeInstruction(line, address, context);
    if (now !== before) operands = { ...operands, [name]: now };
  }
  // Where an instruction is in the source is moved in place.
  moveSpan(instruction, line);
  if (operands !== written) {
    tally.instructions++;
    return { ...instruction, operands, origin: address } as Instruction;
  }
  if (instruction.origin !== address) (instruction as { origin: number }).origin = address;
  return instruction;
}

/** What an operand that has meant an address means now; undefined where there is no such label, or no such address. */
function targetNow(
  operand: OperandSyntax,
  before: number,
  { labels, length }: ResolutionContext,
  moves: Moves | undefined,
): number | undefined {
  if (moves !== undefined && (before < moves.from || before > moves.to) && operand.isPlainName)
    return before < moves.from ? before : before + moves.by;
  const { text } = operand;
  if (!isAddress(text)) return labels.get(text);
  return Number(text) <= length ? Number(text) : undefined;
}

function moveSpan({ span }: Instruction, line: InstructionLine): void {
  line.tellSpan(span as { start: number; end: number });
}
