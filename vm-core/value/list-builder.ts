/**
 * Makes a list of items that come one after the other.
 *
 * A long list becomes a tree of flat ones. So no step of it takes long, where one array would be copied to a larger one again
 * and again.
 */
import { List } from "./list.ts";
import { FLAT } from "./list-arrays.ts";
import type { Value } from "./value.ts";

/** A list of no more items is made without room for others. */
const FEW = 256;

export class ListBuilder {
  private readonly leaves: List[] = [];
  private items: Value[] = [];

  add(item: Value): void {
    this.items.push(item);
    if (this.items.length === FLAT) this.close();
  }

  get length(): number {
    return this.leaves.length * FLAT + this.items.length;
  }

  /** The list. Nothing is added afterwards. */
  finish(): List {
    // Arrays that items are added to one by one have room for more: there may be very many that are short.
    const { items } = this;
    if (this.leaves.length === 0) return List.of(items.length <= FEW ? items.slice() : items);
    if (this.items.length > 0) this.close();
    return treeOf(this.leaves, 0, this.leaves.length);
  }

  private close(): void {
    this.leaves.push(List.of(this.items));
    this.items = [];
  }
}

/** The leaves from `from` to `to`, as one balanced list. */
function treeOf(leaves: readonly List[], from: number, to: number): List {
  if (to - from === 1) return leaves[from];
  const middle = (from + to) >> 1;
  return List.ofBranch(treeOf(leaves, from, middle), treeOf(leaves, middle, to));
}
