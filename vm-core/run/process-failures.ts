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
import { RepeatedTexts } from "./repeated-texts.ts";

export class ProcessFailures {
  private readonly texts = new RepeatedTexts();

  constructor(private readonly output: Output) {}

  tell(process: Process): void {
    const text = failureText(process.failure as ExceptionValue);
    if (this.texts.admit(text)) this.output.write("stderr", `Error in process ${process.id}: ${text}\n`);
  }

  /** Tells of those that have not been told one by one. */
  tellRest(): void {
    this.texts.takeRest((count, text) => {
      const what = text === undefined ? ", with other texts" : `: ${text}`;
      this.output.write("stderr", `Error in ${count} more process${count === 1 ? "" : "es"}${what}\n`);
    });
  }
}
