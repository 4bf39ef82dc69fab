/**
 * Output events: what a program, its trace and its log points write, in order.
 *
 * Invariant: a program that writes without end neither drowns the client nor loses a character: it is slowed
 * down. The trace is thinned out instead, and says so; what comes just before a stop is always there.
 */
import type { OutputChunk } from "../vm-core/index.ts";

export type OutputCategory = "stdout" | "stderr" | "console";

const CATEGORIES = { stdout: "stdout", stderr: "stderr", trace: "console", log: "console" } as const;

/** Characters in a millisecond that a client is expected to take in. */
const RATE = 2_000;
/** The program runs ahead of the client by so much time. */
const AHEAD_MS = 100;

/** Lines of trace that may come at once, and that may come in a second after that. */
const TRACE_BURST = 5_000;
const TRACE_RATE = 2_000;
/** Lines that are shown before a stop, whatever came before. */
const TRACE_TAIL = 20;

export class OutputEvents {
  /** When the client will have taken in what has been sent. */
  private free = 0;
  /** Nobody waits until the next stop. */
  private hurried = false;
  private release: () => void = () => undefined;
  private readonly trace = new TraceLimit();

  constructor(
    private readonly send: (category: OutputCategory, text: string) => void,
    /** Resolves when the client has taken in what has been sent; undefined when it already has. */
    private readonly drained: () => Promise<void> | undefined,
  ) {}

  /** Sends chunks; a promise when the program should wait. */
  readonly write = (chunks: readonly OutputChunk[]): Promise<void> | undefined => {
    for (const { stream, text } of chunks) {
      const shown = stream === "trace" ? this.trace.admit(text) : text;
      if (shown === "") continue;
      this.send(CATEGORIES[stream], shown);
      this.free = Math.max(this.free, performance.now()) + shown.length / RATE;
    }
    return this.delay() ?? this.drained();
  };

  /** Writes a text of the adapter's own. */
  say(category: OutputCategory, text: string): void {
    this.send(category, text);
  }

  /** Keeps the program from waiting until the next stop: the client has asked for one. */
  hurry(): void {
    this.hurried = true;
    this.release();
  }

  /** Sends what of the trace has been held back: to be called when a run stops. */
  flush(): void {
    this.hurried = false;
    const text = this.trace.rest();
    if (text !== "") this.send("console", text);
  }

  private delay(): Promise<void> | undefined {
    const ahead = this.free - performance.now();
    if (ahead < AHEAD_MS || this.hurried) return undefined;
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ahead);
      this.release = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

/** A token bucket for lines. */
class TraceLimit {
  private allowance = TRACE_BURST;
  private filled = performance.now();
  private skipped = 0;
  private tail: string[] = [];

  /** The lines that may be shown now. */
  admit(text: string): string {
    const now = performance.now();
    this.allowance = Math.min(TRACE_BURST, this.allowance + ((now - this.filled) * TRACE_RATE) / 1000);
    this.filled = now;
    const lines = text.split("\n").slice(0, -1);
    const count = this.skipped > 0 && this.allowance < TRACE_TAIL ? 0 : Math.floor(this.allowance);
    const shown = lines.slice(0, count);
    this.allowance -= shown.length;
    const notice = shown.length > 0 ? this.notice() : "";
    const held = lines.slice(count);
    this.skipped += held.length;
    this.tail = [...this.tail, ...held.slice(-TRACE_TAIL)].slice(-TRACE_TAIL);
    return notice + shown.map((line) => `${line}\n`).join("");
  }

  /** The last of the lines that were held back. */
  rest(): string {
    const { tail } = this;
    this.skipped -= tail.length;
    return this.notice() + tail.map((line) => `${line}\n`).join("");
  }

  private notice(): string {
    const { skipped } = this;
    this.skipped = 0;
    this.tail = [];
    return skipped > 0 ? `[trace] … ${skipped} instructions are not shown\n` : "";
  }
}
