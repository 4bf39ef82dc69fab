/**
 * A shift: straight instructions in a row have become more or fewer, and all after them are elsewhere by as many.
 *
 * Invariant: in both Programs there is at least one of them, none but the first can be come to from elsewhere than the one before,
 * and whatever names an address after them names the same place in both. So what follows from where control can go is the
 * same but for addresses.
 *
 * Who moves something on is handed the shift: runs never need one, so they do not load this.
 */
import type { Instruction, Program } from "./program.ts";

type NumberArray = Uint8Array | Uint32Array | Int32Array;

/** Whether two instructions are the same to who asks. */
type IsSame = (before: Instruction, now: Instruction) => boolean;

/** The parts of a flow graph that have addresses. */
interface Addressed {
  readonly blocks: readonly { readonly start: number; readonly end: number }[];
  readonly blockAt: Int32Array;
  readonly isTarget: Uint8Array;
  readonly entries: readonly number[];
  readonly shifts: number;
}

export class Shift {
  constructor(
    /** The code before. */
    private readonly code: Program["code"],
    /** The address of the first one. */
    readonly at: number,
    /** How many there were, and how many there are. */
    readonly removed: number,
    readonly added: number,
    /** The first or the last of them is the same instruction in both. */
    private readonly keeps: "first" | "last" | "none",
  ) {}

  /** Where an address is now: of those of the instructions that have changed, the first one alone may be asked for. */
  address(before: number): number {
    return before <= this.at ? before : before + this.added - this.removed;
  }

  /** Something about where each address is, now; `inside` holds for those after the first one of what has changed. */
  array<A extends NumberArray>(values: A, inside: number): A {
    const { at, removed, added } = this;
    const length = values.length + added - removed;
    const now = new (values.constructor as new (length: number) => A)(length);
    now.set(values.subarray(0, at + 1));
    now.fill(inside, at + 1, at + added);
    now.set(values.subarray(at + removed), at + added);
    return now;
  }

  /** Something about each instruction, now; 0 holds for those that have changed. */
  perInstruction<A extends NumberArray>(values: A): A {
    const { at, removed, added, keeps } = this;
    const now = this.array(values, 0);
    if (keeps !== "first") now[at] = 0;
    if (keeps === "last") now[at + added - 1] = values[at + removed - 1];
    return now;
  }

  /** A flow graph with its blocks, moved on in place. */
  graph<G extends Addressed>(graph: G): G {
    const { at } = this;
    const by = this.added - this.removed;
    for (const block of graph.blocks as readonly { start: number; end: number }[]) {
      if (block.end <= at) continue;
      if (block.start > at) block.start += by;
      block.end += by;
    }
    const entries = graph.entries.map((entry) => this.address(entry));
    const blockAt = this.array(graph.blockAt, graph.blockAt[at]);
    const isTarget = this.array(graph.isTarget, 0);
    return Object.assign(graph, { entries, blockAt, isTarget, shifts: graph.shifts + 1 });
  }

  /** Whether all but what has changed is the same as in a code with the same control as that before, and that is nothing. */
  leavesSame(
    before: Program["code"],
    now: Program["code"],
    isSame: IsSame,
    isNothing: (instruction: Instruction) => boolean,
  ): boolean {
    const { at, removed, added, keeps } = this;
    const first = keeps === "first" ? at + 1 : at;
    const less = keeps === "last" ? 1 : 0;
    for (let address = first; address < at + removed - less; address++)
      if (!isNothing(before[address])) return false;
    for (let address = first; address < at + added - less; address++)
      if (!isNothing(now[address])) return false;
    if (keeps !== "none") {
      const [kept, there] = keeps === "first" ? [at, at] : [at + removed - 1, at + added - 1];
      if (!isSame(before[kept], now[there])) return false;
    }
    // Beside it the code before differs in nothing.
    return before === this.code || this.isSameBeside(before, now, isSame);
  }

  private isSameBeside(before: Program["code"], now: Program["code"], isSame: IsSame): boolean {
    const { at, removed, added } = this;
    for (let address = 0; address < before.length; address++) {
      if (address === at) address += removed;
      if (address >= before.length) break;
      const there = now[address < at ? address : address + added - removed];
      if (before[address] !== there && !isSame(before[address], there)) return false;
    }
    return true;
  }
}
