/**
 * Timers, soonest first: a binary heap (Williams 1964). Timers of the same moment fire in the order in which
 * they were set.
 */

export interface Timer {
  /** Milliseconds on the clock of `performance.now`. */
  readonly deadline: number;
  /** Undefined once it is cancelled. */
  action: (() => void) | undefined;
}

interface Entry {
  readonly timer: Timer;
  readonly sequence: number;
}

export class Timers {
  private readonly heap: Entry[] = [];
  private sequence = 0;

  set(deadline: number, action: () => void): Timer {
    const timer: Timer = { deadline, action };
    this.heap.push({ timer, sequence: this.sequence++ });
    this.rise(this.heap.length - 1);
    return timer;
  }

  /** When the next one fires; undefined when there is none. */
  get next(): number | undefined {
    while (this.heap.length > 0 && this.heap[0].timer.action === undefined) this.removeFirst();
    return this.heap[0]?.timer.deadline;
  }

  /** Fires all that are due. */
  fire(now: number): void {
    for (let next = this.next; next !== undefined && next <= now; next = this.next) {
      const { action } = this.heap[0].timer;
      this.removeFirst();
      action?.();
    }
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
