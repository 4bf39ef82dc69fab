/**
 * Lists: immutable to those who hold them, cheap to grow.
 *
 * A list is the first `length` items of a buffer. Appending to the version that reaches the buffer's end
 * writes behind it and shares the buffer; appending to an older version copies. So building a list item
 * by item costs amortised constant time, and no holder ever sees a change.
 */
import { effort } from "./effort.ts";
import type { Value } from "./value.ts";

export class List {
  static readonly EMPTY = new List([], 0);

  private constructor(
    private readonly buffer: Value[],
    readonly length: number,
  ) {}

  /** Takes over `items`: the caller must not change the array afterwards. */
  static of(items: Value[]): List {
    return new List(items, items.length);
  }

  /** The item at `index`, which must be an integer from 0 to `length - 1`. */
  at(index: number): Value {
    return this.buffer[index];
  }

  append(item: Value): List {
    if (this.buffer.length !== this.length || this.length === 0) {
      effort.spent += this.length;
      const copy = this.buffer.slice(0, this.length);
      copy.push(item);
      return new List(copy, this.length + 1);
    }
    this.buffer.push(item);
    return new List(this.buffer, this.length + 1);
  }

  with(index: number, item: Value): List {
    effort.spent += this.length;
    const copy = this.buffer.slice(0, this.length);
    copy[index] = item;
    return new List(copy, this.length);
  }

  slice(start: number, end: number): List {
    effort.spent += Math.max(0, Math.min(end, this.length) - start);
    return List.of(this.buffer.slice(start, Math.min(end, this.length)));
  }

  toArray(): Value[] {
    effort.spent += this.length;
    return this.buffer.slice(0, this.length);
  }

  /**
   * What memory holds of the list: its buffer, and the items of it that the list has. Lists that grew out of each other
   * share one.
   */
  get storage(): readonly Value[] {
    return this.buffer;
  }

  *[Symbol.iterator](): IterableIterator<Value> {
    for (let i = 0; i < this.length; i++) yield this.buffer[i];
  }
}
