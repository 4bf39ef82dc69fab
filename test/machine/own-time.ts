/**
 * A host whose timers do not depend on how busy this machine is: while the program runs, a second of the real clock is a
 * millisecond of its own, and while it only waits for timers, its clock goes to the next one at once. While it waits for
 * something else, too (a file, a connection, another program), a timer takes the time that it says.
 */
import type { Host } from "../../vm-core/run/host.ts";

/** How much slower timers see time pass while the program runs. */
const SLOWER = 1000;

interface Waiting {
  readonly due: number;
  readonly wake: () => void;
}

class OwnTime {
  private readonly started = performance.now();
  /** Milliseconds that nobody had to wait for. */
  skipped = 0;
  private readonly waiting: Waiting[] = [];
  /** What was asked of the world, or of this thread, and is not answered. */
  private underWay = 0;
  private looking = false;

  now(): number {
    return this.started + (performance.now() - this.started) / SLOWER + this.skipped;
  }

  /** Resolves when that many milliseconds of this clock have passed, or `cancelled` has resolved. */
  wait(milliseconds: number, cancelled?: Promise<void>): Promise<void> {
    return new Promise((resolve) => {
      const one: Waiting = { due: this.now() + milliseconds, wake: resolve };
      this.waiting.push(one);
      cancelled?.then(() => {
        const at = this.waiting.indexOf(one);
        if (at >= 0) this.waiting.splice(at, 1);
        resolve();
      });
      this.look();
    });
  }

  async during<T>(work: Promise<T>): Promise<T> {
    this.underWay++;
    return work.finally(() => {
      this.underWay--;
    });
  }

  /** The machine continues in microtasks: when none is left and nothing is under way, it waits for a timer alone. */
  private look(): void {
    if (this.looking || this.waiting.length === 0) return;
    this.looking = true;
    const before = performance.now();
    const next = (): void => {
      this.looking = false;
      if (this.underWay > 0) this.skipped += performance.now() - before;
      const first = this.waiting.reduce<Waiting | undefined>(
        (least, one) => (least === undefined || one.due < least.due ? one : least),
        undefined,
      );
      if (first !== undefined && (this.underWay === 0 || first.due <= this.now())) {
        this.skipped += Math.max(0, first.due - this.now());
        this.waiting.splice(this.waiting.indexOf(first), 1);
        first.wake();
      }
      this.look();
    };
    if (this.underWay > 0) setTimeout(next, 1);
    else setImmediate(next);
  }
}

/** Gives a host a time of its own. */
export function withOwnTime(host: Host): Host {
  const time = new OwnTime();
  return {
    ...host,
    perform: (request) => {
      const reply = host.perform(request);
      if (reply instanceof Promise) return time.during(reply);
      const skipped = Math.floor(time.skipped);
      if (typeof reply !== "number") return reply;
      if (request.kind === "clock") return request.unit === "seconds" ? reply : reply + skipped;
      return request.kind === "monotonic" ? reply + skipped * 1_000_000 : reply;
    },
    now: () => time.now(),
    delay: (milliseconds, cancelled) => time.wait(milliseconds, cancelled),
    breathe: () => time.during(host.breathe()),
  };
}
