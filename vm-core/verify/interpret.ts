/**
 * Follows a program over all its paths, without running it: abstract interpretation (Cousot and Cousot 1977)
 * of blocks, with a summary for each function (Sharir and Pnueli 1981, the functional approach).
 *
 * Invariant: what the result says of a place holds in every run that gets there; a place without a state is
 * one that no run gets to. Bounded: a program that asks for too much work gets no result.
 */
import type { Program } from "../program/program.ts";
import { type Code, prepare } from "./code.ts";
import { arrive, type Context, ENTERED, entryState, type Node, newContext, TOP } from "./context.ts";
import { Globals } from "./globals.ts";
import { Heap } from "./heap.ts";
import { ANYTHING, type Known } from "./known.ts";
import type { Watch } from "./place.ts";
import { copyOf, emptyState } from "./state.ts";
import { followBlock } from "./step.ts";

export interface Interpretation {
  readonly code: Code;
  readonly contexts: ReadonlyMap<number, Context>;
  readonly machine: Machine;
}

/** All that is known while a program is followed. */
export class Machine {
  readonly contexts = new Map<number, Context>();
  readonly queue = new Heap();
  readonly globals = new Globals();
  /** Instructions that may still be followed. */
  work: number;
  watch: Watch | undefined;

  constructor(readonly code: Code) {
    this.work = 200_000 + 12 * code.instructions.length;
  }

  context(id: number, origin: Context["origin"]): Context {
    let context = this.contexts.get(id);
    if (context === undefined) {
      context = newContext(id, origin);
      this.contexts.set(id, context);
    }
    return context;
  }

  /** Enters a function with arguments from a place of the program. */
  call(
    node: Node,
    address: number,
    target: number,
    names: readonly string[],
    values: readonly Known[],
  ): Context {
    const callee = this.context(target, { context: node.context, address });
    arrive(callee, target, ENTERED, entryState(names, values, false), this.queue);
    return callee;
  }

  /** Takes note of a value of a function: anything may call it, with anything. */
  escape(node: Node, address: number, target: number, names: readonly string[], open: boolean): void {
    const callee = this.context(target, { context: node.context, address });
    callee.escapes = true;
    arrive(
      callee,
      target,
      ENTERED,
      entryState(
        names,
        names.map(() => ANYTHING),
        open,
      ),
      this.queue,
    );
  }
}

/** Undefined when the program is too much. */
export function interpret(program: Program): Interpretation | undefined {
  const machine = new Machine(prepare(program));
  const top = machine.context(TOP, undefined);
  arrive(top, 0, ENTERED, emptyState(), machine.queue);
  while (!machine.queue.isEmpty) {
    const node = machine.queue.take();
    node.visits++;
    followBlock(machine, node, copyOf(node.state));
    if (machine.work < 0) return undefined;
  }
  return { code: machine.code, contexts: machine.contexts, machine };
}

/** Goes through every block once more, as it is in the end. */
export function observe({ machine }: Interpretation, watch: Watch): void {
  machine.watch = watch;
  machine.work = Number.POSITIVE_INFINITY;
  for (const context of machine.contexts.values()) {
    for (const node of context.nodes.values()) followBlock(machine, node, copyOf(node.state));
  }
}
