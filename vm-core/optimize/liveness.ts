/**
 * Which variables are still needed: backward data flow over the blocks, with a set of bits for each.
 *
 * Who can read a variable of a frame: the code of the frame's region by name, all of it with DUMP_SCOPE; of
 * the top level, any code that runs in other frames, at any time. A handler can start at any instruction, so
 * what a handler needs is needed everywhere in its region.
 */
import { type FlowGraph, flowGraph, reachedInFrame, regionsOf } from "../program/flow-graph.ts";
import type { Instruction, Program } from "../program/program.ts";

/** For each STORE and LOAD, whether nobody can see the variable's value of after it: 1 then. */
export function deadAfter(program: Program): Uint8Array {
  let dead = FOUND.get(program);
  if (dead === undefined) {
    dead = findDead(program);
    FOUND.set(program, dead);
  }
  return dead;
}

const FOUND = new WeakMap<Program, Uint8Array>();

/** Words of bits that one program may take; beyond that every variable counts as needed. */
const MOST_WORDS = 2 ** 22;

interface Variables {
  readonly numbers: ReadonlyMap<string, number>;
  /** Words in a set of all variables. */
  readonly words: number;
}

function findDead(program: Program): Uint8Array {
  const graph = flowGraph(program);
  const dead = new Uint8Array(program.code.length);
  const variables = numberVariables(program, graph);
  if (variables.words * graph.blocks.length > MOST_WORDS) return dead;
  const live = liveAtEnds(program, graph, variables);
  const always = alwaysNeeded(program, graph, variables, live.atStarts);
  for (const block of graph.blocks) {
    const needed = live.atEnds.slice(block.index * variables.words, (block.index + 1) * variables.words);
    for (let address = block.end - 1; address >= block.start; address--) {
      const instruction = program.code[address];
      const number = numberOf(instruction, variables);
      if (number >= 0 && !has(needed, 0, number) && !always(block.index, number)) dead[address] = 1;
      use(needed, 0, instruction, variables);
    }
  }
  return dead;
}

function numberVariables({ code }: Program, { blockAt }: FlowGraph): Variables {
  const numbers = new Map<string, number>();
  code.forEach((instruction, address) => {
    const name = blockAt[address] < 0 ? undefined : nameIn(instruction);
    if (name !== undefined && !numbers.has(name)) numbers.set(name, numbers.size);
  });
  return { numbers, words: (numbers.size + 31) >> 5 };
}

function nameIn(instruction: Instruction): string | undefined {
  switch (instruction.op) {
    case "STORE":
    case "LOAD":
    case "DELETE":
    case "CAPTURE":
    case "EXPORT":
    case "SUPERVISE_CHILD":
      return instruction.operands.name;
    default:
      return undefined;
  }
}

/** The variable that a STORE or LOAD is about; −1 for other instructions. */
function numberOf(instruction: Instruction, { numbers }: Variables): number {
  return instruction.op === "STORE" || instruction.op === "LOAD"
    ? (numbers.get(instruction.operands.name) ?? -1)
    : -1;
}

function has(bits: Uint32Array, from: number, number: number): boolean {
  return (bits[from + (number >> 5)] & (1 << (number & 31))) !== 0;
}

/** Changes the set that is needed behind an instruction into the one that is needed before it. */
function use(bits: Uint32Array, from: number, instruction: Instruction, { numbers }: Variables): void {
  const name = nameIn(instruction);
  if (name === undefined) return;
  const number = numbers.get(name) as number;
  if (instruction.op === "STORE") bits[from + (number >> 5)] &= ~(1 << (number & 31));
  else bits[from + (number >> 5)] |= 1 << (number & 31);
}

function liveAtEnds(program: Program, { blocks }: FlowGraph, variables: Variables) {
  const { words } = variables;
  const atStarts = new Uint32Array(blocks.length * words);
  const atEnds = new Uint32Array(blocks.length * words);
  const needed = new Uint32Array(words);
  const dirty = new Uint8Array(blocks.length).fill(1);
  let last = blocks.length - 1;
  while (last >= 0) {
    const block = blocks[last--];
    const { index } = block;
    if (dirty[index] === 0) continue;
    dirty[index] = 0;
    for (const successor of block.successors) {
      for (let word = 0; word < words; word++) {
        atEnds[index * words + word] |= atStarts[successor * words + word];
      }
    }
    needed.set(atEnds.subarray(index * words, (index + 1) * words));
    for (let address = block.end - 1; address >= block.start; address--) {
      use(needed, 0, program.code[address], variables);
    }
    let changed = false;
    for (let word = 0; word < words; word++) {
      if (atStarts[index * words + word] !== needed[word]) changed = true;
      atStarts[index * words + word] = needed[word];
    }
    if (!changed) continue;
    for (const predecessor of block.predecessors) {
      dirty[predecessor] = 1;
      if (predecessor > last) last = predecessor;
    }
  }
  return { atStarts, atEnds };
}

/** Whether a variable is needed wherever control is in a block. */
function alwaysNeeded(
  program: Program,
  graph: FlowGraph,
  variables: Variables,
  atStarts: Uint32Array,
): (block: number, number: number) => boolean {
  const { blocks, blockAt, entries } = graph;
  const { words } = variables;
  const regions = regionsOf(graph);
  const topLevel = reachedInFrame(graph, [0]);
  const functions = reachedInFrame(graph, calledEntries(program, entries, graph));
  const shown = new Set<number>();
  const handled = new Map<number, Uint32Array>();
  const global = new Uint32Array(words);
  for (const block of blocks) {
    const region = regions[block.index];
    for (let address = block.start; address < block.end; address++) {
      const instruction = program.code[address];
      if (instruction.op === "DUMP_SCOPE") shown.add(region);
      if (functions[block.index] === 1 && instruction.op !== "STORE" && instruction.op !== "DELETE") {
        use(global, 0, instruction, variables);
      }
      if (instruction.op !== "TRY" || instruction.operands.target === null) continue;
      const handler = blockAt[instruction.operands.target] ?? -1;
      if (handler < 0) continue;
      const needed = handled.get(region) ?? new Uint32Array(words);
      handled.set(region, needed);
      for (let word = 0; word < words; word++) needed[word] |= atStarts[handler * words + word];
    }
  }
  return (block, number) => {
    const region = regions[block];
    if (shown.has(region)) return true;
    if (topLevel[block] === 1 && has(global, 0, number)) return true;
    const needed = handled.get(region);
    return needed !== undefined && has(needed, 0, number);
  };
}

/** The entries other than the start of the program, and that too when it is called like a function. */
function calledEntries(program: Program, entries: readonly number[], { isTarget }: FlowGraph): number[] {
  return entries.filter((entry) => entry < program.code.length && (entry !== 0 || isTarget[0] === 1));
}
