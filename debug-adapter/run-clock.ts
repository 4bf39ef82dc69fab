/**
 * The time limit of a program: the time counts in which it runs, not that in which it is stopped.
 *
 * Invariant: `isOver` is called once at most.
 */
export class RunClock {
  private left: number;
  private started: number | undefined;
  private timer: NodeJS.Timeout | undefined;

  /** Without a limit it never tells anything. */
  constructor(
    limit: number | undefined,
    private readonly isOver: () => void,
  ) {
    this.left = limit ?? Number.POSITIVE_INFINITY;
  }

  /** The program runs. */
  start(): void {
    if (this.started !== undefined || this.left === Number.POSITIVE_INFINITY) return;
    this.started = performance.now();
    this.timer = setTimeout(() => this.isOver(), Math.max(0, this.left));
  }

  /** The program runs, and its time is over. */
  get isPast(): boolean {
    return this.started !== undefined && performance.now() - this.started >= this.left;
  }

  /** The program is stopped, or has ended. */
  stop(): void {
    if (this.started === undefined) return;
    clearTimeout(this.timer);
    this.left -= performance.now() - this.started;
    this.started = undefined;
  }
}
