/**
 * Where a process is after an instruction by which something can happen between processes.
 *
 * Other events happen between slices, and the observer is asked about the first instruction of each slice.
 */
import { INSTRUCTIONS } from "../isa/index.ts";
import type { CodeSpace } from "../run/code-space.ts";

export class EventAddresses {
  private modules = 0;
  private after: ReadonlySet<number> = new Set();
  private others: ReadonlySet<number> | undefined;
  private both: ReadonlySet<number> = this.after;

  constructor(private readonly space: CodeSpace) {}

  /** These addresses and `others`: the same set as long as both are. */
  with(others: ReadonlySet<number>): ReadonlySet<number> {
    const isOld = this.modules < this.space.modules.length;
    if (isOld) this.look();
    if (isOld || this.others !== others) {
      this.others = others;
      this.both = new Set([...this.after, ...others]);
    }
    return this.both;
  }

  private look(): void {
    const { modules } = this.space;
    const added = modules
      .slice(this.modules)
      .flatMap(({ base, program }) =>
        program.code.flatMap(({ op }, at) => (INSTRUCTIONS[op].group === "processes" ? [base + at + 1] : [])),
      );
    this.modules = modules.length;
    this.after = new Set([...this.after, ...added]);
  }
}
