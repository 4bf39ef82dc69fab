/**
 * Timers, soonest first: a binary heap (Williams 1964). Timers of the same moment fire in the order in which
 * they were set.
 *
 * Cancelled timers are thrown out once they are most of the heap, so a receive with a long timeout that is
 * repeated for ever does not fill it.
 */

/** What is due when a timer fires. */
export type TimerEvent =
  /** A process has waited long enough for a message. */
  | { readonly kind: "timeout"; readonly pid: number }
  /** A process had time to end and did not: `from`, its supervisor, ends it. */
  | { readonly kind: "kill"; readonly pid: number; readonly from: number };

export interface Timer {
  /** Milliseconds on the monotonic clock of the host. */
  readonly deadline: number;
  readonly event: TimerEvent;
  /** It has fired or has been cancelled. */
  isOver: boolean;
}

interface Entry {
  readonly timer: Timer;
  readonly sequence: number;
}

/** So many cancelled timers are never worth a sweep. */
const FEW = 64;

export class Timers {
  private heap: Entry[] = [];
  private sequence = 0;
  /** Cancelled timers that are still in the heap. */
  private cancelled = 0;

  set(deadline: number, event: TimerEvent): Timer {
    const timer: Timer = { deadline, event, isOver: false };
    this.heap.push({ timer, sequence: this.sequence++ });
    this.rise(this.heap.length - 1);
    return timer;
  }

  /** A timer that has fired or is cancelled already stays as it is. */
  cancel(timer: Timer): void {
    if (timer.isOver) return;
    timer.isOver = true;
    this.cancelled++;
    if (this.cancelled > FEW && this.cancelled * 2 > this.heap.length) this.sweep();
  }

  /** When the next one fires; undefined when there is none. */
  get next(): number | undefined {
    while (this.heap.length > 0 && this.heap[0].timer.isOver) {
      this.cancelled--;
      this.removeFirst();
    }
    return this.heap.length === 0 ? undefined : this.heap[0].timer.deadline;
  }

  /** How many are kept, cancelled ones among them. */
  get size(): number {
    return this.heap.length;
  }

  /** Takes the soonest timer that is due; undefined when none is. */
  takeDue(now: number): TimerEvent | undefined {
    const { next } = this;
    if (next === undefined || next > now) return undefined;
    const { timer } = this.heap[0];
    timer.isOver = true;
    this.removeFirst();
    return timer.event;
  }

  private sweep(): void {
    // What is sorted is a heap.
    this.heap = this.heap.filter(({ timer }) => !timer.isOver).sort((a, b) => (sooner(a, b) ? -1 : 1));
    this.cancelled = 0;
  }

  private removeFirst(): void {
    const last = this.heap.pop() as Entry;
    if (this.heap.length === 0) return;
    this.heap[0] = last;
    this.sink();
  }

  private rise(from: number): void {
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!sooner(this.heap[at], this.heap[parent])) return;
      this.swap(at, parent);
      at = parent;
    }
  }

  private sink(): void {
    let at = 0;
    for (;;) {
      let first = at;
      for (const child of [2 * at + 1, 2 * at + 2]) {
        if (child < this.heap.length && sooner(this.heap[child], this.heap[first])) first = child;
      }
      if (first === at) return;
      this.swap(at, first);
      at = first;
    }
  }

  private swap(a: number, b: number): void {
    [this.heap[a], this.heap[b]] = [this.heap[b], this.heap[a]];
  }
}

function sooner(a: Entry, b: Entry): boolean {
  return (
    a.timer.deadline < b.timer.deadline || (a.timer.deadline === b.timer.deadline && a.sequence < b.sequence)
  );
}
