/**
 * What has changed between two versions of a code: some instructions in a row are others, those before and after are the same
 * and may have moved.
 *
 * Invariant: a block is the same alone if each of its instructions is, and leads where it has led before.
 */
import { flowOf } from "../isa/index.ts";
import { variableOf } from "../isa/typing.ts";
import { controlOf, oncePerControl, type ProgramControl } from "../program/control.ts";
import { childOf, fallsThrough, straightCode, targetOf } from "../program/control-flow.ts";
import type { Code } from "./code.ts";
import { ANYWHERE, anywhereId, firstOf } from "./context.ts";
import { haveSameTargets, haveSameValues } from "./region-code.ts";
import { type AddressMap, NOWHERE } from "./transcript.ts";

/** What is kept of a code for the next version: no Program. */
export type FormerCode = Pick<Code, "instructions" | "leaders" | "captures" | "sharedNames" | "holes"> & {
  readonly labels: ReadonlyMap<string, number>;
  readonly control: ProgramControl;
  /** The addresses of instructions that open handlers. */
  readonly handlers: readonly number[];
};

const handlersOf = oncePerControl(
  (program): readonly number[] => {
    const { code } = program;
    const straight = straightCode(program);
    const found: number[] = [];
    for (let address = 0; address < code.length; address++)
      if (straight[address] === 0 && flowOf(code[address].op) === "handler") found.push(address);
    return found;
  },
  (before, shift) => before.map((address) => shift.address(address)),
);

export interface CodeChange {
  /** Where an address of the former code is now. */
  readonly move: AddressMap;
  /** Where an address of the code was. */
  readonly moveBack: AddressMap;
  /** Whether all addresses are what they were. */
  readonly isStill: boolean;
  /** Addresses where blocks of the former code begin that are not the same. */
  readonly changed: readonly number[];
}

export function formerCode({
  instructions,
  leaders,
  captures,
  sharedNames,
  holes,
  program,
}: Code): FormerCode {
  const { labels } = program;
  const [control, handlers] = [controlOf(program), handlersOf(program)];
  return { instructions, leaders, captures, sharedNames, holes, labels, control, handlers };
}

/** Undefined when everything may be different. */
export function changeOfCode(before: FormerCode, now: Code): CodeChange | undefined {
  if (before.captures !== now.captures || before.holes?.bindAny !== now.holes?.bindAny) return undefined;
  const rows = sameRows(before, now);
  const moves = movesBetween(before, now, rows);
  const isChanged = new Uint8Array(before.instructions.length + 1);
  isChanged.fill(1, rows.start, rows.oldEnd);
  // What was put in may begin a block that began with the next instruction.
  if (!moves.isStill && moves.move(rows.start) === rows.start) isChanged[rows.start] = 1;
  // Otherwise blocks begin and lead where they did.
  const control = controlOf(now.program);
  const isShifted = now.holes === undefined && control.shifted?.from === before.control;
  const isOtherControl = before.control !== control && !isShifted;
  const mayLeadElsewhere = now.holes !== undefined || isOtherControl;
  if (mayLeadElsewhere || isShifted) noteEnd(before, rows, moves.move, isChanged);
  if (mayLeadElsewhere) noteLeaders(before, now, rows, moves.move, isChanged);
  if (isOtherControl) noteTargets(before, now, moves.move, isChanged);
  if (noteNames(before, now, isChanged) || mayLeadElsewhere || isShifted) noteHandlers(before, isChanged);
  return { ...moves, changed: blocksOf(before, isChanged) };
}

/** The instructions in a row that are others: from one address up to another one, before and now. */
interface Rows {
  readonly start: number;
  readonly oldEnd: number;
  readonly newEnd: number;
}

function sameRows(before: FormerCode, now: Code): Rows {
  const [a, b] = [before.instructions, now.instructions];
  const most = Math.min(a.length, b.length);
  let start = 0;
  while (start < most && isSameAt(before, start, now, start)) start++;
  let [oldEnd, newEnd] = [a.length, b.length];
  while (oldEnd > start && newEnd > start && isSameAt(before, oldEnd - 1, now, newEnd - 1)) {
    oldEnd--;
    newEnd--;
  }
  return { start, oldEnd, newEnd };
}

/** Whether instructions are the same, wherever they lead. */
function isSameAt(before: FormerCode, at: number, now: Code, to: number): boolean {
  const [own, theirs] = [before.instructions[at], now.instructions[to]];
  // What is in the place of a hole is made anew for each version.
  if (own === theirs) return true;
  if (!haveSameValues(own, theirs)) return false;
  if (now.holes === undefined) return true;
  const [hole, other] = [before.holes?.at.get(at), now.holes.at.get(to)];
  return hole === undefined || other === undefined
    ? hole === other
    : hole.opensHandler === other.opensHandler;
}

function movesBetween(before: FormerCode, now: Code, { start, oldEnd, newEnd }: Rows) {
  const by = newEnd - oldEnd;
  // Where instructions were put in, labels tell whether what began there begins before them or after them.
  let first = start;
  if (oldEnd === start) first = now.program.labels.get(labelAt(before.labels, start) ?? "") ?? newEnd;
  if (first !== newEnd) first = start;
  // What begins after those that were taken out begins there now.
  if (newEnd === start && oldEnd > start) first = NOWHERE;
  // The top level begins at 0 whatever is there, and nothing else where there is no label and no block begins after them.
  if (
    start === 0 &&
    before.leaders[oldEnd] === (oldEnd === 0 ? 1 : 0) &&
    labelAt(before.labels, 0) === undefined
  )
    first = 0;
  const move = (address: number): number => {
    if (address < start) return address;
    if (address === start) return first;
    return address >= oldEnd ? address + by : NOWHERE;
  };
  const moveBack = (address: number): number => {
    if (address < start) return address;
    if (address === first) return start;
    const was = address - by;
    return address >= newEnd && was !== start ? was : NOWHERE;
  };
  return { move: ofContexts(move), moveBack: ofContexts(moveBack), isStill: by === 0 && first === start };
}

/** A label at an address. */
function labelAt(labels: FormerCode["labels"], address: number): string | undefined {
  for (const [name, at] of labels) if (at === address) return name;
  return undefined;
}

/** Moves addresses, and numbers of contexts. */
function ofContexts(move: AddressMap): AddressMap {
  return (number) => {
    if (number >= 0) return move(number);
    if (number >= ANYWHERE) return number;
    const first = move(firstOf(number));
    return first === NOWHERE ? NOWHERE : anywhereId(first);
  };
}

/** The block before what has changed continues with another instruction. */
function noteEnd(
  { instructions }: FormerCode,
  { start }: Rows,
  move: AddressMap,
  isChanged: Uint8Array,
): void {
  if (move(start) !== start && start > 0 && fallsThrough(instructions[start - 1])) isChanged[start - 1] = 1;
}

/** Blocks end elsewhere, or continue with another instruction. */
function noteLeaders(
  before: FormerCode,
  now: Code,
  { start, oldEnd }: Rows,
  move: AddressMap,
  isChanged: Uint8Array,
): void {
  const { leaders, instructions } = before;
  const note = (address: number) => {
    if (address >= 0 && fallsThrough(instructions[address])) isChanged[address] = 1;
  };
  for (let address = 0; address <= instructions.length; address++) {
    if (address === start) address = oldEnd;
    if (leaders[address] !== now.leaders[move(address)]) note(address - 1);
  }
}

/** Instructions that name other places now. */
function noteTargets(before: FormerCode, now: Code, move: AddressMap, isChanged: Uint8Array): void {
  const { instructions, labels } = before;
  const straight = straightCode(now.program);
  for (let address = 0; address < instructions.length; address++) {
    if (isChanged[address] === 1) continue;
    const to = move(address);
    if (straight[to] === 1) continue;
    const [own, theirs] = [instructions[address], now.instructions[to]];
    const [child, other] = [childOf({ labels }, own), childOf(now.program, theirs)];
    const isSame =
      haveSameTargets(own, theirs, move) && (child === undefined ? child : move(child)) === other;
    if (!isSame) isChanged[address] = 1;
  }
}

/** A fault goes past the CATCH of its handler, with the exception in a variable or on the stack: as the CATCH says. */
function noteHandlers({ instructions, handlers }: FormerCode, isChanged: Uint8Array): void {
  for (const address of handlers) {
    const target = targetOf(instructions[address]);
    if (target !== undefined && isChanged[target] === 1) isChanged[address] = 1;
  }
}

/** Instructions that name variables that any code may store now, or could before; whether there may be some. */
function noteNames(before: FormerCode, now: Code, isChanged: Uint8Array): boolean {
  // All are then.
  if (now.holes?.bindAny === true) return false;
  const [own, theirs] = [before.sharedNames, now.sharedNames] as ReadonlySet<string>[];
  if (own === theirs) return false;
  const others = new Set([...own].filter((name) => !theirs.has(name)));
  for (const name of theirs) if (!own.has(name)) others.add(name);
  if (others.size === 0) return false;
  before.instructions.forEach((instruction, address) => {
    if (others.has(variableOf(instruction) ?? "")) isChanged[address] = 1;
  });
  return true;
}

/** Where the blocks begin of the instructions that are marked. */
function blocksOf({ leaders, instructions }: FormerCode, isMarked: Uint8Array): readonly number[] {
  const found: number[] = [];
  let start = 0;
  for (let address = 0; address <= instructions.length; address++) {
    if (leaders[address] === 1) start = address;
    if (isMarked[address] === 1 && found.at(-1) !== start) found.push(start);
  }
  return found;
}
