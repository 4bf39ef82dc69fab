/**
 * What the abstract interpretation claims, compared with what a run does: before each instruction the types and
 * constants of the stack and of the variables, how high the stack is, and which handlers are open. In both views:
 * the whole program, and each frame by itself.
 */
import assert from "node:assert/strict";
import { type Context, TOP } from "../../vm-core/facts/context.ts";
import { frameFacts } from "../../vm-core/facts/frames.ts";
import { type Known, sameConstant } from "../../vm-core/facts/known.ts";
import { interpret, observeFunction } from "../../vm-core/facts/solve.ts";
import { copyOf, type State } from "../../vm-core/facts/state.ts";
import { type Heights, heightsAt, wholeFacts } from "../../vm-core/facts/whole.ts";
import { flowGraph } from "../../vm-core/program/flow-graph.ts";
import type { Program } from "../../vm-core/program/program.ts";
import { type Frame, variablesOf } from "../../vm-core/run/frame.ts";
import type { Process } from "../../vm-core/run/process.ts";
import { typeOf } from "../../vm-core/value/convert.ts";
import { debug } from "../../vm-core/value/display.ts";
import { TYPE, typeNames } from "../../vm-core/value/type-set.ts";
import type { Value } from "../../vm-core/value/value.ts";

export class Claims {
  private readonly whole = new Map<number, Map<number, State>>();
  private readonly frames: (State | undefined)[] = [];
  private readonly shared: Pick<ReadonlySet<string>, "has">;
  /** The heights that hovers show. */
  private readonly heights: readonly (Heights | undefined)[];
  /** How high the stack was when a frame started, its arguments taken. */
  private readonly bases = new WeakMap<Frame, number>();

  constructor(program: Program) {
    const found = interpret(program);
    assert.ok(found !== undefined, "it was given up");
    this.shared = found.code.sharedNames;
    for (const context of found.contexts.values())
      observeFunction(found, context, {
        instruction: ({ context }, address, state) => this.add(context, address, state),
        edge: () => undefined,
        exit: () => undefined,
      });
    const kept = wholeFacts(program);
    this.heights = program.code.map((_, address) => kept && heightsAt(kept, address));
    const { blocks } = flowGraph(program);
    const facts = frameFacts(program);
    facts.cover(new Uint8Array(blocks.length).fill(1));
    for (const block of blocks) {
      facts.visit(block, block.end, (address, _, state) => {
        this.frames[address] = copyOf(state);
      });
    }
  }

  private add({ id }: Context, address: number, state: State): void {
    let states = this.whole.get(id);
    if (states === undefined) this.whole.set(id, (states = new Map()));
    states.set(address, copyOf(state));
  }

  /** Before a process executes the instruction at `address`, in a frame whose code starts at `start`. */
  check(process: Process, address: number, start: number): void {
    const { frame, stack } = process;
    const isTop = process.id === 1 && frame.parent === null;
    if (!this.bases.has(frame)) this.bases.set(frame, isTop ? 0 : stack.length);
    const whole = this.whole.get(isTop ? TOP : start)?.get(address);
    assert.ok(whole !== undefined, `${address} was not seen in the function at ${isTop ? "the top" : start}`);
    const height = stack.length - (this.bases.get(frame) as number);
    assert.ok(
      whole.low <= height && height <= whole.high,
      `${height} values, not ${whole.low}–${whole.high}`,
    );
    const shown = this.heights[address];
    if (shown !== undefined) assert.equal(shown.before, height, "the height that is shown");
    this.checkState(process, whole, isTop);
    const own = this.frames[address];
    assert.ok(own !== undefined, `${address} was not seen in its frame`);
    assert.ok(stack.length >= own.values.length, `only ${stack.length} values`);
    this.checkState(process, own, isTop);
  }

  private checkState({ stack, frame, handlers }: Process, state: State, isTop: boolean): void {
    const { values, variables, open } = state;
    for (let below = 1; below <= Math.min(values.length, stack.length); below++) {
      checkValue(below, values[values.length - below], stack[stack.length - below]);
    }
    const held = new Map(variablesOf(frame));
    for (const [name, { value, certain }] of variables.entries()) {
      if (isTop && this.shared.has(name)) continue;
      const one = held.get(name);
      assert.ok(one !== undefined || !certain, `${name} has no value`);
      if (one !== undefined && !(open && !certain)) checkValue(name, value, one);
    }
    for (const name of open ? [] : held.keys()) {
      assert.ok(variables.has(name) || (isTop && this.shared.has(name)), `${name} has a value`);
    }
    checkHandlers(state, frame, handlers);
  }
}

function checkHandlers(state: State, frame: Frame, handlers: Process["handlers"]): void {
  if (state.handlers === "unknown") return;
  let opened = 0;
  for (let one = handlers; one !== null && one.depth === frame.depth; one = one.previous) opened++;
  const claimed = state.handlers?.count ?? 0;
  assert.ok(state.mayBeClosed ? opened <= claimed : opened === claimed, `${opened} handlers, not ${claimed}`);
}

/** `place` is the name of a variable, or how far from the top of the stack the value is. */
function checkValue(place: string | number, { types, constant }: Known, value: Value): void {
  // The words take longer than all the rest: they are made for what is wrong alone.
  if ((types & TYPE[typeOf(value)]) === 0)
    assert.fail(`${placeInWords(place)}: ${debug(value)} is no ${typeNames(types)}`);
  if (constant !== undefined && !sameConstant(constant, value)) {
    assert.fail(`${placeInWords(place)}: ${debug(value)} is not ${debug(constant)}`);
  }
}

const placeInWords = (place: string | number) =>
  typeof place === "string" ? place : `${place} from the top`;
