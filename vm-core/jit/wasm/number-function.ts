/**
 * Finds functions over Ints that call themselves: those that WebAssembly is generated of.
 *
 * Such a function loads and stores its own variables, jumps, computes with forms in `operations.ts`, returns, and calls nobody but itself. It
 * calls itself other than by a tail call: else JavaScript, which hands arguments over faster, had better call it.
 */
import type { EntryPoint } from "../../run/frame.ts";
import type { Act, UnitBlock, UnitGraph } from "../graph.ts";
import { shapeOf, type UnitShape } from "../structure.ts";
import type { UnitContext } from "../unit-writer.ts";
import { isNumeric, isStructured } from "./number-loop.ts";

export interface NumberFunction {
  readonly blocks: readonly UnitBlock[];
  readonly shape: UnitShape;
  /** The names of the parameters, in their order. */
  readonly parameters: readonly string[];
  /** The names of other variables: each is stored somewhere. */
  readonly others: readonly string[];
  /** Where the code of the module ends. */
  readonly end: number;
}

/** The function at the entry of a unit, which is entered in a way; undefined where it does anything else. */
export function numberFunction(
  { blocks, program }: UnitGraph,
  { module }: UnitContext,
  { layout, slots }: EntryPoint,
): NumberFunction | undefined {
  const { start } = blocks[0];
  const isItself = (act: Act): boolean =>
    (act.kind === "call" || act.kind === "again") &&
    act.target === start &&
    act.parameters.map((name) => module.layoutAt(start).slotOf(name)).join() === slots.join();
  const acts = blocks.flatMap((block) => block.acts);
  if (!acts.some((act) => act.kind === "call") || new Set(slots).size < slots.length) return undefined;
  if (!acts.every((act) => isNumeric(act) || act.kind === "return" || isItself(act))) return undefined;
  const parameters = slots.map((slot) => layout.names[slot]);
  const stored = new Set(acts.flatMap((act) => (act.kind === "store" ? [act.name] : [])));
  const others = [...stored].filter((name) => !parameters.includes(name));
  const isOwn = (act: Act): boolean =>
    act.kind !== "load" || stored.has(act.name) || parameters.includes(act.name);
  const shape = shapeOf(blocks);
  return acts.every(isOwn) && isStructured(blocks, shape)
    ? { blocks, shape, parameters, others, end: program.code.length }
    : undefined;
}
