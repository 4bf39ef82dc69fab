/**
 * What is to be done before anybody runs, where no instruction can wait for it. Most are processes that are to be started and whose
 * copies of values take longer than a portion: restarts of children, and processes that run a module. Others are what the end of a
 * process has many others do.
 *
 * Invariant: nobody runs before they have started. Copies are made of what does not change meanwhile, so one that is given up
 * is begun anew.
 */
import type { Fault } from "../value/callable.ts";
import type { Value } from "../value/value.ts";
import { begun, type Portions, Work } from "../value/work.ts";

export interface PendingStart {
  /** Makes the copies. */
  begin(): Portions<Value | Fault>;
  /** Starts the process when they are made, or says why it does not start. */
  end(result: Value | Fault): void;
  /** It answers a request, which whoever continues from a snapshot makes again. */
  readonly isReply: boolean;
}

/** Of what only continues after a look at the clock. */
export function* pausing(): Portions<null> {
  yield 0;
  return null;
}

/** In the order in which they begin. */
export class PendingStarts {
  private starts: PendingStart[] = [];
  private work: Work | undefined;

  get length(): number {
    return this.starts.length;
  }

  add(start: PendingStart): void {
    this.starts.push(start);
  }

  /** The work of the first one: what is left of it, or a new one. When it is done at once, the next one's. */
  next(): Work | undefined {
    while (this.work === undefined && this.starts.length > 0) {
      const copied = begun(this.starts[0].begin());
      if (copied instanceof Work) this.work = copied;
      else this.end(copied);
    }
    return this.work;
  }

  /** Gives up what has been copied for the first one. */
  giveUp(): void {
    this.work = undefined;
  }

  /** Ends the first one. */
  end(result: Value | Fault): void {
    this.work = undefined;
    this.starts.shift()?.end(result);
  }

  /** What a snapshot keeps. */
  save(): readonly PendingStart[] {
    return this.starts.filter(({ isReply }) => !isReply);
  }

  restore(starts: readonly PendingStart[]): void {
    this.giveUp();
    this.starts = [...starts];
  }
}
