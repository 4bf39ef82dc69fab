/**
 * The variables of a frame by name, made for being copied: a place in a list for each name.
 *
 * Copies share the places, so states of one function are compared place by place; a frame may have hundreds of
 * variables, of which most are the same in both.
 */

/** Names get their places in the order in which they come up; none is ever taken away. */
interface Places {
  readonly of: Map<string, number>;
  readonly names: string[];
}

export class FrameVariables<V> {
  private constructor(
    private readonly places: Places,
    private readonly held: (V | undefined)[],
    public size: number,
  ) {}

  static empty<V>(): FrameVariables<V> {
    return new FrameVariables<V>({ of: new Map(), names: [] }, [], 0);
  }

  copy(): FrameVariables<V> {
    return new FrameVariables(this.places, this.held.slice(), this.size);
  }

  /** None, of the same frame. */
  cleared(): FrameVariables<V> {
    return new FrameVariables(this.places, [], 0);
  }

  get(name: string): V | undefined {
    const place = this.places.of.get(name);
    return place === undefined ? undefined : this.held[place];
  }

  has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  set(name: string, value: V): void {
    const { of, names } = this.places;
    let place = of.get(name);
    if (place === undefined) {
      place = names.length;
      of.set(name, place);
      names.push(name);
    }
    while (this.held.length <= place) this.held.push(undefined);
    if (this.held[place] === undefined) this.size++;
    this.held[place] = value;
  }

  delete(name: string): void {
    const place = this.places.of.get(name);
    if (place === undefined || this.held[place] === undefined) return;
    this.held[place] = undefined;
    this.size--;
  }

  entries(): (readonly [name: string, value: V])[] {
    const found: (readonly [string, V])[] = [];
    for (let place = 0; place < this.held.length; place++) {
      const value = this.held[place];
      if (value !== undefined) found.push([this.places.names[place], value]);
    }
    return found;
  }

  /** The names that are not held by the very same value in both. */
  differences(other: FrameVariables<V>): readonly Difference<V>[] {
    const [own, theirs] = [this.held, other.held];
    let found: Difference<V>[] | undefined;
    if (other.places === this.places) {
      const length = Math.max(own.length, theirs.length);
      for (let place = 0; place < length; place++) {
        if (own[place] === theirs[place]) continue;
        found ??= [];
        found.push([this.places.names[place], own[place], theirs[place]]);
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
