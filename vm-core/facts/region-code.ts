/**
 * The code of a region: all that the facts of its frames depend on, and whether two regions are the same but for where
 * they are.
 *
 * Invariant: in regions that are the same, the same is known before each instruction. Jumps are compared by the block that
 * they lead to, not by address. The function that a call names is not compared: what is known in a frame does not depend on it.
 */
import { MNEMONICS, type Mnemonic, operandsOf } from "../isa/index.ts";
import { namesFunction, variableOf } from "../isa/typing.ts";
import { fallsThrough, targetOf } from "../program/control-flow.ts";
import type { Block } from "../program/flow-graph.ts";
import { type Instruction, operandsByName, type Program } from "../program/program.ts";
import { walk } from "../text/allowance.ts";

export interface RegionCode {
  /** Where its instructions are: all code of its Program, or those of the region alone. */
  readonly code: readonly Instruction[];
  /** For each block, in order: where it is in `code`, its address, how many instructions it has. */
  readonly at: readonly number[];
  readonly starts: readonly number[];
  readonly sizes: readonly number[];
  /** The addresses where frames start that run it, in order; 0 for the top level. */
  readonly entries: readonly number[];
  /** The address of the program's end. */
  readonly end: number;
  /** The variables that it names and any code may store, as often as it names them. */
  readonly shared: readonly string[];
}

/** Where the code of a region is: its blocks and its entries, in order, and what `RegionCode` says of these. */
export interface RegionShape extends Pick<RegionCode, "starts" | "sizes" | "entries"> {
  readonly blocks: readonly Block[];
}

/** `sharedNames` are variables that any code may store. */
export function codeOfRegion(
  { code }: Program,
  { blocks, starts, sizes, entries }: RegionShape,
  sharedNames: ReadonlySet<string>,
): RegionCode {
  const shared = sharedNames.size === 0 ? NONE : sharedIn(code, blocks, sharedNames);
  return { code, at: starts, starts, sizes, entries, end: code.length, shared };
}

const NONE: readonly string[] = [];

function sharedIn(
  code: Program["code"],
  blocks: readonly Block[],
  sharedNames: ReadonlySet<string>,
): readonly string[] {
  const found: string[] = [];
  for (const { start, end } of blocks) {
    for (let address = start; address < end; address++) {
      walk();
      const name = variableOf(code[address]);
      if (name !== undefined && sharedNames.has(name)) found.push(name);
    }
  }
  return found;
}

/** The same, without the other code of its Program. */
export function byItself(region: RegionCode): RegionCode {
  const code: Instruction[] = [];
  const at = region.at.map((start, block) => {
    const index = code.length;
    for (let i = 0; i < region.sizes[block]; i++) code.push(region.code[start + i]);
    return index;
  });
  return { ...region, code, at };
}

/** Finds the instructions of a region in another program, where the same are at the same addresses. */
export function moveTo(region: RegionCode, { code }: Program): void {
  (region as { code: Program["code"] }).code = code;
}

/** Whether two regions are the same but for where they are. */
export function isSameCode(a: RegionCode, b: RegionCode): boolean {
  if (!areSame(a.sizes, b.sizes) || !areSame(a.shared, b.shared)) return false;
  if (isTopLevel(a) !== isTopLevel(b) || runsToEnd(a) !== runsToEnd(b)) return false;
  const areEntered =
    a.entries.length === b.entries.length &&
    a.entries.every((entry, i) => placeIn(a, entry) === placeIn(b, b.entries[i]));
  if (!areEntered || !haveSameGaps(a, b)) return false;
  for (let block = 0; block < a.sizes.length; block++) {
    const [from, to] = [a.at[block], b.at[block]];
    for (let i = 0; i < a.sizes[block]; i++) {
      if (!isSameInstruction(a, a.code[from + i], b, b.code[to + i])) return false;
    }
  }
  return true;
}

/** Whether two regions have the same instructions at the same addresses. */
export function isSameInPlace(a: RegionCode, b: RegionCode): boolean {
  if (a.end !== b.end || !areSame(a.starts, b.starts) || !areSame(a.sizes, b.sizes)) return false;
  return areSame(a.entries, b.entries) && areSame(a.shared, b.shared) && haveSameObjects(a, b);
}

function haveSameObjects(a: RegionCode, b: RegionCode): boolean {
  for (let block = 0; block < a.sizes.length; block++) {
    const [from, to] = [a.at[block], b.at[block]];
    for (let i = 0; i < a.sizes[block]; i++) if (a.code[from + i] !== b.code[to + i]) return false;
  }
  return true;
}

/**
 * Whether two regions are the same, where all of one is so many addresses later: what `isSameCode` says then, found faster.
 * `straight` says where `b` has instructions that name no code. When it is not certain, they are not.
 */
export function isSameMoved(a: RegionCode, b: RegionCode, straight: Uint8Array): boolean {
  const by = b.starts[0] - a.starts[0];
  if (!isMoved(a.starts, b.starts, by) || !isMoved(a.entries, b.entries, by)) return false;
  if (!areSame(a.sizes, b.sizes) || !areSame(a.shared, b.shared) || isTopLevel(a) !== isTopLevel(b))
    return false;
  if (runsToEnd(a) !== runsToEnd(b) || jumpsToNextEnd(a) !== jumpsToNextEnd(b)) return false;
  for (let block = 0; block < a.sizes.length; block++) {
    const [from, to] = [a.at[block], b.at[block]];
    for (let i = 0; i < a.sizes[block]; i++) {
      const [own, theirs] = [a.code[from + i], b.code[to + i]];
      if (own !== theirs && !haveSameValues(own, theirs)) return false;
      const isStraight = straight[b.starts[block] + i] === 1;
      if (!isStraight && !haveMovedTargets(a, own, b, theirs, by)) return false;
    }
  }
  return true;
}

function isMoved(a: readonly number[], b: readonly number[], by: number): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] + by !== b[i]) return false;
  return true;
}

/** Whether instructions name the same places of their frames, of which none is the program's end. */
function haveMovedTargets(
  { end }: RegionCode,
  one: Instruction,
  now: RegionCode,
  other: Instruction,
  by: number,
): boolean {
  const [own, theirs] = [operandsByName(one), operandsByName(other)];
  return (SHAPES.get(one.op) as OperandFacts).addresses.every((name) => {
    const [from, to] = [own[name], theirs[name]];
    if (typeof from !== "number" || typeof to !== "number") return from === to;
    return from + by === to && from !== end && to !== now.end;
  });
}

/** Whether the same blocks come right after the ones before them: a jump to the next instruction is one that does nothing. */
function haveSameGaps(a: RegionCode, b: RegionCode): boolean {
  if (jumpsToNextEnd(a) !== jumpsToNextEnd(b)) return false;
  for (let block = 1; block < a.starts.length; block++) {
    const isNext = a.starts[block] === a.starts[block - 1] + a.sizes[block - 1];
    if ((b.starts[block] === b.starts[block - 1] + b.sizes[block - 1]) !== isNext) return false;
  }
  return true;
}

/** Whether the last instruction jumps to the program's end, which comes right after it. */
function jumpsToNextEnd({ code, at, starts, sizes, end }: RegionCode): boolean {
  const last = starts.length - 1;
  return starts[last] + sizes[last] === end && targetOf(code[at[last] + sizes[last] - 1]) === end;
}

function isTopLevel({ entries }: RegionCode): boolean {
  return entries[0] === 0;
}

/** Whether control can get from its last block to the program's end. */
function runsToEnd({ code, at, starts, sizes, end }: RegionCode): boolean {
  const last = starts.length - 1;
  return starts[last] + sizes[last] === end && fallsThrough(code[at[last] + sizes[last] - 1]);
}

/** Whether instructions are the same but for the addresses that they name. */
export function haveSameValues(one: Instruction, other: Instruction): boolean {
  if (one.op !== other.op) return false;
  const [own, theirs] = [operandsByName(one), operandsByName(other)];
  if (own === theirs) return true;
  for (const name of (SHAPES.get(one.op) as OperandFacts).values) {
    if (!isSameValue(own[name], theirs[name])) return false;
  }
  return true;
}

/** Whether instructions with the same mnemonic name the same places, functions too, which may have moved. */
export function haveSameTargets(
  one: Instruction,
  other: Instruction,
  move: (address: number) => number,
): boolean {
  const [own, theirs] = [operandsByName(one), operandsByName(other)];
  return (SHAPES.get(one.op) as OperandFacts).places.every((name) => {
    const from = own[name];
    return (typeof from === "number" ? move(from) : from) === theirs[name];
  });
}

function isSameInstruction(a: RegionCode, one: Instruction, b: RegionCode, other: Instruction): boolean {
  if (!haveSameValues(one, other)) return false;
  const { addresses } = SHAPES.get(one.op) as OperandFacts;
  const [own, theirs] = [operandsByName(one), operandsByName(other)];
  for (const name of addresses) {
    const [from, to] = [own[name], theirs[name]];
    if (typeof from !== "number" || typeof to !== "number") {
      if (from !== to) return false;
    } else if (placeIn(a, from) !== placeIn(b, to)) return false;
  }
  return true;
}

function isSameValue(a: unknown, b: unknown): boolean {
  return Object.is(a, b) || (Array.isArray(a) && Array.isArray(b) && areSame(a, b));
}

function areSame(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a === b || (a.length === b.length && a.every((one, i) => one === b[i]));
}

/** Other places than blocks of the region, to which no jump and no handler of it leads. */
const END = -1;
const OUTSIDE = -2;

/** Which of the region's blocks starts at an address. */
function placeIn({ starts, end }: RegionCode, address: number): number {
  if (address === end) return END;
  const block = blockAt(starts, address);
  return starts[block] === address ? block : OUTSIDE;
}

/** The last block that starts at an address or before; the first one when none does. */
export function blockAt(starts: readonly number[], address: number): number {
  let low = 0;
  let high = starts.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (starts[middle] <= address) low = middle;
    else high = middle;
  }
  return low;
}

/** Whether the instruction at an address is one of the region. */
export function holds({ starts, sizes }: RegionCode, address: number): boolean {
  const block = blockAt(starts, address);
  return starts[block] <= address && address < starts[block] + sizes[block];
}

/** A number of 32 bits that is the same for regions that are the same. */
export function hashOfCode({ code, at, sizes }: RegionCode): number {
  let hash = sizes.length;
  for (let block = 0; block < sizes.length; block++) {
    hash = mix(hash, sizes[block]);
    for (let i = at[block]; i < at[block] + sizes[block]; i++) {
      walk();
      hash = mix(hash, hashOfInstruction(code[i]));
    }
  }
  return hash;
}

function hashOfInstruction(instruction: Instruction): number {
  const { number, values } = SHAPES.get(instruction.op) as OperandFacts;
  if (values.length === 0) return number;
  const operands = operandsByName(instruction);
  let hash = number;
  for (const name of values) hash = mix(hash, hashOfValue(operands[name]));
  return hash;
}

function hashOfValue(value: unknown): number {
  if (typeof value === "number") return value | 0;
  if (typeof value === "string") return hashOfText(value);
  return Array.isArray(value) ? hashOfText(value.join(" ")) : 0;
}

/** FNV-1a (Fowler, Noll, Vo) over UTF-16 code units. */
function hashOfText(text: string): number {
  let hash = text.length;
  for (let i = 0; i < text.length; i++) hash = mix(hash, text.charCodeAt(i));
  return hash;
}

function mix(hash: number, next: number): number {
  return Math.imul(hash ^ next, 0x01000193);
}

/** The operands of an instruction that facts depend on. */
interface OperandFacts {
  /** Different for each mnemonic. */
  readonly number: number;
  readonly values: readonly string[];
  /** Of places in its frame. */
  readonly addresses: readonly string[];
  /** Of any. */
  readonly places: readonly string[];
}

const ADDRESS_KINDS: ReadonlySet<string> = new Set(["label", "label?", "resolved"]);

const SHAPES: ReadonlyMap<Mnemonic, OperandFacts> = new Map(
  MNEMONICS.map((op, number) => {
    const isAddress = ([, kind]: readonly [string, string, unknown]) => ADDRESS_KINDS.has(kind);
    const operands = operandsOf(op);
    const values = operands.filter((one) => !isAddress(one)).map(([name]) => name);
    const places = operands.filter(isAddress).map(([name]) => name);
    return [op, { number, values, addresses: namesFunction(op) ? [] : places, places }];
  }),
);

/** Where the blocks of a region are, and the end of its program. */
export type Placement = Pick<RegionCode, "starts" | "end">;

/** Says where an address of a region is now: from where its code was to where it is, which is the same code. */
export function moveBetween(from: Placement, to: Placement): (address: number) => number {
  const by = to.starts[0] - from.starts[0];
  const isOneMove = to.end - from.end === by && from.starts.every((start, i) => to.starts[i] - start === by);
  if (isOneMove) return by === 0 ? (address) => address : (address) => address + by;
  return (address) => {
    if (address >= from.end) return to.end + address - from.end;
    const block = blockAt(from.starts, address);
    return to.starts[block] + address - from.starts[block];
  };
}
