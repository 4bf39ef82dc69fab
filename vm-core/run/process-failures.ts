/**
 * Says which processes have failed, on stderr.
 *
 * Invariant: what is written is bounded however many fail: the first failures with each text, and a count of the rest
 * when the run comes to a halt. Process 1 is not told of here: its failure is the outcome of the run.
 */
import type { ExceptionValue } from "../value/callable.ts";
import { failureText } from "./failure.ts";
import type { Output } from "./output.ts";
import type { Process } from "./process.ts";

/** Failures with one text that are told one by one. */
const TOLD = 10;
/** Texts that are kept apart. */
const TEXTS = 100;

export class ProcessFailures {
  /** How often each text has come. */
  private readonly counts = new Map<string, number>();
  /** Failures whose text is one too many. */
  private others = 0;

  constructor(private readonly output: Output) {}

  tell(process: Process): void {
    const text = failureText(process.failure as ExceptionValue);
    const count = this.counts.get(text) ?? 0;
    if (count === 0 && this.counts.size === TEXTS) {
      this.others++;
      return;
    }
    this.counts.set(text, count + 1);
    if (count < TOLD) this.output.write("stderr", `Error in process ${process.id}: ${text}\n`);
  }

  /** Tells of those that have not been told one by one. */
  tellRest(): void {
    for (const [text, count] of this.counts) {
      if (count > TOLD) this.write(count - TOLD, `: ${text}`);
    }
    if (this.others > 0) this.write(this.others, ", with other texts");
    this.counts.clear();
    this.others = 0;
  }

  private write(count: number, what: string): void {
    this.output.write("stderr", `Error in ${count} more process${count === 1 ? "" : "es"}${what}\n`);
  }
}
