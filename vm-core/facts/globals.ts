/**
 * What functions see of the top level's variables: whatever any of its stores may have stored, in any order.
 */
import type { Node } from "./context.ts";
import { ANYTHING, join, type Known } from "./known.ts";
import type { PriorityQueue } from "./priority-queue.ts";

export class Globals {
  private readonly values = new Map<string, Known>();
  private readonly readers = new Map<string, Set<Node>>();
  /** An import may have bound any name. */
  open = false;

  /** What a function reads; undefined when nothing stores it. */
  read(name: string, reader: Node): Known | undefined {
    let readers = this.readers.get(name);
    if (readers === undefined) this.readers.set(name, (readers = new Set()));
    readers.add(reader);
    return this.open ? ANYTHING : this.values.get(name);
  }

  /** What is known of it; undefined when nothing stores it. */
  known(name: string): Known | undefined {
    return this.open ? ANYTHING : this.values.get(name);
  }

  /** Whether some path may have stored it. */
  has(name: string): boolean {
    return this.open || this.values.has(name);
  }

  store(name: string, value: Known, queue: PriorityQueue): void {
    const before = this.values.get(name);
    const after = before === undefined ? value : join(before, value);
    if (after === before) return;
    this.values.set(name, after);
    for (const reader of this.readers.get(name) ?? []) queue.add(reader);
  }

  openAll(queue: PriorityQueue): void {
    if (this.open) return;
    this.open = true;
    for (const readers of this.readers.values()) for (const reader of readers) queue.add(reader);
  }
}
