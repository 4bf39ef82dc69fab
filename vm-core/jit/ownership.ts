/**
 * Objects that one variable of a unit holds and nothing else: a field of them is set in place.
 *
 * Such an object was made by the unit, which sets a field and stores the object; from then on a JavaScript variable says that it
 * is owned, until it is loaded for anything but its fields, or something outside of the unit may see the variable.
 *
 * Invariant: nobody can tell that an object was changed. It is set in place only where the next instruction stores it in
 * the variable that holds it, no other value on the stack is that object, and the unit is not left in between.
 */
import { type Act, effectOf } from "./acts.ts";

/** The variables that may own objects: those in which an object is stored right after a field was set. */
export function owners(blocks: readonly { readonly acts: readonly Act[] }[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { acts } of blocks) {
    acts.forEach((act, index) => {
      if (act.kind === "store" && setsField(acts[index - 1])) names.add(act.name);
    });
  }
  return names;
}

/** Whether an instruction makes an object with another value of a field. */
export function setsField(act: Act | undefined): boolean {
  return act?.kind === "compute" && act.operation.access?.is === "write";
}

/** Whether of the value that the act at `index` loads only a field is read or set, in the same block. */
export function isLookedInto(acts: readonly Act[], index: number): boolean {
  let above = 0;
  for (const act of acts.slice(index + 1)) {
    const { pops, pushes } = effectOf(act);
    if (pops > above)
      return act.kind === "compute" && act.operation.access !== undefined && pops === above + 1;
    above += pushes - pops;
  }
  return false;
}
