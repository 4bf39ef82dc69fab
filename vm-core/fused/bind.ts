/** Makes steps of groups of instructions. */
import { type ClosureEntry, leave, returns } from "../run/calls.ts";
import { type EntryPoint, Frame, WIDE } from "../run/frame.ts";
import type { Process } from "../run/process.ts";
import { SIGNAL } from "../run/signal.ts";
import type { Step } from "../run/step.ts";
import { Closure, FunctionValue } from "../value/callable.ts";
import { room, rowOf } from "../value/room.ts";
import type { Value } from "../value/value.ts";
import { BRANCHES, decided } from "./branch.ts";
import type { Computation, ReadValue, Slots } from "./computation.ts";
import { evaluating, operandOf, type VariablePlaces } from "./evaluate.ts";
import type { FusedGroup, GroupEnd } from "./group.ts";

/** What a call names. */
interface Called {
  readonly target: number;
  readonly parameters: readonly string[];
}

/** Where a group of instructions is. */
export interface GroupPlace {
  readonly variables: VariablePlaces;
  /** The slot that a variable of the frame is stored in. */
  slotOf(name: string): number;
  /** An address of the program as one of the code space. */
  target(address: number): number;
  /** The last instruction of the group. */
  readonly last: Step;
  /** Its address in the code space. */
  readonly lastAddress: number;
  /** How a function that it calls is entered. */
  entry(call: Called): EntryPoint;
}

/** Stores values, and pushes others in place of those that are taken. False where it has done nothing, because one cannot be computed. */
type Pushing = (process: Process, slots: OwnSlots) => boolean;

/** The variables of a frame that the process may change. */
type OwnSlots = (Value | undefined)[];

export function bind(group: FusedGroup, place: GroupPlace): Step {
  const { left, stores, taken, end, next } = group;
  const values = left.map((value) => evaluating(value, place.variables));
  const stored = stores.map(({ value }) => evaluating(value, place.variables));
  const into = stores.map(({ name }) => place.slotOf(name));
  const target = place.target(next);
  if (stored.length > 0 && values.length === 0 && taken === 0) return storing(stored, into, target);
  const push = committing(stored, into, values, taken);
  switch (end.is) {
    case "branch":
      return branching(end, place, push, target);
    case "call":
    case "tail call":
      return calling(end, place, push, target);
    case "value call":
    case "value tail call":
      return callingValue(end, place, push, target);
    case "return":
      return returning(push);
    case "step":
      return push === undefined ? place.last : stepping(push, place.last);
    default:
      return push === undefined ? () => target : going(push, target);
  }
}

/** Undefined where nothing is stored, pushed or taken. */
function committing(
  stored: readonly ReadValue[],
  into: readonly number[],
  values: readonly ReadValue[],
  taken: number,
): Pushing | undefined {
  if (stored.length > 0) return committingMany([...stored, ...values], into, taken);
  return values.length === 0 && taken === 0 ? undefined : pushing(values, taken);
}

/** The first values are stored, the others pushed. */
function committingMany(values: readonly ReadValue[], into: readonly number[], taken: number): Pushing {
  return (process, slots) => {
    const { stack } = process;
    const found: Value[] = [];
    for (let i = 0; i < values.length; i++) {
      const value = values[i](process, slots);
      if (value === undefined) return false;
      found.push(value);
    }
    for (let extra = taken; extra > 0; extra--) stack.pop();
    for (let i = 0; i < into.length; i++) slots[into[i]] = found[i];
    for (let i = into.length; i < found.length; i++) stack.push(found[i]);
    return true;
  };
}

function pushing(values: readonly ReadValue[], taken: number): Pushing {
  const [first, second] = values;
  if (values.length === 1 && taken === 0) {
    return (process, slots) => {
      const a = first(process, slots);
      if (a === undefined) return false;
      process.stack.push(a);
      return true;
    };
  }
  if (values.length === 0) {
    return ({ stack }) => {
      for (let extra = taken; extra > 0; extra--) stack.pop();
      return true;
    };
  }
  if (values.length === 2 && taken === 0) {
    return (process, slots) => {
      const a = first(process, slots);
      const b = second(process, slots);
      if (a === undefined || b === undefined) return false;
      process.stack.push(a);
      process.stack.push(b);
      return true;
    };
  }
  if (values.length === 1) {
    return (process, slots) => {
      const a = first(process, slots);
      if (a === undefined) return false;
      const { stack } = process;
      for (let extra = taken; extra > 1; extra--) stack.pop();
      stack[stack.length - 1] = a;
      return true;
    };
  }
  return committingMany(values, [], taken);
}

function going(push: Pushing, next: number): Step {
  return (process) => (push(process, process.frame.slots) ? next : SIGNAL.undone);
}

function stepping(push: Pushing, last: Step): Step {
  return (process) => (push(process, process.frame.slots) ? last(process) : SIGNAL.undone);
}

/** Up to three stores. */
function storing(
  [first, second, third]: readonly ReadValue[],
  [a, b, c]: readonly number[],
  next: number,
): Step {
  if (second === undefined) {
    return (process) => {
      const { slots } = process.frame;
      const x = first(process, slots);
      if (x === undefined) return SIGNAL.undone;
      slots[a] = x;
      return next;
    };
  }
  if (third === undefined) {
    return (process) => {
      const { slots } = process.frame;
      const x = first(process, slots);
      if (x === undefined) return SIGNAL.undone;
      const y = second(process, slots);
      if (y === undefined) return SIGNAL.undone;
      slots[a] = x;
      slots[b] = y;
      return next;
    };
  }
  return (process) => {
    const { slots } = process.frame;
    const x = first(process, slots);
    const y = second(process, slots);
    if (x === undefined || y === undefined) return SIGNAL.undone;
    const z = third(process, slots);
    if (z === undefined) return SIGNAL.undone;
    slots[a] = x;
    slots[b] = y;
    slots[c] = z;
    return next;
  };
}

function branching(
  { value, when, target }: Extract<GroupEnd, { is: "branch" }>,
  place: GroupPlace,
  push: Pushing | undefined,
  next: number,
): Step {
  const [holds, fails] = when ? [place.target(target), next] : [next, place.target(target)];
  const decide = deciding(value, place.variables, holds, fails);
  if (push === undefined) return decide;
  return (process) => {
    const to = decide(process);
    return to === SIGNAL.undone || push(process, process.frame.slots) ? to : SIGNAL.undone;
  };
}

/** Says where control goes, and changes nothing. */
function deciding(value: Computation, variables: VariablePlaces, holds: number, fails: number): Step {
  const branch = value.is === "computed" ? BRANCHES.get(value.operator) : undefined;
  if (value.is === "computed" && branch !== undefined) {
    const [a, b] = value.operands.map((operand) => operandOf(operand, variables));
    return branch(a, b, value.compute, holds, fails);
  }
  const evaluate = evaluating(value, variables);
  return (process) => decided(evaluate(process, process.frame.slots), holds, fails);
}

/** Makes the variables of a frame that is entered with arguments; undefined where one cannot be computed. */
type Arguments = (process: Process, slots: Slots) => (Value | undefined)[] | undefined;

function passing(values: readonly Computation[], entry: EntryPoint, variables: VariablePlaces): Arguments {
  const { slots: into, layout } = entry;
  const found = values.map((value) => evaluating(value, variables));
  const isAll = into.length === layout.names.length && into.every((slot, index) => slot === index);
  const row = isAll ? passingAll(found) : undefined;
  if (row !== undefined) return row;
  return (process, slots) => {
    const made: (Value | undefined)[] = room(layout.names.length);
    for (let i = 0; i < found.length; i++) {
      const value = found[i](process, slots);
      if (value === undefined) return undefined;
      made[into[i]] = value;
    }
    return made;
  };
}

/** Makes the variables of a frame that has none but a few arguments. */
function passingAll([first, second, third, ...others]: readonly ReadValue[]): Arguments | undefined {
  if (others.length > 0 || first === undefined) return undefined;
  if (second === undefined) {
    return (process, slots) => {
      const x = first(process, slots);
      return x === undefined ? undefined : rowOf(x);
    };
  }
  if (third === undefined) {
    return (process, slots) => {
      const x = first(process, slots);
      if (x === undefined) return undefined;
      const y = second(process, slots);
      return y === undefined ? undefined : rowOf(x, y);
    };
  }
  return (process, slots) => {
    const x = first(process, slots);
    const y = second(process, slots);
    if (x === undefined || y === undefined) return undefined;
    const z = third(process, slots);
    return z === undefined ? undefined : rowOf(x, y, z);
  };
}

function calling(
  { is, callee, values }: Extract<GroupEnd, { is: "call" | "tail call" }>,
  place: GroupPlace,
  push: Pushing | undefined,
  back: number,
): Step {
  const entry = place.entry(callee);
  const { layout, start } = entry;
  const pass = passing(values, entry, place.variables);
  const { lastAddress: address } = place;
  if (is === "tail call") {
    return (process) => {
      const { frame } = process;
      if (!mayReplace(process, frame)) return SIGNAL.undone;
      const slots = pass(process, frame.slots);
      if (slots === undefined || (push !== undefined && !push(process, frame.slots))) return SIGNAL.undone;
      const { parent, depth, callAddress, returnAddress } = frame;
      process.frame = new Frame(parent, depth, layout, start, callAddress, returnAddress, slots);
      return start;
    };
  }
  return (process) => {
    const { frame } = process;
    if (frame.depth >= process.maxFrames) return SIGNAL.undone;
    const slots = pass(process, frame.slots);
    if (slots === undefined || (push !== undefined && !push(process, frame.slots))) return SIGNAL.undone;
    process.frame = new Frame(frame, frame.depth + 1, layout, start, address, back, slots);
    return start;
  };
}

function returning(push: Pushing | undefined): Step {
  return (process) => {
    const { frame, handlers } = process;
    const { parent } = frame;
    if (parent === null || (push !== undefined && !push(process, frame.slots))) return SIGNAL.undone;
    if (handlers !== null && handlers.depth >= frame.depth) leave(process, frame);
    process.frame = parent;
    return frame.returnAddress;
  };
}

/** Whether a function value is entered by giving its variables values, and takes so many of these. */
function isPlainEntry(
  { start, slots, layout, unnamed }: Entered,
  count: number,
  isChecked: boolean,
): boolean {
  const { names, ordered } = layout;
  if (start < 0 || slots.length !== count || ordered || names.length > WIDE || unnamed === true) return false;
  return !isChecked || count === 0 || !names[slots[count - 1]].startsWith("...");
}

type Entered = EntryPoint & Partial<ClosureEntry>;

function callingValue(
  { is, callee, values, isChecked }: Extract<GroupEnd, { isChecked: boolean }>,
  place: GroupPlace,
  push: Pushing | undefined,
  back: number,
): Step {
  const read = evaluating(callee, place.variables);
  const found = values.map((value) => evaluating(value, place.variables));
  const { lastAddress: address } = place;
  const isTail = is === "value tail call";
  let known: Entered | undefined;
  const pass = (process: Process, slots: Slots): (Value | undefined)[] | undefined => {
    const called = read(process, slots);
    const isClosure = called instanceof Closure;
    if (!isClosure && !(called instanceof FunctionValue)) return undefined;
    const entry = called.entry as Entered;
    if (entry !== known) {
      if (!isPlainEntry(entry, found.length, isChecked)) return undefined;
      known = entry;
    }
    const made: (Value | undefined)[] = room(entry.layout.names.length);
    if (isClosure) {
      const { capturedSlots } = entry as ClosureEntry;
      for (let i = 0; i < capturedSlots.length; i++) made[capturedSlots[i]] = called.captured.values[i];
    }
    // With equal names the first argument is the one that is left.
    for (let i = found.length - 1; i >= 0; i--) {
      const value = found[i](process, slots);
      if (value === undefined) return undefined;
      made[entry.slots[i]] = value;
    }
    return made;
  };
  return (process) => {
    const { frame } = process;
    if (isTail ? !mayReplace(process, frame) : frame.depth >= process.maxFrames) return SIGNAL.undone;
    const slots = pass(process, frame.slots);
    if (slots === undefined || (push !== undefined && !push(process, frame.slots))) return SIGNAL.undone;
    const { layout, start } = known as Entered;
    const { parent, depth, callAddress, returnAddress } = frame;
    process.frame = isTail
      ? new Frame(parent, depth, layout, start, callAddress, returnAddress, slots)
      : new Frame(frame, depth + 1, layout, start, address, back, slots);
    return start;
  };
}

/** Whether a call may take the place of a frame, with nothing else to be done. */
function mayReplace({ handlers }: Process, frame: Frame): boolean {
  return returns(frame) && (handlers === null || handlers.depth < frame.depth);
}
