/**
 * What functions see of the top level's variables: whatever any of its stores may have stored, in any order.
 */
import { addPlace, type BlockPlaces } from "./context.ts";
import { ANYTHING, join, type Known } from "./known.ts";

const NONE: BlockPlaces = new Map();

export class Globals {
  private readonly values = new Map<string, Known>();
  private readonly readers = new Map<string, BlockPlaces>();
  /** An import may have bound any name. */
  open = false;

  /** What is known of it; undefined when nothing stores it. */
  known(name: string): Known | undefined {
    return this.open ? ANYTHING : this.values.get(name);
  }

  /** Whether some path may have stored it. */
  has(name: string): boolean {
    return this.open || this.values.has(name);
  }

  /** Notes a block of a context that reads a variable; whether it is news. */
  addReader(name: string, context: number, block: number): boolean {
    let readers = this.readers.get(name);
    if (readers === undefined) this.readers.set(name, (readers = new Map()));
    return addPlace(readers, context, block);
  }

  readersOf(name: string): BlockPlaces {
    return this.readers.get(name) ?? NONE;
  }

  allReaders(): Iterable<BlockPlaces> {
    return this.readers.values();
  }

  /** What is stored in a variable is told again. */
  forget(name: string): void {
    this.values.delete(name);
  }

  /** Whether it says something new of the variable. */
  store(name: string, value: Known): boolean {
    const before = this.values.get(name);
    const after = before === undefined ? value : join(before, value);
    if (after === before) return false;
    this.values.set(name, after);
    return true;
  }
}
