/**
 * What is on the stack in front of a line, as the lines around it tell: the lines may be half-written, and a long program is not
 * followed for it.
 *
 * Invariant: holds for every run that gets there for the first time since it came to those lines. Absent by design: targets that
 * are written as addresses.
 */
import type { AsmSnapshot } from "../../analyze/index.ts";
import { namesLabel, roleOf, usesOfLabel } from "../../analyze/symbols.ts";
import type { InstructionLine, SyntaxLine } from "../../asm/syntax.ts";
import { flowOf, type Mnemonic, pictureOf } from "../../isa/index.ts";
import { closesHandler, mustMismatch, pushedTypes, resultTypes } from "../../isa/typing.ts";
import { ANY_TYPE, typeNames } from "../../value/type-set.ts";

export interface StackBefore {
  /** The types of the topmost values, deepest first. */
  readonly types: readonly number[];
  /** Nothing lies below them. */
  readonly isAll: boolean;
}

const UNKNOWN: StackBefore = { types: [], isAll: false };
/** Lines that are followed, before the line and after it. */
const MOST_LINES = 200;
/** Steps, for each line: loops are followed until nothing changes. */
const MOST_VISITS = 8;
/** Values of which the types are known. */
const MOST_VALUES = 32;

/** `offset` is the start of a line. */
export function stackBefore(snapshot: AsmSnapshot, offset: number): StackBefore {
  const { syntax } = snapshot;
  const { lines } = syntax;
  let end = firstFrom(lines, offset);
  while (end > 0 && lines[end - 1].span.end >= offset) end--;
  const start = Math.max(0, end - MOST_LINES);
  const around = lines.slice(start, end + MOST_LINES);
  return follow(around, end - start, entries(syntax, around, start === 0)) ?? UNKNOWN;
}

/** Where control comes from elsewhere: the start, functions, handlers, and labels that other lines jump to. */
function entries(
  syntax: AsmSnapshot["syntax"],
  lines: readonly SyntaxLine[],
  isStart: boolean,
): ReadonlyMap<number, StackBefore> {
  const jumps = new Map<string, number>();
  for (const line of lines) {
    const target = jumpTarget(line);
    if (target !== undefined) jumps.set(target, (jumps.get(target) ?? 0) + 1);
  }
  const found = new Map([[0, isStart ? { types: [], isAll: true } : UNKNOWN]]);
  for (const [i, line] of lines.entries()) {
    if (line.kind !== "label") continue;
    const known = jumps.get(line.name) ?? 0;
    if (usesOfLabel(syntax, line.name) > known) found.set(i, UNKNOWN);
  }
  return found;
}

/** The label that a line jumps to. */
function jumpTarget(line: SyntaxLine): string | undefined {
  if (line.kind === "label") return undefined;
  return line.operands.find((one) => namesLabel(one) && roleOf(line, one) === "jump")?.text;
}

/**
 * The stack in front of a line, where the lines before it lead there. Nothing continues from there: what comes back to it
 * has been there before. Undefined where nothing leads there, or only after too many steps.
 */
function follow(
  lines: readonly SyntaxLine[],
  here: number,
  from: ReadonlyMap<number, StackBefore>,
): StackBefore | undefined {
  const places = new Map<string, number>();
  for (const [i, line] of lines.entries()) if (line.kind === "label") places.set(line.name, i);
  const states: (StackBefore | undefined)[] = [];
  const waiting: number[] = [];
  let arrived: StackBefore | undefined;
  const arrive = (at: number | undefined, stack: StackBefore) => {
    if (at === undefined || at >= lines.length) return;
    const known = states[at];
    const joined = known === undefined ? stack : join(known, stack);
    if (known !== undefined && isSame(known, joined)) return;
    states[at] = joined;
    waiting.push(at);
  };
  const pass = (next: number, stack: StackBefore) => {
    if (next === here) arrived = arrived === undefined ? stack : join(arrived, stack);
    else arrive(next, stack);
  };
  for (const [at, stack] of from) at === 0 ? pass(0, stack) : arrive(at, stack);
  for (let steps = lines.length * MOST_VISITS; waiting.length > 0; steps--) {
    if (steps === 0) return undefined;
    const at = waiting.pop() as number;
    const [line, stack] = [lines[at], states[at] as StackBefore];
    if (line.kind === "label") {
      pass(at + 1, stack);
      continue;
    }
    const { continues, jumps } = after(stack, line);
    if (continues !== undefined) pass(at + 1, continues);
    if (jumps !== undefined) arrive(places.get(jumpTarget(line) ?? ""), jumps);
  }
  return arrived;
}

/** What holds of both. */
function join(one: StackBefore, other: StackBefore): StackBefore {
  const count = Math.min(one.types.length, other.types.length);
  const [ours, theirs] = [topmost(one.types, count), topmost(other.types, count)];
  const isAll = one.isAll && other.isAll && one.types.length === other.types.length;
  return { types: ours.map((types, i) => types | theirs[i]), isAll };
}

function isSame(one: StackBefore, other: StackBefore): boolean {
  if (one.isAll !== other.isAll || one.types.length !== other.types.length) return false;
  return one.types.every((types, i) => types === other.types[i]);
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

/** The stack where control continues, and where it jumps. */
interface After {
  readonly continues?: StackBefore;
  readonly jumps?: StackBefore;
}

function after({ types, isAll }: StackBefore, line: InstructionLine): After {
  const { mnemonic } = line;
  if (mnemonic === undefined) return { continues: UNKNOWN };
  const flow = flowOf(mnemonic);
  const isJump = flow === "jump" || flow === "branch";
  if (ENDS.has(flow)) return {};
  // What closes a handler may be where the code continues that it was for, after a CATCH.
  const isFollowed = isJump || (CONTINUES.has(flow) && !closesHandler(mnemonic));
  if (!isFollowed) return { continues: UNKNOWN };
  const { pops, pushes } = pictureOf(mnemonic);
  const taken = countOf(pops, line);
  const left = countOf(pushes, line);
  if (taken === undefined || left === undefined)
    return { continues: UNKNOWN, ...(isJump && { jumps: UNKNOWN }) };
  // Too few values: no run gets further.
  if (isAll && taken > types.length) return {};
  const isPlain = pops.length === taken && pushes.length === left;
  const made = isPlain ? resultTypes(mnemonic, topmost(types, taken)) : pushedTypes(mnemonic);
  const kept = { types: types.slice(0, Math.max(0, types.length - taken)), isAll };
  const pushed = isPlain ? made : Array<number>(left).fill(made[0] ?? ANY_TYPE);
  const continues = limited({ types: [...kept.types, ...pushed], isAll });
  if (!isJump) return { continues };
  // Nothing has come where a wait jumps, so nothing is pushed.
  return flow === "jump" ? { jumps: continues } : { continues, jumps: kept };
}

function limited(stack: StackBefore): StackBefore {
  return stack.types.length <= MOST_VALUES
    ? stack
    : { types: topmost(stack.types, MOST_VALUES), isAll: false };
}

const ENDS: ReadonlySet<string> = new Set(["return", "end", "throw", "tail-call"]);
const CONTINUES: ReadonlySet<string> = new Set(["next", "handler"]);

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
