/**
 * Output events: what a program, its trace and its log points write, in order, in events of a bounded size.
 *
 * Invariant: a program that writes without end neither floods the client nor loses a character: it waits, for a client
 * that does not read and for one that is slower than `RATE`. The trace is thinned out instead, and says so; the
 * lines just before a stop are always there.
 */
import type { OutputChunk } from "../vm-core/index.ts";

export type OutputCategory = "stdout" | "stderr" | "console";

const CATEGORIES = { stdout: "stdout", stderr: "stderr", trace: "console", log: "console" } as const;

/** Characters in an event: few enough events for much output, and none that is slow to show. */
const EVENT_LENGTH = 32_768;

/** Characters that may be sent at once, and in each millisecond after that: what an editor shows without a backlog. */
const BURST = 2 ** 24;
const RATE = 10_000;

/** Lines of trace that may come at once, and that may come in a second after that. */
const TRACE_BURST = 5_000;
const TRACE_RATE = 2_000;
/** Lines that are shown before a stop, whatever came before. */
const TRACE_TAIL = 20;

interface Piece {
  readonly category: OutputCategory;
  readonly text: string;
}

export class OutputEvents {
  /** Not sent yet, in order. */
  private queue: Piece[] = [];
  /** Sends the queue. */
  private sending: Promise<void> | undefined;
  /** When the client will have shown what has been sent. */
  private shownBy = 0;
  /** The client waits for a stop: the program does not wait for the client. */
  private hurried = false;
  private release: () => void = () => undefined;
  private readonly trace = new TraceLimit();

  constructor(
    private readonly send: (category: OutputCategory, text: string) => void,
    /** Resolves when the client has read what has been sent; undefined when it has. */
    private readonly drained: () => Promise<void> | undefined,
  ) {}

  /** Sends chunks; a promise when the program should wait. */
  readonly write = (chunks: readonly OutputChunk[]): Promise<void> | undefined => {
    for (const { stream, text } of chunks) {
      this.add(CATEGORIES[stream], stream === "trace" ? this.trace.admit(text) : text);
    }
    return this.sendQueue();
  };

  /** Sends a text of the adapter's own. */
  say(category: OutputCategory, text: string): void {
    this.add(category, text);
    void this.sendQueue();
  }

  /** Keeps the program from waiting until the next stop: the client has asked for one. */
  hurry(): void {
    this.hurried = true;
    this.release();
  }

  /** Sends all that has been held back: to be called when a run stops. */
  flush(): void {
    this.add("console", this.trace.rest());
    for (const { category, text } of this.queue.splice(0)) this.send(category, text);
    this.hurried = false;
    this.release();
  }

  private add(category: OutputCategory, text: string): void {
    for (let start = 0; start < text.length; ) {
      let end = Math.min(start + EVENT_LENGTH, text.length);
      // Never between the halves of a surrogate pair.
      if (end < text.length && (text.charCodeAt(end - 1) & 0xfc00) === 0xd800) end++;
      this.queue.push({ category, text: text.slice(start, end) });
      start = end;
    }
  }

  /** Sends what is queued, at once as far as the client keeps up. */
  private sendQueue(): Promise<void> | undefined {
    if (this.sending !== undefined) return this.sending;
    const wait = this.sendUntilBehind();
    if (wait === undefined) return undefined;
    this.sending = this.sendRest(wait).finally(() => {
      this.sending = undefined;
    });
    return this.sending;
  }

  private async sendRest(behind: Promise<void>): Promise<void> {
    for (let wait: Promise<void> | undefined = behind; wait !== undefined; wait = this.sendUntilBehind()) {
      await wait;
    }
  }

  /** Sends until the queue is empty or the client is behind; resolves when it has caught up. */
  private sendUntilBehind(): Promise<void> | undefined {
    for (let sent = 0; ; sent++) {
      const wait = this.catchUp();
      if (wait !== undefined || sent >= this.queue.length) {
        this.queue.splice(0, sent);
        return wait;
      }
      const { category, text } = this.queue[sent];
      this.send(category, text);
      this.shownBy = Math.max(this.shownBy, performance.now() - BURST / RATE) + text.length / RATE;
    }
  }

  private catchUp(): Promise<void> | undefined {
    if (this.hurried) return undefined;
    const drained = this.drained();
    const ahead = this.shownBy - performance.now();
    if (drained === undefined && ahead <= 0) return undefined;
    return new Promise((resolve) => {
      const timer = drained === undefined ? setTimeout(resolve, ahead) : undefined;
      void drained?.then(resolve);
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
