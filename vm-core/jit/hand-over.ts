/**
 * Units of functions that hand over to the form of the function that generated code calls.
 *
 * That form is needed as soon as other hot code calls the function, or the function itself does. A unit with all of the code would be
 * the same code once more, for the generator and for engines. A function that does nothing but loop has a unit of its own: there
 * its variables have the types that were met.
 *
 * Invariant: nothing has been done where the unit gives `MISFIT`: the frame is not as at the start of the function, or nobody can
 * return from it.
 */
import { calleeOf } from "../program/control-flow.ts";
import type { Program } from "../program/program.ts";
import { CALLS } from "./acts.ts";
import type { KnownTypes } from "./atom.ts";
import { fuelPlan } from "./fuel.ts";
import type { UnitGraph } from "./graph.ts";
import { shapeOf } from "./structure.ts";
import { UNBOUND } from "./types.ts";
import type { UnitContext, WrittenUnit } from "./unit-context.ts";

/** The form that is called: `code` is null where there is none. */
interface CalledForm {
  readonly code: unknown;
  /** How often it was compiled. */
  readonly compiled: number;
}

export interface HandingUnit {
  readonly written: WrittenUnit;
  /** Instructions that have to be left of the slice. */
  readonly first: number;
}

type Parameters = readonly string[];

const named = new WeakMap<Program, ReadonlyMap<number, Parameters>>();

/** The parameters of the function at an address, as an instruction says that calls it and names none of them twice. */
export function parametersAt(program: Program, address: number): Parameters | undefined {
  let all = named.get(program);
  if (all === undefined) {
    all = new Map(
      program.code.flatMap((instruction) => {
        const target = calleeOf(instruction);
        const { parameters } = instruction.operands as { readonly parameters?: Parameters };
        const isClear = parameters !== undefined && new Set(parameters).size === parameters.length;
        return target === undefined || !isClear ? [] : [[target, parameters]];
      }),
    );
    named.set(program, all);
  }
  return all.get(address);
}

/** The unit of a function with such parameters, of whose called form `graph` is; undefined where it had better have its code. */
export function handingUnit(
  { blocks }: UnitGraph,
  parameters: Parameters,
  around: UnitContext,
  known: KnownTypes,
): HandingUnit | undefined {
  const { start } = blocks[0];
  const layout = around.module.layoutAt(start);
  const given = parameters.map((name) => layout.slotOf(name) as number);
  const isGiven = (slot: number): boolean => given.includes(slot);
  for (const [slot, type] of known.variables)
    if (isGiven(slot) ? (type & UNBOUND) !== 0 : type !== UNBOUND) return undefined;
  const acts = blocks.flatMap((block) => block.acts);
  const shape = shapeOf(blocks);
  const isLoop = shape.headers.size > 0 && !acts.some(({ kind }) => CALLS.includes(kind));
  if (isLoop || acts.some(({ kind }) => kind === "leave")) return undefined;
  const form = around.callee(start, parameters) as CalledForm;
  if (form.code === null && form.compiled > 0) return undefined;
  const tests = layout.names.map((_, slot) => `V[${slot}] ${isGiven(slot) ? "===" : "!=="} undefined`);
  const isOther = `frame.start !== ${around.module.base + start} || frame.extra !== null`;
  const body = [
    "return (function unit(P) {",
    "const frame = P.frame, V = frame.slots;",
    `if (K0.code === null || frame.depth === 0 || ${isOther}) return MISFIT;`,
    "if (P.handlers !== null && P.handlers.depth >= frame.depth) return MISFIT;",
    `if (${["false", ...tests].join(" || ")}) return MISFIT;`,
    `const result = K0.code(${[0, ...given.map((slot) => `V[${slot}]`)].join(", ")});`,
    "return result === undefined ? M.restoreTail(P) : M.returnFrom(P, result);",
    "})",
  ].join("\n");
  const costs = blocks.map((block) => block.acts.length);
  return {
    written: { parameters: ["K0"], body, constants: [form] },
    first: fuelPlan(blocks, shape, costs)[0],
  };
}
