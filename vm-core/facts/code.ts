/** A Program prepared for being followed: where blocks begin, and what each instruction does to the stack. */
import { flowOf, MNEMONICS, type Mnemonic, operandsOf } from "../isa/index.ts";
import { pushedTypes, variableOf, variableRoleOf } from "../isa/typing.ts";
import { controlOf, keptPerControl, oncePerControl, type ProgramControl } from "../program/control.ts";
import { entryPoints, straightCode, successorsInFrame } from "../program/control-flow.ts";
import { flowGraph } from "../program/flow-graph.ts";
import type { Instruction, Program } from "../program/program.ts";
import type { Shift } from "../program/shift.ts";
import type { Hole, Sketch } from "../program/sketch.ts";
import { fixedEffect } from "../program/stack-effect.ts";
import type { FormerControl } from "./same-control.ts";

export interface Code {
  readonly program: Program;
  readonly instructions: readonly Instruction[];
  /** 1 where a block begins. */
  readonly leaders: Uint8Array;
  /** Whether any closure may have captured something. */
  readonly captures: boolean;
  /** Variables of the top level that any code may store at any time. */
  readonly sharedNames: Pick<ReadonlySet<string>, "has">;
  /** Where the code has holes; undefined for that of a Program. */
  readonly holes: Holes | undefined;
}

export interface Holes {
  /** By their addresses. */
  readonly at: ReadonlyMap<number, Hole>;
  /** Where they may lead. */
  readonly entries: readonly number[];
  /** Whether they may store any variable, not only those in `sharedNames`. */
  readonly bindAny: boolean;
}

/** For following calls: a block ends at each. A TRY ends none: there may be very many, and what it opens is in the state. */
export function prepareWhole(program: Program): Code {
  const leaders = leadersOf(program);
  return { program, instructions: program.code, leaders, ...sharedBy(program), holes: undefined };
}

const leadersOf = oncePerControl(
  (program) => leadersWith(program, entryPoints(program).slice(), endsBlock),
  shiftedLeaders,
);

/** What has changed begins a block with its first instruction, or none. */
function shiftedLeaders(before: Uint8Array, shift: Shift): Uint8Array {
  return shift.array(before, 0);
}

function endsBlock({ op }: Instruction): boolean {
  const flow = flowOf(op);
  return flow !== "next" && flow !== "handler";
}

/** For following the calls of a sketch; `former` has that of the version before. In the place of a hole is an instruction that does nothing: nobody executes it. */
export function prepareSketch(
  { lines, holes: addresses, labels, file, entries, mayStore }: Sketch,
  former: FormerControl | undefined,
): Code {
  const at = new Map<number, Hole>();
  const instructions = lines.slice() as Instruction[];
  for (const address of addresses) {
    const hole = lines[address] as Hole;
    at.set(address, hole);
    instructions[address] = {
      op: IN_PLACE_OF_HOLES,
      operands: {},
      span: hole.span,
      file: 0,
      origin: address,
    } as Instruction;
  }
  const program: Program = { code: instructions, labels, files: [file] };
  former?.continueIn(program);
  const code = prepareWhole(program);
  const leaders = code.leaders.slice();
  for (const entry of entries) leaders[entry] = 1;
  const holes = { at, entries, bindAny: mayStore === undefined };
  return { ...code, leaders, captures: true, sharedNames: mayStore ?? ALL_NAMES, holes };
}

const ALL_NAMES = { has: () => true };

const IN_PLACE_OF_HOLES = MNEMONICS.find(
  (op) =>
    flowOf(op) === "next" &&
    operandsOf(op).length === 0 &&
    fixedEffect(op)?.pops === 0 &&
    pushedTypes(op).length === 0,
) as Mnemonic;

/**
 * The parts of the code of a sketch, between which control goes by calls alone: gives the first address of the part that an
 * address is in. Found once for the versions in which control goes the same ways and has the same entries.
 */
export function partsOfCode(code: Code): (address: number) => number {
  const [control, entries] = [controlOf(code.program), code.holes?.entries];
  const known = PARTS.get(control);
  if (known !== undefined && known.entries === entries) return known.firsts;
  const firsts = findParts(code);
  PARTS.set(control, { entries, firsts });
  return firsts;
}

interface CodeParts {
  readonly entries: readonly number[] | undefined;
  readonly firsts: (address: number) => number;
}

const PARTS = new WeakMap<ProgramControl, CodeParts>();

function findParts({ program, leaders }: Code): CodeParts["firsts"] {
  const { code } = program;
  // For each leader one before it in its part, or itself.
  const before = new Int32Array(code.length + 1);
  const firstOf = (address: number): number => {
    let at = address;
    while (before[at] !== at) at = before[at] = before[before[at]];
    return at;
  };
  const join = (a: number, b: number) => {
    const [one, other] = [firstOf(a), firstOf(b)];
    before[Math.max(one, other)] = Math.min(one, other);
  };
  let start = 0;
  for (let address = 0; address <= code.length; address++) {
    before[address] = address;
    if (leaders[address] === 1) start = address;
    else before[address] = start;
  }
  const straight = straightCode(program);
  for (let address = 0; address < code.length; address++) {
    if (straight[address] === 1) {
      if (leaders[address + 1] === 1) join(address, address + 1);
      continue;
    }
    for (const successor of successorsInFrame(program, address)) {
      join(address, successor);
      // A handler starts after its CATCH, or at it.
      if (successor < code.length && flowOf(code[successor].op) === "catch") join(address, successor + 1);
    }
  }
  return firstOf;
}

export interface FramesCode extends Code {
  readonly sharedNames: ReadonlySet<string>;
}

/** For following frames one by one: the blocks of the flow graph, cut after each CATCH. */
export function prepareFrames(program: Program): FramesCode {
  const leaders = frameLeadersOf(program);
  return { program, instructions: program.code, leaders, ...sharedBy(program), holes: undefined };
}

const frameLeadersOf = oncePerControl((program) => {
  const leaders = new Uint8Array(program.code.length + 1);
  for (const { start } of flowGraph(program).blocks) leaders[start] = 1;
  return leadersWith(program, leaders, ({ op }) => flowOf(op) === "catch");
}, shiftedLeaders);

/** With those after certain instructions. */
function leadersWith(
  program: Program,
  leaders: Uint8Array,
  ends: (instruction: Instruction) => boolean,
): Uint8Array {
  const { code } = program;
  const straight = straightCode(program);
  for (let address = 0; address < code.length; address++) {
    if (straight[address] === 0 && ends(code[address])) leaders[address + 1] = 1;
  }
  return leaders;
}

/** What code shares with other code, beside variables of the top level. */
const sharedBy = keptPerControl(
  ({ code }): Pick<FramesCode, "captures" | "sharedNames"> => {
    const sharedNames = new Set<string>();
    let captures = false;
    for (const instruction of code) {
      if (!isSharing(instruction)) continue;
      if (variableRoleOf(instruction.op) === "capture") captures = true;
      else sharedNames.add(variableOf(instruction) as string);
    }
    return { captures, sharedNames };
  },
  (before, now) => !isSharing(before) && !isSharing(now),
  (instruction) => !isSharing(instruction),
  (before) => before,
);

function isSharing({ op }: Instruction): boolean {
  return SHARING.has(op);
}

const SHARING: ReadonlySet<Mnemonic> = new Set(
  MNEMONICS.filter((op) => variableRoleOf(op) === "capture" || variableRoleOf(op) === "write-global"),
);
