/**
 * Loops that never end and do nothing that anybody could see: no path leads out, or nothing that decides about
 * the way out ever changes.
 */

import { canFault, popsOf, pushesOf } from "../../facts/rules.ts";
import { type Group, type Mnemonic, rowOf } from "../../isa/index.ts";
import { type FlowCycle, findCycles } from "../cycles.ts";
import { type Placed, placed } from "../finding.ts";
import type { FunctionFacts } from "./facts.ts";

/** About the last instructions of loops. */
export function endlessLoopsOf(facts: FunctionFacts): readonly Placed[] {
  const found = new Map<number, Placed>();
  for (const cycle of findCycles(facts.flow)) {
    const because = mayHoldHoles(facts, cycle) ? undefined : endlessBecause(facts, cycle);
    if (because === undefined) continue;
    const { last } = cycle.blocks.reduce((a, b) => (b.last > a.last ? b : a));
    const { address } = (cycle.entries[0] ?? cycle.blocks[0]).node;
    const start = { address, step: { is: "loop-start" } as const };
    found.set(last, placed("warning", { kind: "endless-loop", because }, last, address, [start]));
  }
  return [...found.values()];
}

/** Whether a part of the loop may be missing, or what is open when it is entered. */
function mayHoldHoles({ interpretation, flow }: FunctionFacts, { blocks }: FlowCycle): boolean {
  const { holes } = interpretation.code;
  if (holes === undefined) return false;
  return blocks.some(
    ({ node, last }) =>
      !flow.isCertain || [...holes.at.keys()].some((address) => node.address <= address && address <= last),
  );
}

function endlessBecause(facts: FunctionFacts, cycle: FlowCycle): "no-way-out" | "no-change" | undefined {
  if (!everyInstruction(facts, cycle, (op) => isSilent(op))) return undefined;
  if (!cycle.hasWayOut) {
    return cannotBeLeftByFault(facts, cycle) ? "no-way-out" : undefined;
  }
  return changesNothing(facts, cycle) ? "no-change" : undefined;
}

const SILENT: ReadonlySet<Group> = new Set([
  "stack",
  "arithmetic",
  "bits",
  "comparison",
  "logic",
  "text",
  "lists",
  "objects",
] as const);
const SILENT_TOO = new Set<Mnemonic>(["LOAD", "STORE", "JMP", "JZ", "JNZ", "MAKE_FUNCTION"]);

/** What neither the world nor other code can tell. */
function isSilent(op: Mnemonic): boolean {
  return SILENT_TOO.has(op) || SILENT.has(rowOf(op).group);
}

function everyInstruction(
  { program: { code } }: FunctionFacts,
  { blocks }: FlowCycle,
  test: (op: Mnemonic, address: number) => boolean,
): boolean {
  return blocks.every(({ node, last }) => {
    for (let address = node.address; address <= last; address++) {
      if (!test(code[address].op, address)) return false;
    }
    return true;
  });
}

/** A fault ends the loop too: one that a handler waits for may be meant. */
function cannotBeLeftByFault(facts: FunctionFacts, cycle: FlowCycle): boolean {
  const isAwaited = cycle.blocks.some(({ open }) => open !== null || facts.base?.isGuarded !== false);
  return !isAwaited || everyInstruction(facts, cycle, (_, address) => !canFault(facts.program.code[address]));
}

/** Whether each turn starts with the same variables and the same stack. */
function changesNothing(facts: FunctionFacts, { blocks, entries }: FlowCycle): boolean {
  const { code } = facts.program;
  // What lies on the stack when the loop is entered must stay as it is.
  const floor = entries.reduce((highest, { height }) => Math.max(highest, height), Number.NEGATIVE_INFINITY);
  return blocks.every(({ node, last, height, ways }) => {
    let at = height;
    for (let address = node.address; address <= last; address++) {
      const pops = popsOf(code[address]);
      if (code[address].op === "STORE" || (pops > 0 && !(at - pops >= floor))) return false;
      at += pushesOf(code[address]) - pops;
    }
    return ways.every(({ to, rise }) => {
      const next = facts.flow.blocks.get(to);
      return next === undefined || !blocks.includes(next) || next.height === height + rise;
    });
  });
}
