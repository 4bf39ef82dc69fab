/**
 * How much is under way at once: what is asked for beyond that waits, first come, first served.
 *
 * Invariants: what waits has cost nothing yet, and is refused when the run ends. Nothing waits for ever, though all that is under way
 * may wait for somebody, as readers of pipes do: after a pause as much again is let in.
 */

/** Milliseconds. */
const PATIENCE = 50;
/** Of those that wait at the end of a run: how many are told in a turn, so that timers keep their time. */
const PORTION = 500;

export class ConcurrencyLimit {
  private underWay = 0;
  private readonly waiting = new Set<() => void>();
  private timer: NodeJS.Timeout | undefined;

  /** `most` at once; nothing begins any more once `closing` is aborted. */
  constructor(
    private readonly most: number,
    private readonly closing?: AbortSignal,
  ) {
    closing?.addEventListener("abort", () => this.refuse());
  }

  /** Does the work when there is room. Throws what it throws, and what `closing` was aborted with. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.underWay >= this.most) await this.room();
    this.closing?.throwIfAborted();
    this.underWay++;
    try {
      return await work();
    } finally {
      this.underWay--;
      this.admit(this.most - this.underWay);
    }
  }

  private room(): Promise<void> {
    this.watch();
    return new Promise((resolve) => this.waiting.add(resolve));
  }

  /** Lets in as much again after a pause, and so on as long as somebody waits. */
  private watch(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.admit(this.most);
      if (this.waiting.size > 0) this.watch();
    }, PATIENCE);
  }

  /** Lets those in that wait, a portion in each turn: each learns that the run is over. */
  private refuse(): void {
    this.admit(PORTION);
    if (this.waiting.size > 0) setImmediate(() => this.refuse());
  }

  private admit(count: number): void {
    let left = count;
    for (const enter of this.waiting) {
      if (left-- <= 0) break;
      this.waiting.delete(enter);
      enter();
    }
    if (this.waiting.size > 0) return;
    clearTimeout(this.timer);
    this.timer = undefined;
  }
}
