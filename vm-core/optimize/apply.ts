/**
 * Applies the rewrites of a pass: code moves, and with it jump targets, labels, handlers and function
 * addresses.
 *
 * Invariant: two addresses that a run can tell apart stay apart. Functions are told apart by where they
 * start, handlers by their target, and a CATCH takes an exception only when it is the target itself. So a
 * rewrite that would make two of these one address is left out.
 */
import { operandsOf } from "../isa/index.ts";
import { isStraight, straightCode } from "../program/control-flow.ts";
import { flowGraph, shareFlowGraph } from "../program/flow-graph.ts";
import {
  type Instruction,
  operandsByName,
  type Program,
  type SourceAddresses,
  sourceAddressOf,
  sourceLength,
} from "../program/program.ts";
import { walk } from "../text/allowance.ts";
import { standing } from "./pushing.ts";
import type { Rewrite } from "./rewrite.ts";

export interface Applied {
  readonly program: Program;
  /** Those of the rewrites that were applied. */
  readonly rewrites: readonly Rewrite[];
  /** For each old address, and the end, its new one. */
  readonly moved: Int32Array;
}

export function applyRewrites(program: Program, found: readonly Rewrite[]): Applied {
  const apart = addressesApart(program);
  let rewrites = found;
  let moved = move(program.code.length, rewrites);
  for (;;) {
    const kept = withoutCollisions(rewrites, apart, moved);
    if (kept === rewrites) break;
    rewrites = kept;
    moved = move(program.code.length, rewrites);
  }
  return rewrites.length === 0
    ? { program, rewrites, moved }
    : { program: rewritten(program, rewrites, moved), rewrites, moved };
}

/** The addresses that must stay different, in order. */
function addressesApart(program: Program): readonly number[] {
  const { code } = program;
  const { blockAt, entries } = flowGraph(program);
  const isApart = new Uint8Array(code.length + 1);
  for (const entry of entries) isApart[entry] = 1;
  isApart[code.length] = 1;
  const straight = straightCode(program);
  for (let address = 0; address < code.length; address++) {
    walk();
    if (straight[address] === 1 || blockAt[address] < 0) continue;
    const instruction = code[address];
    if (instruction.op === "CATCH") isApart[address] = 1;
    else if (instruction.op === "TRY") isApart[instruction.operands.target ?? address] = 1;
    else if (instruction.op === "END_TRY") isApart[instruction.operands.handler ?? address] = 1;
  }
  const apart: number[] = [];
  for (let address = 0; address <= code.length; address++) if (isApart[address] === 1) apart.push(address);
  return apart;
}

function move(length: number, rewrites: readonly Rewrite[]): Int32Array {
  const moved = new Int32Array(length + 1);
  let at = 0;
  let next = 0;
  for (let address = 0; address <= length; address++) {
    moved[address] = at;
    const rewrite = rewrites[next];
    if (rewrite === undefined || rewrite.start !== address) {
      at++;
      continue;
    }
    at += rewrite.replacement.length;
    while (address + 1 < rewrite.end) moved[++address] = at;
    next++;
  }
  return moved;
}

/** Leaves out the last rewrite between two addresses that would become one. */
function withoutCollisions(
  rewrites: readonly Rewrite[],
  apart: readonly number[],
  moved: Int32Array,
): readonly Rewrite[] {
  const refused = new Set<Rewrite>();
  let next = 0;
  for (let i = 1; i < apart.length; i++) {
    if (moved[apart[i - 1]] !== moved[apart[i]]) continue;
    while (next < rewrites.length && rewrites[next].end <= apart[i - 1]) next++;
    for (let at = next; at < rewrites.length && rewrites[at].start < apart[i]; at++)
      refused.add(rewrites[at]);
  }
  return refused.size === 0 ? rewrites : rewrites.filter((rewrite) => !refused.has(rewrite));
}

function rewritten(program: Program, rewrites: readonly Rewrite[], moved: Int32Array): Program {
  return rewrites.every((rewrite) => keepsFlow(program, rewrite))
    ? replaced(program, rewrites, moved)
    : rebuilt(program, rewrites, moved);
}

/** Whether nothing moves, and control continues as before. */
function keepsFlow({ code }: Program, { start, end, replacement }: Rewrite): boolean {
  if (replacement.length !== end - start) return false;
  return replacement.every((one, i) => isStraight(one) && isStraight(code[start + i]));
}

function replaced(program: Program, rewrites: readonly Rewrite[], moved: Int32Array): Program {
  const code = program.code.slice();
  for (const { start, replacement } of rewrites) {
    for (let i = 0; i < replacement.length; i++) code[start + i] = replacement[i];
  }
  const result = { ...program, code, source: sourceAddresses(program, code, moved) };
  shareFlowGraph(program, result);
  return result;
}

function rebuilt(program: Program, rewrites: readonly Rewrite[], moved: Int32Array): Program {
  const source = program.code;
  const { length } = source;
  const code = new Array<Instruction>(moved[length]);
  let from = 0;
  let at = 0;
  for (const { start, end, replacement } of rewrites) {
    while (from < start) code[at++] = source[from++];
    for (const instruction of replacement) code[at++] = instruction;
    from = end;
  }
  while (from < length) code[at++] = source[from++];
  const labels = new Map<string, number>();
  for (const [name, address] of program.labels) labels.set(name, moved[address]);
  const result = { ...program, code, labels, source: sourceAddresses(program, code, moved) };
  const straight = straightCode(result);
  for (let address = 0; address < code.length; address++) {
    walk();
    if (straight[address] === 0) code[address] = withMovedAddresses(code[address], moved);
  }
  return result;
}

/** Replacements name addresses of the program as it was, so all instructions are moved alike. */
function withMovedAddresses(instruction: Instruction, moved: Int32Array): Instruction {
  let operands: Record<string, unknown> | undefined;
  for (const [name, kind] of operandsOf(instruction.op)) {
    if (kind !== "label" && kind !== "label?" && kind !== "resolved") continue;
    const address = operandsByName(instruction)[name];
    if (typeof address !== "number" || moved[address] === address) continue;
    operands ??= { ...operandsByName(instruction) };
    operands[name] = moved[address];
  }
  if (operands === undefined) return instruction;
  return standing(instruction.op, operands, instruction);
}

function sourceAddresses(program: Program, code: readonly Instruction[], moved: Int32Array): SourceAddresses {
  const length = sourceLength(program);
  const targets = new Map<number, number>();
  for (const entry of flowGraph(program).entries) {
    const source = sourceAddressOf(program, entry);
    const now = moved[entry];
    if (source !== (now < code.length ? code[now].origin : length)) targets.set(now, source);
  }
  return { length, labels: program.source?.labels ?? program.labels, targets };
}
