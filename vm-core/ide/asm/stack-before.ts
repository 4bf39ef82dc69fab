/**
 * What is on the stack in front of a line, as the lines above it tell, up to a label: the lines may be half-written, and a long
 * program is not followed for it.
 *
 * Invariant: holds for every run that comes from those lines. Absent by design: targets that are written as addresses.
 */
import type { AsmSnapshot } from "../../analyze/index.ts";
import type { InstructionLine, SyntaxLine } from "../../asm/syntax.ts";
import { flowOf, type Mnemonic, pictureOf } from "../../isa/index.ts";
import { mustMismatch, pushedTypes, resultTypes } from "../../isa/typing.ts";
import { ANY_TYPE, typeNames } from "../../value/type-set.ts";

export interface StackBefore {
  /** The types of the topmost values, deepest first. */
  readonly types: readonly number[];
  /** Nothing lies below them. */
  readonly isAll: boolean;
}

const UNKNOWN: StackBefore = { types: [], isAll: false };
const MOST_LINES = 200;

/** `offset` is on the line or at its start. */
export function stackBefore({ syntax: { lines } }: AsmSnapshot, offset: number): StackBefore {
  let end = firstFrom(lines, offset);
  while (end > 0 && lines[end - 1].span.end >= offset) end--;
  let start = end;
  while (start > 0 && end - start < MOST_LINES && lines[start - 1].kind === "instruction") start--;
  let stack: StackBefore = { types: [], isAll: start === 0 };
  for (const line of lines.slice(start, end)) stack = after(stack, line as InstructionLine);
  return stack;
}

function firstFrom(lines: readonly SyntaxLine[], offset: number): number {
  let [low, high] = [0, lines.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (lines[middle].span.start < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

function after({ types, isAll }: StackBefore, line: InstructionLine): StackBefore {
  const { mnemonic } = line;
  if (mnemonic === undefined || !CONTINUES.has(flowOf(mnemonic))) return UNKNOWN;
  const { pops, pushes } = pictureOf(mnemonic);
  const taken = countOf(pops, line);
  const left = countOf(pushes, line);
  // Too few values: no run gets further.
  if (taken === undefined || left === undefined || (isAll && taken > types.length)) return UNKNOWN;
  const isPlain = pops.length === taken && pushes.length === left;
  const made = isPlain ? resultTypes(mnemonic, topmost(types, taken)) : pushedTypes(mnemonic);
  const kept = types.slice(0, Math.max(0, types.length - taken));
  return { types: [...kept, ...(isPlain ? made : Array<number>(left).fill(made[0] ?? ANY_TYPE))], isAll };
}

const CONTINUES: ReadonlySet<string> = new Set(["next", "branch", "handler"]);

/** How many values a side of a picture stands for; undefined when only a run can tell. */
function countOf(
  items: ReturnType<typeof pictureOf>["pops"],
  { operands }: InstructionLine,
): number | undefined {
  let count = 0;
  for (const { times, open } of items) {
    if (open === true) return undefined;
    if (times === undefined) count++;
    else {
      const named = operands.filter(({ name }) => name === times);
      const isCount = named.length === 1 && named[0].kind.startsWith("count");
      if (isCount && !/^\d{1,6}$/.test(named[0].text)) return undefined;
      if (!isCount && times.startsWith("!")) return undefined;
      count += isCount ? Number(named[0].text) : named.length;
    }
  }
  return count;
}

function topmost(types: readonly number[], count: number): readonly number[] {
  const known = types.slice(Math.max(0, types.length - count));
  return [...Array<number>(count - known.length).fill(ANY_TYPE), ...known];
}

/** Why an instruction certainly faults on a stack, in a few words; undefined when it may not. */
export function objection({ types, isAll }: StackBefore, mnemonic: Mnemonic): string | undefined {
  const { pops } = pictureOf(mnemonic);
  const plain = pops.filter(({ times, open }) => times === undefined && open !== true);
  if (isAll && plain.length > types.length) {
    const has = types.length === 0 ? "none" : types.length === 1 ? "one" : String(types.length);
    return `takes ${plain.length} ${plain.length === 1 ? "value" : "values"}, there ${types.length === 1 ? "is" : "are"} ${has}`;
  }
  if (plain.length < pops.length || plain.length === 0) return undefined;
  const operands = topmost(types, plain.length);
  if (!mustMismatch(mnemonic, operands)) return undefined;
  const names = operands.map((one) => (one === ANY_TYPE ? "any" : typeNames(one)));
  return `not for ${names.join(", ")}`;
}
