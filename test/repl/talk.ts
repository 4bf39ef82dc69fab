/** A session for tests: its host keeps what is written, waits, and refuses everything else. */
import assert from "node:assert/strict";
import { type Evaluation, Session } from "../../vm-core/repl/session.ts";
import type { Host } from "../../vm-core/run/host.ts";
import { Fault } from "../../vm-core/value/callable.ts";

export class Talk {
  written = "";
  readonly session: Session;

  constructor() {
    const host: Host = {
      perform: () => new Fault("Unsupported", "there is no world"),
      write: (chunks) => {
        for (const { text } of chunks) this.written += text;
      },
      delay: (milliseconds, cancelled) =>
        new Promise((resolve) => {
          const timer = setTimeout(resolve, milliseconds);
          cancelled.then(() => {
            clearTimeout(timer);
            resolve();
          });
        }),
      release: () => undefined,
      now: () => performance.now(),
      breathe: () => new Promise((resolve) => setImmediate(resolve)),
    };
    this.session = new Session({
      host,
      readModule: async () => new Fault("FileError", "there are no files"),
    });
  }

  async raw(text: string, signal = new AbortController().signal): Promise<Evaluation> {
    return this.session.evaluate(text, signal);
  }

  /** What became of an input, in words. */
  async say(text: string): Promise<string> {
    const evaluation = await this.raw(text);
    switch (evaluation.kind) {
      case "done":
        return evaluation.value === undefined ? "done" : this.session.write(evaluation.value);
      case "refused":
        return evaluation.diagnostics
          .map(
            ({ message, span }) =>
              `${text.slice(span.start, span.end)}: ${message.replace(/: did you mean.*/, "")}`,
          )
          .join("; ");
      case "failed":
        return `! ${evaluation.failure.message}`;
      case "ended":
        return `ended: ${this.session.write(evaluation.reason)}`;
      case "exit":
        return `exit ${evaluation.code}`;
      default:
        return evaluation.kind;
    }
  }

  async all(dialogue: readonly (readonly [string, string])[]): Promise<void> {
    for (const [input, expected] of dialogue) assert.equal(await this.say(input), expected, input);
  }
}
