/**
 * Makes functions of units.
 *
 * Invariant: no function is longer than what engines optimize; a unit that would be is made of less code, and left where
 * that ends.
 */
import type { EntryPoint } from "../run/frame.ts";
import type { Process } from "../run/process.ts";
import { Closure, Fault, FunctionValue } from "../value/callable.ts";
import { Cell } from "../value/cell.ts";
import { ENOUGH, effort } from "../value/effort.ts";
import { highHalf, lowHalf, ofHalves } from "../value/halves.ts";
import { List } from "../value/list.ts";
import { ObjectValue } from "../value/object.ts";
import { Float, type Value } from "../value/value.ts";
import type { KnownTypes } from "./atom.ts";
import { highestOf, type UnitGraph, unitGraph } from "./graph.ts";
import { handingUnit, parametersAt } from "./hand-over.ts";
import { DEEPEST, MISFIT } from "./mode.ts";
import type { UnitRefusal } from "./record.ts";
import { expectedInFunction } from "./stored-first.ts";
import { ANY } from "./types.ts";
import type { UnitContext, WrittenUnit } from "./unit-context.ts";
import { limited, UnitWriter } from "./unit-writer.ts";
import { calledNumbers } from "./wasm/function-unit.ts";
import { numberUnit } from "./wasm/unit.ts";

/** Characters of a generated function at most. */
const LONGEST = 40_000;
/**
 * How deep functions with so many characters may be called when they call others: those that are called take the host's stack, the more
 * of it the longer they are. Longer ones are not called.
 */
const CALLED = [
  { longest: 4_000, deepest: DEEPEST },
  { longest: 12_000, deepest: DEEPEST / 2 },
  { longest: 24_000, deepest: DEEPEST / 25 },
] as const;
/** What functions may take together that generated code calls, in bytes: engines have some more of the host's stack. */
const STACK = 640_000;
/** Instructions of a unit at most. */
const MOST = 800;
/** The same where there is a unit for every block: they overlap. */
const MOST_EAGER = 150;

/** Runs from the entry on; returns the address where the process continues, or a signal. */
type RunUnit = (process: Process) => number;

/** Calls a function with arguments, `depth` calls above the unit; undefined when it was left before it returned. */
export type CalledCode = (depth: number, ...values: Value[]) => Value | undefined;

const NONE: ReadonlySet<number> = new Set();

interface Reach {
  /** Whether the instruction at an address of the code space is in it, or it is left in front of that. */
  reaches(address: number): boolean;
}

/** The compiled form of a function for generated code that calls it. */
export interface CalledUnit extends Reach {
  readonly code: CalledCode;
}

/** A compiled unit. */
export interface UnitCode extends Reach {
  readonly run: RunUnit;
  /** Instructions that have to be left of the slice. */
  readonly first: number;
  /** Values that it takes from the stack. */
  readonly taken: number;
  /** Values that it has on the stack at most. */
  readonly highest: number;
  readonly isAssembly: boolean;
  /** Slots of variables of the module that functions cannot see while it calls them. */
  readonly unshared: ReadonlySet<number>;
}

/** Compiles the unit at an address of a module, or says why there is none. `mayHandOver`: see `hand-over.ts`. */
export function compileUnit(
  around: UnitContext,
  entry: number,
  known: KnownTypes,
  mayHandOver: boolean,
): UnitCode | UnitRefusal {
  const { isWatched, met, pushed } = around;
  const asked = { isWatched, met, pushed };
  const { program } = around.module;
  const handing = mayHandOver ? handOver(around, entry, known) : undefined;
  if (handing !== undefined) return handing;
  for (let most = around.isEager ? MOST_EAGER : MOST; most > 0; most >>= 1) {
    const wish = { ...asked, entry, mostTaken: known.stack.length, most, isInFrame: true };
    const graph = unitGraph(program, around.layouts, wish);
    const { acts } = graph.blocks[0];
    if (acts[0].kind === "leave" || acts[0].kind === "return") return "leaves-at-once";
    const numbers = numberUnit(graph, around, known);
    if (numbers !== undefined) {
      const { base } = around.module;
      const reaches = (address: number): boolean => numbers.reaches(address - base);
      const run = make<RunUnit>(numbers.written, around);
      const { first } = numbers;
      return { run, first, taken: 0, highest: highestOf(graph), isAssembly: true, unshared: NONE, reaches };
    }
    const writer = new UnitWriter(graph, around, expectedIn(graph, around, known), undefined);
    const written = writer.write();
    if (written.body.length > LONGEST) continue;
    const run = make<RunUnit>(written, around);
    const reaches = reachOf(graph, around);
    return {
      run,
      first: writer.fuelNeeded(0),
      taken: graph.taken,
      highest: highestOf(graph),
      isAssembly: false,
      unshared: writer.unshared,
      reaches,
    };
  }
  return "too-long";
}

function expectedIn(graph: UnitGraph, around: UnitContext, known: KnownTypes): KnownTypes {
  const layout = around.module.layoutAt(graph.blocks[0].start);
  return layout === around.globals ? known : expectedInFunction(graph, layout, known);
}

/** The unit of the function at an address that hands over to its called form; undefined where none begins there, or had better not. */
function handOver(around: UnitContext, entry: number, known: KnownTypes): UnitCode | undefined {
  const parameters = parametersAt(around.module.program, entry);
  if (parameters === undefined) return undefined;
  const graph = calledGraph(around, entry, parameters);
  const unit = handingUnit(graph, parameters, around, known);
  if (unit === undefined) return undefined;
  const run = make<RunUnit>(unit.written, around);
  const reaches = reachOf(graph, around);
  return { run, first: unit.first, taken: 0, highest: 0, isAssembly: false, unshared: NONE, reaches };
}

/** The code of a function that generated code calls, which is given values of so many names. */
function calledGraph(around: UnitContext, entry: number, given: readonly string[]): UnitGraph {
  const { isWatched, met, pushed } = around;
  const wish = { isWatched, met, pushed, entry, mostTaken: 0, most: MOST, isInFrame: false, given };
  return unitGraph(around.module.program, around.layouts, wish);
}

/** Compiles a function so that generated code can call it; null where that is of no use. */
export function compileCalled(around: UnitContext, entry: number, called: EntryPoint): CalledUnit | null {
  const graph = calledGraph(
    around,
    entry,
    called.slots.map((slot) => called.layout.names[slot]),
  );
  if (graph.blocks[0].acts[0].kind === "leave") return null;
  const reaches = reachOf(graph, around);
  const numbers = calledNumbers(graph, around, called, (address, mostTaken) => {
    const { isWatched, met, pushed } = around;
    const wish = { isWatched, met, pushed, entry: address, mostTaken, most: MOST, isInFrame: false };
    return unitGraph(around.module.program, around.layouts, wish);
  });
  if (numbers !== undefined) return { code: make<CalledCode>(numbers, around), reaches };
  const known = { stack: [], variables: new Map(called.slots.map((slot) => [slot, ANY])) };
  const written = new UnitWriter(graph, around, known, called).write();
  const found = CALLED.find(({ longest }) => written.body.length <= longest);
  if (found === undefined) return null;
  const deepest = Math.min(found.deepest, Math.floor(STACK / stackBytes(written, called)));
  const code = limited(written, deepest < DEEPEST ? deepest : undefined);
  return { code: make<CalledCode>(code, around), reaches };
}

/** What a call of a function takes on the host's stack while an engine has not optimized it: a word for each name, and some more. */
function stackBytes({ body }: WrittenUnit, { slots }: EntryPoint): number {
  const declared = /^let (.*);$/m.exec(body)?.[1].split(", ").length ?? 0;
  const constants = body.match(/\b(?:const|let) [a-z]\w* =/g)?.length ?? 0;
  return 8 * (slots.length + declared + constants) + 120;
}

function reachOf({ blocks }: UnitGraph, { module: { base } }: UnitContext): Reach["reaches"] {
  return (address) => blocks.some(({ start, end }) => address - base >= start && address - base < end);
}

const NAMES = {
  Cell,
  Float,
  List,
  ObjectValue,
  Closure,
  FunctionValue,
  Fault,
  E: effort,
  ENOUGH,
  MISFIT,
  highHalf,
  lowHalf,
  ofHalves,
} as const;

/** What the text names is constant, which lets engines compile the values themselves into it. */
function make<F>({ parameters, body, constants }: WrittenUnit, { heap, ledger }: UnitContext): F {
  const names = [...Object.keys(NAMES), "H", "M", ...parameters];
  const bound = names.map((name) => `${name} = ${name}_`).join(", ");
  const text = `"use strict";\nconst ${bound};\n${body}`;
  const values = [...Object.values(NAMES), heap, ledger, ...constants];
  return new Function(...names.map((name) => `${name}_`), text)(...values) as F;
}
