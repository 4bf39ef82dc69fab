/**
 * Applies the rewrites of a pass: code moves, and with it jump targets, labels, handlers and function
 * addresses.
 *
 * Invariant: two addresses that a run can tell apart stay apart. Functions are told apart by where they
 * start, handlers by their target, and a CATCH takes an exception only when it is the target itself. So a
 * rewrite that would make two of these one address is left out.
 */
import { operandsOf } from "../isa/index.ts";
import { flowGraph } from "../program/flow-graph.ts";
import {
  type Instruction,
  operandsByName,
  type Program,
  type SourceAddresses,
  sourceAddressOf,
  sourceLength,
} from "../program/program.ts";
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
  const apart = new Set([...entries, code.length]);
  code.forEach((instruction, address) => {
    if (blockAt[address] < 0) return;
    if (instruction.op === "CATCH") apart.add(address);
    else if (instruction.op === "TRY") apart.add(instruction.operands.target ?? address);
    else if (instruction.op === "END_TRY") apart.add(instruction.operands.handler ?? address);
  });
  return [...apart].sort((a, b) => a - b);
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
  const code: Instruction[] = [];
  let from = 0;
  for (const { start, end, replacement } of rewrites) {
    for (let address = from; address < start; address++) code.push(program.code[address]);
    for (const instruction of replacement) code.push(instruction);
    from = end;
  }
  for (let address = from; address < program.code.length; address++) code.push(program.code[address]);
  const labels = new Map([...program.labels].map(([name, address]) => [name, moved[address]]));
  return {
    ...program,
    code: code.map((instruction) => withMovedAddresses(instruction, moved)),
    labels,
    source: sourceAddresses(program, code, moved),
  };
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
  return operands === undefined ? instruction : ({ ...instruction, operands } as Instruction);
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
