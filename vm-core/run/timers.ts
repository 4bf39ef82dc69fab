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

export interface Timer<Event = TimerEvent> {
  /** Milliseconds on the monotonic clock of the host. */
  readonly deadline: number;
  readonly event: Event;
  /** Counts the timers of a run: those of one moment fire in this order. */
  readonly sequence: number;
}

/** All timers at one moment. */
export interface SavedTimers<Event = TimerEvent> {
  readonly heap: readonly Timer<Event>[];
  readonly waiting: ReadonlySet<number>;
  readonly sequence: number;
}

/** So many cancelled timers are never worth a sweep. */
const FEW = 64;

export class Timers<Event = TimerEvent> {
  private heap: Timer<Event>[] = [];
  private sequence = 0;
  /** The sequence numbers of those that have neither fired nor been cancelled. */
  private waiting = new Set<number>();

  set(deadline: number, event: Event): Timer<Event> {
    const timer: Timer<Event> = { deadline, event, sequence: this.sequence++ };
    this.waiting.add(timer.sequence);
    this.heap.push(timer);
    this.rise(this.heap.length - 1);
    return timer;
  }

  /** A timer that has fired or is cancelled already stays as it is. */
  cancel(timer: Timer<Event>): void {
    if (!this.waiting.delete(timer.sequence)) return;
    const cancelled = this.heap.length - this.waiting.size;
    if (cancelled > FEW && cancelled * 2 > this.heap.length) this.sweep();
  }

  /** When the next one fires; undefined when there is none. */
  get next(): number | undefined {
    while (this.heap.length > 0 && !this.waiting.has(this.heap[0].sequence)) this.removeFirst();
    return this.heap.length === 0 ? undefined : this.heap[0].deadline;
  }

  save(): SavedTimers<Event> {
    return { heap: this.heap.slice(), waiting: new Set(this.waiting), sequence: this.sequence };
  }

  restore({ heap, waiting, sequence }: SavedTimers<Event>): void {
    this.heap = heap.slice();
    this.waiting = new Set(waiting);
    this.sequence = sequence;
  }

  /** How many are kept, cancelled ones among them. */
  get size(): number {
    return this.heap.length;
  }

  /** Takes the soonest timer that is due; undefined when none is. */
  takeDue(now: number): Event | undefined {
    const { next } = this;
    if (next === undefined || next > now) return undefined;
    const [timer] = this.heap;
    this.waiting.delete(timer.sequence);
    this.removeFirst();
    return timer.event;
  }

  /** Cancels those for which nobody waits any more. */
  cancelUnless(isWanted: (event: Event) => boolean): void {
    for (const { event, sequence } of this.heap) if (!isWanted(event)) this.waiting.delete(sequence);
    this.sweep();
  }

  private sweep(): void {
    // What is sorted is a heap.
    this.heap = this.heap
      .filter(({ sequence }) => this.waiting.has(sequence))
      .sort((a, b) => (sooner(a, b) ? -1 : 1));
  }

  private removeFirst(): void {
    const last = this.heap.pop() as Timer<Event>;
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

function sooner(a: Timer<unknown>, b: Timer<unknown>): boolean {
  return a.deadline < b.deadline || (a.deadline === b.deadline && a.sequence < b.sequence);
}
