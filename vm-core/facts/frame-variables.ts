/**
 * The variables of a frame by name, made for being copied: a slot in a list for each name.
 *
 * Copies share the slots, so states of one function are compared slot by slot; a frame may have hundreds of
 * variables, of which most are the same in both.
 */

import { withOneMore } from "../text/few.ts";

/** Names get their slots in the order in which they come up; none is ever taken away. */
interface Slots {
  names: readonly string[];
  /** Where there are many names. */
  of: Map<string, number> | undefined;
}

/** Names that are looked through: most frames have no more, and there are very many. */
const FEW = 8;

function slotOf({ names, of }: Slots, name: string): number | undefined {
  if (of !== undefined) return of.get(name);
  const slot = names.indexOf(name);
  return slot < 0 ? undefined : slot;
}

function slotsOf(names: readonly string[]): Slots {
  return { names, of: names.length > FEW ? new Map(names.map((name, slot) => [name, slot])) : undefined };
}

function addSlot(slots: Slots, name: string): number {
  const { length } = slots.names;
  slots.names = withOneMore(slots.names as string[], name);
  if (slots.of !== undefined) slots.of.set(name, length);
  else if (slots.names.length > FEW) slots.of = slotsOf(slots.names).of;
  return length;
}

export class FrameVariables<V> {
  private constructor(
    private readonly slots: Slots,
    private held: (V | undefined)[],
    public size: number,
  ) {}

  static empty<V>(): FrameVariables<V> {
    return new FrameVariables<V>({ names: [], of: undefined }, [], 0);
  }

  copy(): FrameVariables<V> {
    return new FrameVariables(this.slots, this.held.slice(), this.size);
  }

  /** The same in a frame of its own. */
  detached(): FrameVariables<V> {
    const entries = this.entries();
    // These arrays have no room for more, and are kept.
    const names = entries.map(([name]) => name);
    return new FrameVariables<V>(
      slotsOf(names),
      entries.map(([, value]) => value),
      entries.length,
    );
  }

  /** None, of the same frame. */
  cleared(): FrameVariables<V> {
    return new FrameVariables(this.slots, [], 0);
  }

  get(name: string): V | undefined {
    const slot = slotOf(this.slots, name);
    return slot === undefined ? undefined : this.held[slot];
  }

  has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  set(name: string, value: V): void {
    const { slots } = this;
    const slot = slotOf(slots, name) ?? addSlot(slots, name);
    while (this.held.length <= slot) this.held = withOneMore<V | undefined>(this.held, undefined);
    if (this.held[slot] === undefined) this.size++;
    this.held[slot] = value;
  }

  delete(name: string): void {
    const slot = slotOf(this.slots, name);
    if (slot === undefined || this.held[slot] === undefined) return;
    this.held[slot] = undefined;
    this.size--;
  }

  entries(): (readonly [name: string, value: V])[] {
    const found: (readonly [string, V])[] = [];
    for (let slot = 0; slot < this.held.length; slot++) {
      const value = this.held[slot];
      if (value !== undefined) found.push([this.slots.names[slot], value]);
    }
    return found;
  }

  /** Whether both hold the same names with values that are the same. */
  isLike(other: FrameVariables<V>, isSame: (own: V, theirs: V) => boolean): boolean {
    if (this === other) return true;
    if (this.size !== other.size) return false;
    for (let slot = 0; slot < this.held.length; slot++) {
      const own = this.held[slot];
      if (own === undefined) continue;
      const theirs = other.get(this.slots.names[slot]);
      if (theirs === undefined || (theirs !== own && !isSame(own, theirs))) return false;
    }
    return true;
  }

  /** The names that are not held by the very same value in both. */
  differences(other: FrameVariables<V>): readonly Difference<V>[] {
    const [own, theirs] = [this.held, other.held];
    let found: Difference<V>[] | undefined;
    if (other.slots === this.slots) {
      const length = Math.max(own.length, theirs.length);
      for (let slot = 0; slot < length; slot++) {
        if (own[slot] === theirs[slot]) continue;
        found ??= [];
        found.push([this.slots.names[slot], own[slot], theirs[slot]]);
      }
      return found ?? [];
    }
    found = [];
    for (const [name, value] of this.entries()) {
      const there = other.get(name);
      if (there !== value) found.push([name, value, there]);
    }
    for (const [name, value] of other.entries()) {
      if (!this.has(name)) found.push([name, undefined, value]);
    }
    return found;
  }
}

type Difference<V> = readonly [name: string, own: V | undefined, theirs: V | undefined];
