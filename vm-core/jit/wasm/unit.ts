/**
 * Makes units of loops over numbers: a function of WebAssembly, and JavaScript that takes its variables from the frame of the process and puts
 * them back.
 *
 * Invariant: as of any unit, its guards come first, and a host that makes no such code is no mistake.
 */
import { SIGNAL } from "../../run/signal.ts";
import type { KnownTypes } from "../atom.ts";
import { fuelPlan } from "../fuel.ts";
import type { UnitGraph } from "../graph.ts";
import { BOOLEAN, FLOAT, INT, LONG, WIDE } from "../types.ts";
import type { UnitContext, WrittenUnit } from "../unit-context.ts";
import { type WrittenLoop, writeLoop } from "./loop-writer.ts";
import { type NumberLoop, numberLoop } from "./number-loop.ts";
import type { LoopType } from "./operations.ts";
import { MADE, NAMES } from "./passed.ts";
import { type Start, startOf } from "./start.ts";

export interface NumberUnit {
  readonly written: WrittenUnit;
  /** Instructions that have to be left of the slice. */
  readonly first: number;
  /** Whether an address of the module is in it. */
  reaches(address: number): boolean;
}

/** The unit of a loop over numbers that begins where a unit does; undefined where there is none. */
export function numberUnit(graph: UnitGraph, around: UnitContext, known: KnownTypes): NumberUnit | undefined {
  if (typeof WebAssembly === "undefined") return undefined;
  const found = numberLoop(graph);
  if (found === undefined) return undefined;
  const layout = around.module.layoutAt(graph.blocks[0].start);
  const slotOf = (name: string): number => layout.slotOf(name) as number;
  const kinds = new Map<string, LoopType>();
  for (const name of found.names) {
    const kind = kindOf(known.variables.get(slotOf(name)));
    if (kind === undefined) return undefined;
    kinds.set(name, kind);
  }
  const costs = found.blocks.map(({ acts }) => acts.length);
  const fuel = fuelPlan(found.blocks, found.shape, costs);
  const loop = writeLoop(found, fuel, kinds);
  const start = loop === undefined ? undefined : startOf(loop.bytes);
  if (loop === undefined || start === undefined) return undefined;
  const held = (name: string): Slot => ({ slot: slotOf(name), kind: kinds.get(name) as LoopType });
  const slots = found.names.map(held);
  const stored = found.stored.map(held);
  return {
    written: glue(around, { loop, start, slots, stored }),
    first: fuel[0],
    reaches: reachOf(found),
  };
}

function kindOf(type: number | undefined): LoopType | undefined {
  if (type === undefined) return undefined;
  const plain = type & ~WIDE;
  if (plain === INT || plain === LONG) return "int";
  return plain === FLOAT ? "float" : plain === BOOLEAN ? "truth" : undefined;
}

function reachOf({ blocks, shape }: NumberLoop): NumberUnit["reaches"] {
  const inside = blocks.filter(({ index }) => shape.rank[index] >= 0);
  return (address) => inside.some(({ start, end }) => address >= start && address < end);
}

interface Slot {
  readonly slot: number;
  readonly kind: LoopType;
}

interface UnitParts {
  readonly loop: WrittenLoop;
  readonly start: Start;
  readonly slots: readonly Slot[];
  readonly stored: readonly Slot[];
}

const TESTS: Readonly<Record<LoopType, (value: string) => string>> = {
  int: (value) => `typeof ${value} === "number" || typeof ${value} === "bigint"`,
  float: (value) => `${value} instanceof Float`,
  truth: (value) => `typeof ${value} === "boolean"`,
};
const TAKEN: Readonly<Record<LoopType, (value: string) => string>> = {
  int: (value) => `highHalf(${value}), lowHalf(${value})`,
  float: (value) => `${value}.value`,
  truth: (value) => `${value} ? 1 : 0`,
};
/** The JavaScript around the loop. */
function glue(around: UnitContext, { loop, start, slots, stored }: UnitParts): WrittenUnit {
  const { base, program } = around.module;
  const end = program.code.length;
  const next = loop.exits.map(({ address }) => (address < end ? base + address : SIGNAL.end));
  const ips = loop.exits.map(({ address, last }) => (address < end ? -1 : base + last));
  const tell = (exit: number): void =>
    around.record?.leave(base + loop.exits[exit].address, loop.exits[exit].cause);
  const isTold = around.record !== undefined;
  const ways = loop.ways.map(({ stack }) => {
    const values = [...stored.map(({ kind }) => kind), ...stack];
    const names = values.flatMap((kind, index) => NAMES[kind](index));
    const lines = stored.map(({ slot, kind }, index) => `V[${slot}] = ${MADE[kind](index)};`);
    const pushed = stack.map((kind, index) => MADE[kind](stored.length + index));
    if (pushed.length > 0) lines.push(`S.push(${pushed.join(", ")});`);
    if (isTold) lines.push("K3(exit);");
    lines.push("M.left = left;", "if (K2[exit] >= 0) P.ip = K2[exit];", "return K1[exit];");
    return `(${["exit", "left", ...names].join(", ")}) => { ${lines.join(" ")} }`;
  });
  const guards = slots.map(({ slot, kind }) => `if (!(${TESTS[kind](`V[${slot}]`)})) return MISFIT;`);
  const given = ["M.left", ...slots.map(({ slot, kind }) => TAKEN[kind](`V[${slot}]`))];
  const body = [
    "let P, V, S;",
    `const { run } = K0([(left) => M.renewFurther(left), ${ways.join(", ")}]);`,
    "return (function loop(process) {",
    "P = process; V = P.frame.slots; S = P.stack;",
    ...guards,
    `const next = run(${given.join(", ")});`,
    "P = V = S = undefined;",
    "return next;",
    "})",
  ].join("\n");
  return { parameters: ["K0", "K1", "K2", "K3"], body, constants: [start, next, ips, tell] };
}
