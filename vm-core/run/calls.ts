/**
 * Calls: how a frame is made for a function or closure, and left again.
 *
 * Invariant: a call that faults leaves the process as it was, but for the callee's own value.
 */
import { Closure, Fault, FunctionValue } from "../value/callable.ts";
import { effort } from "../value/effort.ts";
import type { ObjectValue } from "../value/object.ts";
import { mismatch } from "../value/operators.ts";
import type { Value } from "../value/value.ts";
import { bindVariable, type EntryPoint, Frame, type FrameLayout, newSlots, WIDE } from "./frame.ts";
import { continueAt } from "./pace.ts";
import type { Process } from "./process.ts";
import { SIGNAL, SPAWNED } from "./signal.ts";
import { BYTES } from "./sizes.ts";

function notEnough(process: Process, needed: number): number {
  return process.raise(
    "NotEnoughItems",
    `Need ${needed} stack items but only ${process.stack.length} available`,
  );
}

/** The fault of a call of something else than a function. */
export function noFunction(name: string, callee: Value): Fault {
  const { kind, message } = mismatch(name, "a function or closure", callee);
  return new Fault(kind, message, [], { is: "callee", got: callee });
}

function tooDeep(process: Process): number {
  return process.raise("ResourceLimit", "Resource limit reached: frames");
}

/** Pops arguments into the slots of parameters: with equal names the deepest argument survives. */
function takeArguments(stack: Value[], slots: readonly number[], into: (Value | undefined)[]): void {
  for (let i = slots.length - 1; i >= 0; i--) into[slots[i]] = stack.pop();
}

/** The call that a frame comes from, and where its RET continues: a site is one. */
export interface Return {
  readonly address: number;
  readonly next: number;
}

function enter(
  process: Process,
  entry: EntryPoint,
  slots: (Value | undefined)[],
  parent: Frame | null,
  back: Return,
): number {
  const frame = new Frame(
    parent,
    parent === null ? 0 : parent.depth + 1,
    entry.layout,
    entry.start,
    back.address,
    back.next,
    slots,
  );
  if (entry.layout.ordered) frame.order = [];
  process.frame = frame;
  return entry.start;
}

/** Gives an ordered frame the names of its parameters, in their order. */
function orderParameters(frame: Frame, parameters: readonly string[]): void {
  if (frame.order !== null) frame.order = [...new Set([...frame.order, ...parameters])];
}

/** Where a process continues in a frame: one that is wide takes long to make. */
function entered(process: Process, next: number): number {
  const { slots } = process.frame;
  if (slots.length <= WIDE) return next;
  effort.spent += slots.length;
  process.wide += BYTES.reference * slots.length;
  return continueAt(process, next);
}

/** `parent` is the frame that RET goes back to. */
export function call(
  process: Process,
  entry: EntryPoint,
  parameters: readonly string[],
  back: Return,
  parent: Frame | null = process.frame,
): number {
  const { stack } = process;
  if (stack.length < entry.slots.length) return notEnough(process, entry.slots.length);
  if (parent !== null && parent.depth >= process.maxFrames) return tooDeep(process);
  const slots = newSlots(entry.layout);
  takeArguments(stack, entry.slots, slots);
  const next = enter(process, entry, slots, parent, back);
  if (entry.layout.ordered) orderParameters(process.frame, parameters);
  return entered(process, next);
}

/** Calls a function or closure value; `back` is where its RET continues. */
export function callValue(
  process: Process,
  name: string,
  callee: Value,
  back: Return,
  parent: Frame | null = process.frame,
): number {
  if (callee instanceof FunctionValue) {
    return call(process, callee.entry as EntryPoint, callee.parameters, back, parent);
  }
  if (!(callee instanceof Closure)) {
    return process.raiseFault(noFunction(name, callee));
  }
  const { stack } = process;
  const entry = callee.entry as ClosureEntry;
  if (stack.length < entry.slots.length) return notEnough(process, entry.slots.length);
  if (parent !== null && parent.depth >= process.maxFrames) return tooDeep(process);
  const slots = newSlots(entry.layout);
  const { values } = callee.captured;
  const { capturedSlots } = entry;
  for (let i = 0; i < capturedSlots.length; i++) slots[capturedSlots[i]] = values[i];
  takeArguments(stack, entry.slots, slots);
  const next = enter(process, entry, slots, parent, back);
  if (entry.unnamed) bindUnnamed(process.frame, callee);
  if (entry.layout.ordered) {
    orderParameters(process.frame, [...callee.captured.keys(), ...callee.parameters]);
  }
  return entry.unnamed ? continueAt(process, next) : entered(process, next);
}

/** How a closure is entered, for captured sets of one shape. */
export interface ClosureEntry extends EntryPoint {
  /** For each captured value, its slot; empty when `unnamed`. */
  readonly capturedSlots: readonly number[];
  /** Some captured name has no slot, or the set is no small object. */
  readonly unnamed: boolean;
}

/** The entries of closures, by the layout of their frames, and by how they are entered. */
const CLOSURE_ENTRIES = new WeakMap<FrameLayout, Map<string, ClosureEntry>>();

/**
 * The entry of a closure at `entry` over captured sets of the shape of `captured`: the same one for all closures that are
 * entered alike, by whatever engine they are made.
 */
export function closureEntry(entry: EntryPoint, captured: ObjectValue): ClosureEntry {
  const slots = captured.shape.keys.map((name) => entry.layout.slotOf(name));
  const unnamed = captured.shape.keys.length !== captured.size || slots.includes(undefined);
  const made = { ...entry, capturedSlots: unnamed ? [] : (slots as number[]), unnamed };
  let known = CLOSURE_ENTRIES.get(entry.layout);
  if (known === undefined) {
    known = new Map();
    CLOSURE_ENTRIES.set(entry.layout, known);
  }
  const key = [made.start, ...made.slots, unnamed, ...made.capturedSlots].join(" ");
  const before = known.get(key);
  if (before === undefined) known.set(key, made);
  return before ?? made;
}

/** Binds captured variables by name, where parameters have not taken their place. */
function bindUnnamed(frame: Frame, closure: Closure): void {
  const parameters = new Set(closure.parameters);
  effort.spent += frame.slots.length + parameters.size;
  for (const [name, value] of closure.captured.entries()) {
    if (!parameters.has(name)) bindVariable(frame, name, value);
  }
}

/** Leaves the current frame: its handlers end with it. */
export function leave(process: Process, frame: Frame): void {
  while (process.handlers !== null && process.handlers.depth >= frame.depth) {
    process.handlers = process.handlers.previous;
  }
}

/** True when the frame has a caller to go back to: a function was called or spawned. */
export function returns(frame: Frame): boolean {
  return frame.parent !== null || frame.callAddress === SPAWNED;
}

/** Runs a call whose frame takes the place of the caller's. */
export function tailCall(process: Process, run: (back: Return, parent: Frame | null) => number): number {
  const { frame, handlers } = process;
  if (!returns(frame)) return process.raise("NoScope", "No variable scope available");
  leave(process, frame);
  const next = run({ address: frame.callAddress, next: frame.returnAddress }, frame.parent);
  if (next === SIGNAL.fault) process.handlers = handlers;
  return next;
}
