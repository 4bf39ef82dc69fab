/**
 * The variables of a frame by name, made for being copied: a slot in a list for each name.
 *
 * Copies share the slots, so states of one function are compared slot by slot; a frame may have hundreds of
 * variables, of which most are the same in both.
 */

/** Names get their slots in the order in which they come up; none is ever taken away. */
interface Slots {
  readonly of: Map<string, number>;
  names: string[];
}

export class FrameVariables<V> {
  private constructor(
    private readonly slots: Slots,
    private held: (V | undefined)[],
    public size: number,
  ) {}

  static empty<V>(): FrameVariables<V> {
    return new FrameVariables<V>({ of: new Map(), names: [] }, [], 0);
  }

  copy(): FrameVariables<V> {
    return new FrameVariables(this.slots, this.held.slice(), this.size);
  }

  /** The same in a frame of its own. */
  detached(): FrameVariables<V> {
    const entries = this.entries();
    const of = new Map(entries.map(([name], slot) => [name, slot]));
    // These arrays have no room for more, and are kept.
    const names = entries.map(([name]) => name);
    return new FrameVariables<V>(
      { of, names },
      entries.map(([, value]) => value),
      entries.length,
    );
  }

  /** None, of the same frame. */
  cleared(): FrameVariables<V> {
    return new FrameVariables(this.slots, [], 0);
  }

  get(name: string): V | undefined {
    const slot = this.slots.of.get(name);
    return slot === undefined ? undefined : this.held[slot];
  }

  has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  set(name: string, value: V): void {
    const { slots } = this;
    let slot = slots.of.get(name);
    if (slot === undefined) {
      slot = slots.names.length;
      slots.of.set(name, slot);
      slots.names = withOneMore(slots.names, name);
    }
    while (this.held.length <= slot) this.held = withOneMore<V | undefined>(this.held, undefined);
    if (this.held[slot] === undefined) this.size++;
    this.held[slot] = value;
  }

  delete(name: string): void {
    const slot = this.slots.of.get(name);
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

/** Short lists get no room for more: most stay as they are, and there are very many. */
const SHORT = 8;

function withOneMore<T>(list: T[], one: T): T[] {
  if (list.length < SHORT) return list.concat([one]);
  list.push(one);
  return list;
}

type Difference<V> = readonly [name: string, own: V | undefined, theirs: V | undefined];
