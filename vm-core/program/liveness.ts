/**
 * Which variables are still needed: backward data flow over the blocks of each region, with a set of bits for each.
 *
 * Who can read a variable of a frame: the code of the frame's region by name, all of it with DUMP_SCOPE; of
 * the top level, any code that runs in other frames, at any time. A handler can start at any instruction, so
 * what a handler needs is needed everywhere in its region.
 */
import { effectsOf, flowOf, MNEMONICS, type Mnemonic } from "../isa/index.ts";
import { storesValue, variableOf, variableRoleOf } from "../isa/typing.ts";
import { keptPerControl } from "./control.ts";
import { targetOf } from "./control-flow.ts";
import { type Block, type FlowGraph, flowGraph, reachedInFrame, regionsOf } from "./flow-graph.ts";
import type { Instruction, Program } from "./program.ts";
import type { Shift } from "./shift.ts";

/** For each STORE and LOAD of a set of blocks (1 for each block that is in it), whether nobody can see the variable's value after it: 1 then. */
export function deadAfter(program: Program, within?: Uint8Array): Uint8Array {
  const liveness = livenessOf(program);
  liveness.cover(within);
  return liveness.dead;
}

/** Whether code that runs in frames of functions may read a variable of the top level with this name. */
export function isReadByFunctions(program: Program, name: string): boolean {
  return livenessOf(program).isGlobal(name);
}

/** Words of bits that one region may take; beyond that every variable of it counts as needed. */
const MOST_WORDS = 2 ** 22;

/** Instructions that certainly give a variable of their frame a value: a handler starts with one that may not. */
const STORING: ReadonlySet<Mnemonic> = new Set(
  MNEMONICS.filter((op) => storesValue(op) && variableRoleOf(op) === "write"),
);

/** Instructions that read a variable of their frame, or end its value. */
const READING: ReadonlySet<Mnemonic> = new Set(
  MNEMONICS.filter((op) => {
    const role = variableRoleOf(op);
    return role !== undefined && role !== "write" && role !== "write-global";
  }),
);

/** Whether an instruction names a variable, or may read all. */
function hasVariables({ op }: Instruction): boolean {
  return WITH_VARIABLES.has(op);
}

const WITH_VARIABLES: ReadonlySet<Mnemonic> = new Set(
  MNEMONICS.filter((op) => variableRoleOf(op) !== undefined || effectsOf(op).has("reads-frame")),
);

class Liveness {
  dead: Uint8Array;
  readonly graph: FlowGraph;
  /** For each address, one more than the number of the variable that it names; negative when it stores it. */
  private named: Int32Array;
  private readonly numbers: ReadonlyMap<string, number>;
  private readonly regions: readonly (readonly Block[])[];
  private readonly isDone: Uint8Array;
  /** Whether a block runs in the frame of the top level. */
  private readonly topLevel: Uint8Array;
  /** Which variables code of functions asks for by name. */
  private readonly global: Uint8Array;
  /** The number that a variable has among those of the region that is looked at. */
  private readonly local: Int32Array;
  /** The number that a block has among those of the region that is looked at. */
  private readonly placeOf: Int32Array;
  // Of the region that is looked at: there are many small ones.
  private readonly atStarts = new Scratch();
  private readonly atEnds = new Scratch();
  private readonly needed = new Scratch();
  private readonly isDirty = new Scratch();

  private code: Program["code"];

  constructor(program: Program) {
    this.code = program.code;
    this.graph = flowGraph(program);
    this.dead = new Uint8Array(program.code.length);
    const { named, numbers } = numberVariables(program, this.graph);
    this.named = named;
    this.numbers = numbers;
    this.local = new Int32Array(numbers.size);
    this.placeOf = new Int32Array(this.graph.blocks.length);
    this.regions = groupByRegion(this.graph);
    this.isDone = new Uint8Array(this.regions.length);
    this.topLevel = reachedInFrame(this.graph, [0]);
    this.global = this.findGlobal(numbers.size);
  }

  /** Finds what is dead in the regions of a set of blocks. */
  cover(within: Uint8Array | undefined): void {
    this.regions.forEach((blocks, region) => {
      if (this.isDone[region] === 1 || (within !== undefined && within[blocks[0].index] === 0)) return;
      this.isDone[region] = 1;
      this.findDead(blocks);
    });
  }

  /** Moves on in place; what has changed names no variable. */
  shifted(shift: Shift, { code }: Program): this {
    this.code = code;
    this.dead = shift.perInstruction(this.dead);
    this.named = shift.perInstruction(this.named);
    return this;
  }

  isGlobal(name: string): boolean {
    return this.global[this.numbers.get(name) ?? -1] === 1;
  }

  private findGlobal(count: number): Uint8Array {
    const global = new Uint8Array(count);
    const { blocks, entries } = this.graph;
    const functions = reachedInFrame(this.graph, calledEntries(this.code, entries, this.graph));
    for (const { index, start, end } of blocks) {
      if (functions[index] === 0) continue;
      for (let address = start; address < end; address++) {
        if (this.named[address] > 0 && variableRoleOf(this.code[address].op) !== "delete") {
          global[this.named[address] - 1] = 1;
        }
      }
    }
    return global;
  }

  private findDead(blocks: readonly Block[]): void {
    const words = (this.numberLocally(blocks) + 31) >> 5;
    if (words === 0 || words * blocks.length > MOST_WORDS || this.showsScope(blocks)) return;
    for (let place = 0; place < blocks.length; place++) this.placeOf[blocks[place].index] = place;
    const needed = this.liveAtEnds(blocks, words);
    const handled = this.neededByHandlers(blocks, words);
    for (let place = 0; place < blocks.length; place++) {
      const { index, start, end } = blocks[place];
      for (let address = end - 1; address >= start; address--) {
        const number = this.named[address];
        if (number === 0) continue;
        if (number < 0 || variableRoleOf(this.code[address].op) === "read") {
          const local = this.local[Math.abs(number) - 1];
          const isNeeded =
            (this.topLevel[index] === 1 && this.global[Math.abs(number) - 1] === 1) ||
            ((needed[place * words + (local >> 5)] | handled[local >> 5]) & (1 << (local & 31))) !== 0;
          if (!isNeeded) this.dead[address] = 1;
        }
        this.use(needed, place * words, address);
      }
    }
  }

  /** Gives the variables of a region numbers from 0, and tells how many there are. */
  private numberLocally(blocks: readonly Block[]): number {
    const { named, local } = this;
    for (const { start, end } of blocks) {
      for (let address = start; address < end; address++) {
        if (named[address] !== 0) local[Math.abs(named[address]) - 1] = -1;
      }
    }
    let count = 0;
    for (const { start, end } of blocks) {
      for (let address = start; address < end; address++) {
        const number = Math.abs(named[address]) - 1;
        if (number >= 0 && local[number] < 0) local[number] = count++;
      }
    }
    return count;
  }

  private showsScope(blocks: readonly Block[]): boolean {
    const { code } = this;
    return blocks.some(({ start, end }) => {
      for (let address = start; address < end; address++) {
        if (effectsOf(code[address].op).has("reads-frame")) return true;
      }
      return false;
    });
  }

  /** Changes the set at `from` that is needed after an instruction into the one that is needed before it. */
  private use(needed: Uint32Array, from: number, address: number): void {
    const number = this.named[address];
    if (number === 0) return;
    const local = this.local[Math.abs(number) - 1];
    const word = from + (local >> 5);
    if (number < 0) needed[word] &= ~(1 << (local & 31));
    else needed[word] |= 1 << (local & 31);
  }

  /** For each block, in turn, the variables that are needed after it; overwritten for the next region. */
  private liveAtEnds(blocks: readonly Block[], words: number): Uint32Array {
    const atStarts = this.atStarts.cleared(blocks.length * words);
    const atEnds = this.atEnds.cleared(blocks.length * words);
    const needed = this.needed.cleared(words);
    const isDirty = this.isDirty.cleared(blocks.length).fill(1, 0, blocks.length);
    let last = blocks.length - 1;
    while (last >= 0) {
      const place = last--;
      if (isDirty[place] === 0) continue;
      isDirty[place] = 0;
      const from = place * words;
      for (const successor of blocks[place].successors) {
        const there = this.placeOf[successor] * words;
        for (let word = 0; word < words; word++) atEnds[from + word] |= atStarts[there + word];
      }
      for (let word = 0; word < words; word++) needed[word] = atEnds[from + word];
      for (let at = blocks[place].end - 1; at >= blocks[place].start; at--) this.use(needed, 0, at);
      let isChanged = false;
      for (let word = 0; word < words; word++) {
        if (atStarts[from + word] !== needed[word]) isChanged = true;
        atStarts[from + word] = needed[word];
      }
      if (!isChanged) continue;
      for (const predecessor of blocks[place].predecessors) {
        const before = this.placeOf[predecessor];
        isDirty[before] = 1;
        if (before > last) last = before;
      }
    }
    return atEnds;
  }

  /** What the handlers of a region need when they start. */
  private neededByHandlers(blocks: readonly Block[], words: number): Uint32Array {
    const atStarts = this.atStarts.bits;
    const needed = this.needed.cleared(words);
    for (const { end } of blocks) {
      // What opens a handler ends its block.
      const last = this.code[end - 1];
      const target = flowOf(last.op) === "handler" ? targetOf(last) : undefined;
      const block = target === undefined ? -1 : (this.graph.blockAt[target] ?? -1);
      if (block < 0) continue;
      const place = this.placeOf[block];
      for (let word = 0; word < words; word++) needed[word] |= atStarts[place * words + word];
    }
    return needed;
  }
}

/** Sets of bits that are used again. */
class Scratch {
  bits = new Uint32Array(64);

  /** At least so many words, all 0. */
  cleared(words: number): Uint32Array {
    if (this.bits.length < words) this.bits = new Uint32Array(2 * words);
    else this.bits.fill(0, 0, words);
    return this.bits;
  }
}

function numberVariables({ code }: Program, { blockAt }: FlowGraph) {
  const named = new Int32Array(code.length);
  const numbers = new Map<string, number>();
  for (let address = 0; address < code.length; address++) {
    const instruction = code[address];
    const isStore = STORING.has(instruction.op);
    if (blockAt[address] < 0 || !(isStore || READING.has(instruction.op))) continue;
    const name = variableOf(instruction) as string;
    let number = numbers.get(name);
    if (number === undefined) {
      number = numbers.size;
      numbers.set(name, number);
    }
    named[address] = isStore ? -number - 1 : number + 1;
  }
  return { named, numbers };
}

function groupByRegion(graph: FlowGraph): readonly (readonly Block[])[] {
  const groups: Block[][] = [];
  const regions = regionsOf(graph);
  for (const block of graph.blocks) {
    const group = groups[regions[block.index]];
    if (group === undefined) groups[regions[block.index]] = [block];
    else group.push(block);
  }
  return groups;
}

/** The entries other than the start of the program, and that too when it is called like a function. */
function calledEntries(code: Program["code"], entries: readonly number[], { isTarget }: FlowGraph): number[] {
  return entries.filter((entry) => entry < code.length && (entry !== 0 || isTarget[0] === 1));
}

const livenessOf = keptPerControl(
  (program) => new Liveness(program),
  (before, now) =>
    hasVariables(before) || hasVariables(now)
      ? before.op === now.op && variableOf(before) === variableOf(now)
      : true,
  (instruction) => !hasVariables(instruction),
  // Blocks are those of the graph, which is moved on in place, too.
  (before, shift, program) =>
    flowGraph(program) === before.graph ? before.shifted(shift, program) : undefined,
);
