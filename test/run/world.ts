/**
 * A world of its own for each run: time passes only when nobody can run, and everything else is refused. So the same
 * program does the same, and a run that is given back to an earlier moment can be given its world back, too.
 */
import type { Host } from "../../vm-core/run/host.ts";
import { Fault } from "../../vm-core/value/callable.ts";

export class World {
  stdout = "";
  stderr = "";
  time = 0;
  private drawn = 0;
  readonly host: Host;

  constructor() {
    this.host = {
      perform: (request) => {
        switch (request.kind) {
          case "clock":
            return Math.floor(this.time);
          case "monotonic":
            return Math.floor(this.time * 1e6);
          case "random":
            return (++this.drawn * 7_919) % 1_000_003;
          case "get-args":
          case "read-line":
          case "read-input":
            return "";
          default:
            return new Fault("Unsupported", `no ${request.kind} here`);
        }
      },
      write: (chunks) => {
        for (const { stream, text } of chunks) {
          if (stream === "stdout" || stream === "stderr") this[stream] += text;
        }
      },
      now: () => this.time,
      delay: (milliseconds) => {
        this.time += milliseconds;
        return Promise.resolve();
      },
      release: () => undefined,
      breathe: () => Promise.resolve(),
    };
  }

  save(): () => void {
    const { stdout, stderr, time, drawn } = this;
    return () => Object.assign(this, { stdout, stderr, time, drawn });
  }
}
