/**
 * Loops over the rests of a list: where a block only looks into what a variable has, and gives it the rest of that.
 *
 * Such a variable is a list and a number in generated code (`REST` in `types.ts`), and no rest is made. It is made where anything else is
 * done with it.
 */
import { itemAt, lengthOf, restOf } from "../value/sequence.ts";
import { type Act, CALLS, effectOf } from "./acts.ts";

/** Operations on one value that have forms for a list without its first items. */
const LOOKING: readonly unknown[] = [lengthOf, restOf];
const NATIVES_LOOKING: readonly unknown[] = ["value.null", "value.pair"];

/** Whether what is done with a list next, from an index of the acts of a block on, looks into it and nothing else. */
export function looksIntoList(acts: readonly Act[], index: number): boolean {
  const next = acts[index];
  if (next?.kind === "compute") {
    const { native, compute } = next.operation;
    return native === undefined ? LOOKING.includes(compute) : NATIVES_LOOKING.includes(native);
  }
  if (next?.kind !== "constant" || typeof next.value !== "number") return false;
  const after = acts[index + 1];
  return after?.kind === "compute" && after.operation.compute === itemAt;
}

/**
 * The variable that gets the topmost value in this block, if nothing else is done with that, and if the variable keeps what it has
 * until then. From an index of the acts of the block on.
 */
export function storedIn(acts: readonly Act[], index: number): string | undefined {
  const stored: string[] = [];
  let above = 0;
  for (const act of acts.slice(index)) {
    const { pops, pushes } = effectOf(act);
    if (act.kind === "store" && above === 0) return stored.includes(act.name) ? undefined : act.name;
    if (pops > above || CALLS.includes(act.kind)) return undefined;
    if (act.kind === "store") stored.push(act.name);
    above += pushes - pops;
  }
  return undefined;
}
