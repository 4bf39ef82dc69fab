/** A program point that is being followed, and the ways out of it. */
import { arrive, type Context, type ContextNode } from "./context.ts";
import type { Machine } from "./machine.ts";
import type { State } from "./state.ts";

export interface ProgramPoint {
  readonly machine: Machine;
  readonly node: ContextNode;
  readonly address: number;
  readonly state: State;
}

/** What sees how control goes. */
export interface FlowWatch {
  /** Before each instruction. */
  instruction(node: ContextNode, address: number, state: State): void;
  /** Control goes to another block, not to a handler. */
  edge(context: Context, from: number, to: number, state: State): void;
  /** A function returns. */
  exit(context: Context, address: number, state: State): void;
}

/** Control can go from the point to `target`. */
export function go({ machine, node, address, state }: ProgramPoint, target: number): void {
  machine.watch?.edge(node.context, address, target, state);
  arrive(node.context, target, { from: address, fromNode: node }, state, machine.queue);
}
