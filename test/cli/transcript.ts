/**
 * What a child process writes, waited for in order, as `expect` does it.
 *
 * Invariant: every wait ends. It rejects, with what there was to see, when the child ends without what is wanted and after a
 * minute.
 */
import type { ChildProcess } from "node:child_process";
import type { Readable } from "node:stream";

/** How long something is waited for, in milliseconds. */
const PATIENCE = 60_000;

export class Transcript {
  private all = "";
  /** What comes before it has been waited for. */
  private mark = 0;
  private end: { readonly code: number | null } | undefined;
  private readonly waiting = new Set<() => void>();

  /** To be made as soon as the child is started, so that nothing is missed. */
  constructor(
    private readonly child: ChildProcess,
    stream: Readable | null = child.stdout,
  ) {
    stream?.on("data", (piece) => {
      this.all += piece;
      this.wake();
    });
    child.on("close", (code) => {
      this.end = { code };
      this.wake();
    });
  }

  /** Everything so far, waited for or not. */
  get text(): string {
    return this.all;
  }

  /** Resolves with the first match after what was waited for before; the next wait begins after it. */
  next(wanted: string | RegExp): Promise<RegExpExecArray> {
    const pattern = new RegExp(typeof wanted === "string" ? escaped(wanted) : wanted, "g");
    const find = (): RegExpExecArray | undefined => {
      pattern.lastIndex = this.mark;
      const found = pattern.exec(this.all) ?? undefined;
      if (found !== undefined) this.mark = pattern.lastIndex;
      return found;
    };
    return this.until(find, `the child does not write ${JSON.stringify(String(wanted))}`);
  }

  /** Resolves with the exit code. */
  async ended(): Promise<number | null> {
    return (await this.until(() => this.end, "the child does not end")).code;
  }

  private async until<T>(find: () => T | undefined, complaint: string): Promise<T> {
    const deadline = performance.now() + PATIENCE;
    for (;;) {
      const found = find();
      if (found !== undefined) return found;
      if (this.end !== undefined || performance.now() >= deadline) throw this.failure(complaint);
      await this.change(deadline);
    }
  }

  /** Resolves when something has been written, when the child has ended, and at the deadline. */
  private change(deadline: number): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.waiting.delete(done);
        resolve();
      };
      const timer = setTimeout(done, deadline - performance.now());
      this.waiting.add(done);
    });
  }

  private wake(): void {
    for (const done of this.waiting) done();
  }

  private failure(complaint: string): Error {
    // Nobody waits for it after this.
    this.child.kill("SIGKILL");
    const [before, since] = [this.all.slice(0, this.mark), this.all.slice(this.mark)];
    return new Error(`${complaint}
seen before: ${JSON.stringify(before)}
seen since:  ${JSON.stringify(since)}`);
  }
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
