/**
 * A mailbox: messages in order of arrival.
 *
 * A queue in an array whose head moves, so that taking the oldest costs the same however many there are.
 */
import { matchesAny, type Pattern } from "../value/pattern.ts";
import type { Value } from "../value/value.ts";

export class Mailbox {
  private items: Value[] = [];
  private head = 0;

  get length(): number {
    return this.items.length - this.head;
  }

  push(message: Value): void {
    this.items.push(message);
  }

  /** Takes the first message that matches one of the patterns; without patterns, the first. */
  take(patterns: readonly Pattern[]): Value | undefined {
    for (let at = this.head; at < this.items.length; at++) {
      const message = this.items[at];
      if (!matchesAny(patterns, message)) continue;
      if (at === this.head) {
        this.items[at] = null;
        this.head++;
        this.compact();
      } else {
        this.items.splice(at, 1);
      }
      return message;
    }
    return undefined;
  }

  /** The messages, oldest first. */
  *[Symbol.iterator](): IterableIterator<Value> {
    for (let at = this.head; at < this.items.length; at++) yield this.items[at];
  }

  /** Gives back the room before the head once it is most of the array. */
  private compact(): void {
    if (this.head === this.items.length) {
      this.items.length = 0;
      this.head = 0;
    } else if (this.head > 64 && this.head * 2 > this.items.length) {
      this.items = this.items.slice(this.head);
      this.head = 0;
    }
  }
}
