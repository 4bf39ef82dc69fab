/**
 * A mailbox: messages in order of arrival.
 *
 * A queue in an array whose head moves, so that taking the oldest costs the same however many there are.
 * Invariant: of an array that a snapshot holds (`isKept`), no message that the snapshot sees is changed; messages are
 * added to its end alone.
 */
import { effort } from "../value/effort.ts";
import { matchesAny, type Pattern } from "../value/pattern.ts";
import type { Value } from "../value/value.ts";

/** The messages of a snapshot: those of `items` from `head` to before `end`. */
export interface SavedMailbox {
  readonly items: Value[];
  readonly head: number;
  readonly end: number;
}

export class Mailbox {
  private items: Value[] = [];
  private head = 0;
  private isKept = false;
  static {
    // Fields that have changed once: engines rely on those that never have, and optimize anew when they do.
    const changed = new Mailbox();
    changed.items = [];
    changed.head = 1;
    changed.isKept = true;
  }

  /** The mailbox of a snapshot: it copies the messages if others have come since. */
  static restored({ items, head, end }: SavedMailbox): Mailbox {
    const mailbox = new Mailbox();
    mailbox.isKept = items.length === end;
    mailbox.items = mailbox.isKept ? items : items.slice(head, end);
    mailbox.head = mailbox.isKept ? head : 0;
    return mailbox;
  }

  /** What a snapshot keeps: costs the same however many messages there are. */
  save(): SavedMailbox {
    this.isKept = true;
    return { items: this.items, head: this.head, end: this.items.length };
  }

  get length(): number {
    return this.items.length - this.head;
  }

  push(message: Value): void {
    this.items.push(message);
  }

  /**
   * Where the first message is that matches one of the patterns, the first one without patterns, counted from the oldest, of
   * `most` messages from `from` on; -1 without one.
   */
  find(patterns: readonly Pattern[], from = 0, most = Number.POSITIVE_INFINITY): number {
    const start = this.head + from;
    const end = Math.min(this.items.length, start + most);
    for (let at = start; at < end; at++) {
      effort.spent++;
      if (matchesAny(patterns, this.items[at])) return at - this.head;
    }
    return -1;
  }

  /** Takes the message that `find` has found. */
  takeAt(index: number): Value {
    const at = this.head + index;
    const message = this.items[at];
    if (index === 0) {
      if (!this.isKept) this.items[at] = null;
      this.head++;
      this.compact();
    } else {
      this.own();
      this.items.splice(at, 1);
    }
    return message;
  }

  /** Where the messages are: those of `array` from `from` to before `to`. */
  get place(): { readonly array: Value[]; readonly from: number; readonly to: number } {
    return { array: this.items, from: this.head, to: this.items.length };
  }

  /** The messages, oldest first. */
  *[Symbol.iterator](): IterableIterator<Value> {
    for (let at = this.head; at < this.items.length; at++) yield this.items[at];
  }

  /** Makes the array one that no snapshot holds. */
  private own(): void {
    if (!this.isKept) return;
    this.items = this.items.slice();
    this.isKept = false;
  }

  /** Gives back the room before the head once it is most of the array. */
  private compact(): void {
    if (this.head === this.items.length && !this.isKept) {
      this.items.length = 0;
      this.head = 0;
    } else if (this.head === this.items.length || (this.head > 64 && this.head * 2 > this.items.length)) {
      this.items = this.items.slice(this.head);
      this.head = 0;
      this.isKept = false;
    }
  }
}
