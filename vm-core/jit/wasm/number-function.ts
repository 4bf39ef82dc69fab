/**
 * Finds functions over Ints that call themselves: those that WebAssembly is generated of.
 *
 * Such a function loads and stores its own variables, jumps, computes with forms in `operations.ts`, returns, and calls nobody but itself. It
 * calls itself other than by a tail call: else JavaScript, which hands arguments over faster, had better call it.
 */
import type { EntryPoint } from "../../run/frame.ts";
import type { Act } from "../acts.ts";
import type { UnitBlock, UnitGraph } from "../graph.ts";
import { shapeOf, type UnitShape } from "../structure.ts";
import type { UnitContext } from "../unit-context.ts";
import { isNumeric, isStructured } from "./number-loop.ts";

export interface NumberFunction {
  readonly blocks: readonly UnitBlock[];
  readonly shape: UnitShape;
  /** The names of the parameters, in their order. */
  readonly parameters: readonly string[];
  /** The names of other variables: each is stored somewhere. */
  readonly others: readonly string[];
  /** Values of the stack that it takes at its start. */
  readonly taken: number;
  /** Where the code of the module ends. */
  readonly end: number;
}

/** Acts that call the function. */
const CALLING: readonly Act["kind"][] = ["call", "again", "tail-call"];

/** The function at an address, which is entered in a way, or the rest of it from there on; undefined where it does anything else. */
export function numberFunction(
  { blocks, program, taken }: UnitGraph,
  { module }: UnitContext,
  { layout, slots, start: entry }: EntryPoint,
): NumberFunction | undefined {
  const start = entry - module.base;
  const isItself = (act: Act): boolean =>
    CALLING.includes(act.kind) &&
    "target" in act &&
    "parameters" in act &&
    act.target === start &&
    act.parameters.map((name) => module.layoutAt(start).slotOf(name)).join() === slots.join();
  const acts = blocks.flatMap((block) => block.acts);
  if (new Set(slots).size < slots.length) return undefined;
  if (!acts.every((act) => isNumeric(act) || act.kind === "return" || isItself(act))) return undefined;
  const parameters = slots.map((slot) => layout.names[slot]);
  const stored = new Set(acts.flatMap((act) => (act.kind === "store" ? [act.name] : [])));
  const others = [...stored].filter((name) => !parameters.includes(name));
  const shape = shapeOf(blocks);
  return isStructured(blocks, shape)
    ? { blocks, shape, parameters, others, taken, end: program.code.length }
    : undefined;
}

/** Whether it calls itself, and loads its own variables alone. */
export function isRecursive({ blocks, parameters, others }: NumberFunction): boolean {
  const acts = blocks.flatMap((block) => block.acts);
  const isOwn = (act: Act): boolean =>
    act.kind !== "load" || parameters.includes(act.name) || others.includes(act.name);
  return acts.some((act) => act.kind === "call") && acts.every(isOwn);
}
