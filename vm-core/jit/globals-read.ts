/** Which variables of modules the called forms of functions read: what calls them has to put these where they are looked for. */
import type { FrameLayout } from "../run/frame.ts";

export class GlobalsRead {
  private readonly slots = new Map<FrameLayout, Set<number>>();

  /** The slots of variables of a module that are read. */
  of(globals: FrameLayout): ReadonlySet<number> {
    return this.sets(globals);
  }

  /** Notes that a variable is read; false where that was known. */
  note(globals: FrameLayout, slot: number): boolean {
    const slots = this.sets(globals);
    if (slots.has(slot)) return false;
    slots.add(slot);
    return true;
  }

  private sets(globals: FrameLayout): Set<number> {
    let slots = this.slots.get(globals);
    if (slots === undefined) {
      slots = new Set();
      this.slots.set(globals, slots);
    }
    return slots;
  }
}
