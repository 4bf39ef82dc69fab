/**
 * How control goes inside a function once a program has been followed: the ways between blocks, how many values
 * lie on the stack on each, and which handlers are open.
 *
 * Invariant: a block gets the height and the handlers of the first way that leads there, counted from the start
 * of its function. A way that brings others is noted and goes no further, so that each disagreement is noted
 * once, where it begins.
 */

import { ANYWHERE, type Context, type ContextNode, TOP } from "../facts/context.ts";
import type { FlowWatch } from "../facts/program-point.ts";
import { popsOf, pushesOf } from "../facts/rules.ts";
import type { Interpretation } from "../facts/solve.ts";
import { peek, type State } from "../facts/state.ts";
import { tally } from "../facts/tally.ts";
import { effectsOf, flowOf, type Mnemonic, rowOf } from "../isa/index.ts";
import { operandWithRole, variableOf } from "../isa/typing.ts";
import { structuredEnd, targetOf } from "../program/control-flow.ts";
import { type Instruction, operandsByName } from "../program/program.ts";

/** A way from one block to another. */
export interface Way {
  /** The instruction that leads there; a TRY for its handler. */
  readonly from: number;
  readonly fromBlock: FlowBlock;
  readonly to: ContextNode;
  /** How many values more there are than at the start of the block; NaN when only a run can tell. */
  readonly rise: number;
  readonly isHandler: boolean;
  /** How many of the block's changes of handlers have come before. */
  readonly changes: number;
}

/**
 * A handler that is open, innermost first, with how many are known to be open; null for none, undefined when only a run can
 * tell.
 */
export type OpenTries =
  | {
      readonly target: number;
      readonly opened: number;
      readonly count: number;
      /** No others are open. */
      readonly areAll: boolean;
      readonly previous: OpenTries;
    }
  | null
  | undefined;

interface HandlerChange {
  readonly address: number;
  readonly kind: "open" | "close" | "forget";
  /** Of a `close`, the only handler that it closes; −1 when it closes any. */
  readonly target: number;
}

export interface FlowBlock {
  readonly node: ContextNode;
  readonly ways: Way[];
  readonly changes: HandlerChange[];
  readonly exits: { readonly address: number; readonly rise: number }[];
  /** Its last instruction. */
  last: number;
  /** How many values more than when the function was entered; NaN when that is not known. */
  height: number;
  open: OpenTries;
  /** The way that gave it its height; undefined where the function is entered. */
  way: Way | undefined;
  isReached: boolean;
}

/** Two ways to a block that bring different numbers of values, or different handlers. */
export interface Disagreement {
  readonly block: FlowBlock;
  readonly second: Way;
  /** How many values more the second way brings. */
  readonly more: number;
  readonly open: OpenTries;
}

export class VerifierFlow implements FlowWatch {
  readonly blocks = new Map<ContextNode, FlowBlock>();
  readonly heights: Disagreement[] = [];
  readonly handlers: Disagreement[] = [];
  /** For each END_TRY, whether there is something for it to close, on some path. */
  readonly closing = new Map<number, { readonly node: ContextNode; isOpen: boolean }>();
  /** Handlers that some END_TRY closes, and those with which some path ends, by the address of their TRY. */
  readonly closed = new Set<number>();
  readonly leftOpen = new Map<number, { readonly block: FlowBlock; readonly address: number }>();
  private readonly noted = new Set<OpenTries>();
  private block: FlowBlock | undefined;
  private rise = 0;
  /** The first way out of a RECEIVE_TIMEOUT comes without a message. */
  private isTimeout = false;

  /** `isCertain`: whether runs get to the function whatever the holes of a sketch do; without holes they always do. */
  constructor(
    private readonly interpretation: Interpretation,
    private readonly context: Context,
    readonly isCertain: boolean,
  ) {}

  instruction(node: ContextNode, address: number, state: State): void {
    let { block } = this;
    if (block?.node !== node) {
      block = this.blockOf(node);
      this.block = block;
      this.rise = 0;
    }
    block.last = address;
    if (this.interpretation.code.holes?.at.has(address) === true) {
      this.rise = Number.NaN;
      block.changes.push({ address, kind: "forget", target: -1 });
      return;
    }
    const instruction = this.interpretation.code.instructions[address];
    const [pops, pushes] = [popsOf(instruction), pushesOf(instruction)];
    if (pops >= 0 && pushes >= 0) {
      this.noteHandler(block, address, instruction);
      if (rowOf(instruction.op).jumps === "timeout") {
        this.isTimeout = true;
        return;
      }
      this.rise += pushes - pops;
    } else {
      this.rise += riseOf(this.interpretation, node.context, address, state);
      if (mayClose(this.interpretation, node.context, address)) {
        block.changes.push({ address, kind: "forget", target: -1 });
      }
    }
  }

  edge(context: Context, from: number, to: number): void {
    const { block } = this;
    const node = context.nodes.get(to);
    if (block === undefined || node === undefined) return;
    const { rise } = this;
    block.ways.push({
      from,
      fromBlock: block,
      to: node,
      rise,
      isHandler: false,
      changes: block.changes.length,
    });
    if (!this.isTimeout) return;
    this.isTimeout = false;
    this.rise++;
  }

  exit(_: Context, address: number): void {
    this.block?.exits.push({ address, rise: this.rise });
  }

  private blockOf(node: ContextNode): FlowBlock {
    let block = this.blocks.get(node);
    if (block === undefined) {
      block = {
        node,
        ways: [],
        changes: [],
        exits: [],
        last: node.address - 1,
        height: Number.NaN,
        open: null,
        way: undefined,
        isReached: false,
      };
      this.blocks.set(node, block);
    }
    return block;
  }

  /** Notes what an instruction does to the open handlers, if it does something. */
  private noteHandler(block: FlowBlock, address: number, instruction: Instruction): void {
    const { changes } = block;
    const flow = flowOf(instruction.op);
    const handler = operandWithRole(instruction.op, "handler");
    if (flow === "handler") {
      const target = targetOf(instruction) ?? 0;
      this.noteWayToHandler(block, address, target);
      changes.push({ address, kind: "open", target });
    } else if (flow === "catch") {
      if (structuredEnd(instruction) !== undefined) changes.push({ address, kind: "close", target: address });
    } else if (handler !== undefined) {
      const target = operandsByName(instruction)[handler] as number | null;
      changes.push({ address, kind: "close", target: target ?? -1 });
    }
  }

  private noteWayToHandler(block: FlowBlock, from: number, target: number): void {
    const first = this.interpretation.code.instructions[target];
    if (first === undefined) return;
    const catches = flowOf(first.op) === "catch";
    const isNamed = catches && variableOf(first) !== undefined;
    const to = block.node.context.nodes.get(catches ? target + 1 : target);
    if (to === undefined) return;
    const rise = this.rise + (isNamed ? 0 : 1);
    block.ways.push({ from, fromBlock: block, to, rise, isHandler: true, changes: block.changes.length });
  }

  /** Goes along all ways, once everything has been seen. */
  settle(): void {
    const { context } = this;
    const node = this.isCertain ? context.nodes.get(context.start) : undefined;
    const entry = node === undefined ? undefined : this.blocks.get(node);
    if (entry === undefined) return;
    entry.isReached = true;
    entry.height = 0;
    const pending = [entry];
    while (pending.length > 0) this.leave(pending.pop() as FlowBlock, pending);
  }

  private leave(block: FlowBlock, pending: FlowBlock[]): void {
    const opens: OpenTries[] = [block.open];
    for (const change of block.changes) opens.push(this.changed(opens[opens.length - 1], change, block.node));
    this.noteEnd(block, opens[opens.length - 1]);
    // The next instruction last, so that it is followed first.
    for (let i = block.ways.length - 1; i >= 0; i--) {
      const way = block.ways[i];
      const next = this.blockOf(way.to);
      const height = block.height + way.rise;
      const open = opens[way.changes];
      if (!next.isReached || (Number.isNaN(next.height) && !Number.isNaN(height))) {
        if (!next.isReached) next.open = open;
        next.isReached = true;
        next.height = height;
        next.way = way;
        pending.push(next);
        continue;
      }
      const more = height - next.height;
      // Also not when it is not a number.
      if (Math.abs(more) > 0) this.heights.push({ block: next, second: way, more, open });
      if (!sameHandlers(open, next.open)) this.handlers.push({ block: next, second: way, more, open });
    }
  }

  private changed(open: OpenTries, { kind, target, address }: HandlerChange, node: ContextNode): OpenTries {
    if (kind === "forget") return undefined;
    if (kind === "open") {
      const areAll = open === null || open?.areAll === true;
      return { target, opened: address, count: (open?.count ?? 0) + 1, areAll, previous: open };
    }
    if (target < 0) {
      const closing = this.closing.get(address);
      if (closing === undefined) this.closing.set(address, { node, isOpen: open !== null });
      else closing.isOpen ||= open !== null;
    }
    if (open === null || open === undefined || (target >= 0 && open.target !== target)) return open;
    this.closed.add(open.opened);
    return open.previous;
  }

  /** Notes the handlers with which the function returns or the process ends. */
  private noteEnd(block: FlowBlock, open: OpenTries): void {
    const { code } = this.interpretation.code.program;
    // The program's end has no instruction: it is the one that leads there.
    const last = block.last < block.node.address ? (block.way?.from ?? block.node.address) : block.last;
    const address = block.exits[0]?.address ?? last;
    const isEnd =
      block.exits.length > 0 || block.node.address === code.length || endsProcess(code[address].op);
    const place = { block, address };
    for (let at = isEnd ? open : null; at !== null && at !== undefined; at = at.previous) {
      // Whatever is around it has been noted with it.
      if (this.noted.has(at)) break;
      this.noted.add(at);
      if (!this.leftOpen.has(at.opened)) this.leftOpen.set(at.opened, place);
    }
  }
}

/**
 * The functions that are called before any hole of a sketch: its top level, and what that calls. The stack has no highest
 * height once a hole has come before. Undefined without holes: all.
 */
export function calledBeforeHoles(interpretation: Interpretation): ReadonlySet<Context> | undefined {
  return interpretation.code.holes === undefined ? undefined : calledByTopLevel(interpretation);
}

function calledByTopLevel({ contexts }: Interpretation): ReadonlySet<Context> {
  const found = new Set<Context>();
  const pending = [contexts.get(TOP)];
  while (pending.length > 0) {
    const context = pending.pop();
    if (context === undefined || found.has(context)) continue;
    found.add(context);
    for (const { callee, high } of context.calls.values()) {
      if (Number.isFinite(high)) pending.push(contexts.get(callee));
    }
  }
  return found;
}

/** Whether a process ends there and the run continues: what ends the run leaves nothing open. */
function endsProcess(op: Mnemonic): boolean {
  return flowOf(op) === "end" && !effectsOf(op).has("ends-run");
}

/** The function that is called at an address; undefined where it is not known. */
function calledAt(
  { contexts }: Pick<Interpretation, "contexts">,
  { calls }: Context,
  address: number,
): Context | undefined {
  const callee = calls.get(address)?.callee;
  return callee === undefined ? undefined : contexts.get(callee);
}

/** Whether a call may close handlers of the function that makes it; what a hole leads to may do anything. */
function mayClose(interpretation: Interpretation, context: Context, address: number): boolean {
  if (context.calls.get(address)?.callee === ANYWHERE) return true;
  return (calledAt(interpretation, context, address)?.closes.size ?? 0) > 0;
}

/** How many values a call leaves more than it takes. */
function riseOf({ code, contexts }: Interpretation, context: Context, address: number, state: State): number {
  const pops = popsOf(code.instructions[address]);
  const taken = pops >= 0 ? pops : 1 + (peek(state, 0).callee?.parameters.length ?? Number.NaN);
  if (effectsOf(code.instructions[address].op).has("spawns")) return 1 - taken;
  const exit = calledAt({ contexts }, context, address)?.exit;
  return exit === undefined || exit.low !== exit.high ? Number.NaN : exit.low - taken;
}

/** Handlers that are compared at a place, the innermost first: others count as the same. */
const MOST_COMPARED = 1_000;

/** Whether the same handlers are open, as far as that is known. */
function sameHandlers(a: OpenTries, b: OpenTries): boolean {
  // As many ways may meet at a handler as are open there.
  if (a?.areAll === true && b?.areAll === true && a.count !== b.count) return false;
  let [one, other] = [a, b];
  for (let i = 0; i < MOST_COMPARED && one !== other; i++) {
    tally.handlers++;
    if (one === undefined || other === undefined) return true;
    if (one === null || other === null || one.target !== other.target) return false;
    one = one.previous;
    other = other.previous;
  }
  return true;
}
