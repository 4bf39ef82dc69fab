/**
 * Writes closures: what they capture, and how they are made.
 *
 * The variables that a closure captures are captured by instructions of their own in front of the one that makes it. Where all
 * of these are in one block the set of captured variables is made at once; else it is with the process meanwhile.
 *
 * Invariant: nothing fails between the first instruction of such a row and its last one.
 */
import { sourceAddressOf } from "../program/program.ts";
import { closureEntry } from "../run/calls.ts";
import type { EntryPoint } from "../run/frame.ts";
import type { Process } from "../run/process.ts";
import { BYTES } from "../run/sizes.ts";
import { Closure, type Entry } from "../value/callable.ts";
import { ObjectValue } from "../value/object.ts";
import type { Value } from "../value/value.ts";
import type { Act } from "./acts.ts";
import { boxed } from "./atom.ts";
import { CALLABLE } from "./types.ts";
import type { Writing } from "./writing.ts";

type MakeAct = Act & { readonly kind: "make-closure" };

/** Captures a variable; `acts` are those of the block from this one on. */
export function writeCapture(writer: Writing, name: string, acts: readonly Act[]): void {
  if (writer.captured !== undefined) return;
  // From now on closures hold what variables have.
  writer.line(writer.unit.disowning());
  const names = rowOf(acts);
  const set = names === undefined ? undefined : setOf(names);
  if (names === undefined || set === undefined) {
    const value = boxed(writer.load(name));
    writer.line(`P.pending = P.pending.with(${JSON.stringify(name)}, ${value});`);
    return;
  }
  const values = names.map((each) => writer.load(each));
  writer.line(`if (P.pending !== ${writer.constant(ObjectValue.EMPTY)}) ${writer.bail("instruction")}`);
  writer.captured = { values, set };
}

/** The different names that are captured up to where the closure is made, if that is in the block. */
function rowOf(acts: readonly Act[]): readonly string[] | undefined {
  const names: string[] = [];
  for (const act of acts) {
    if (act.kind === "make-closure") return names;
    if (act.kind !== "capture" || names.includes(act.name)) return undefined;
    names.push(act.name);
  }
  return undefined;
}

/** A set of variables of these names; undefined where sets of so many have no shape. */
function setOf(names: readonly string[]): ObjectValue | undefined {
  const set = ObjectValue.from(names.map((name) => [name, null]));
  return set.isTable ? undefined : set;
}

/** Makes a closure. */
export function writeClosure(writer: Writing, { target, parameters }: MakeAct): void {
  const { unit, captured } = writer;
  writer.captured = undefined;
  const { base, sourceBase, program, layoutAt } = unit.module;
  const layout = layoutAt(target);
  const slots = parameters.map((name) => layout.slotOf(name) as number);
  const entry = { start: base + target, layout, slots };
  const address = sourceBase + sourceAddressOf(program, target);
  const maker = writer.constant(new ClosureMaker(entry, parameters, address, captured?.set));
  const text =
    captured === undefined
      ? writer.temporary(`${maker}.take(P)`)
      : writer.temporary(`${maker}.make(${captured.values.map(boxed).join(", ")})`);
  const closure = { text, type: CALLABLE };
  const bytes = BYTES.closure + BYTES.object;
  writer.growth(String(bytes), closure, bytes);
  writer.stack.push(closure);
}

/** Makes the closures of one place. */
class ClosureMaker {
  private shape: ObjectValue["shape"];
  private made: Entry;

  constructor(
    private readonly entry: EntryPoint,
    private readonly parameters: readonly string[],
    private readonly address: number,
    set = ObjectValue.EMPTY,
  ) {
    this.shape = set.shape;
    this.made = closureEntry(entry, set);
  }

  /** With the values of the variables that its set has: an array as those of other sets, see `rowOf`. */
  make(...values: Value[]): Closure {
    return new Closure(this.address, this.parameters, ObjectValue.ofShape(this.shape, values), this.made);
  }

  /** With what the process has captured. */
  take(process: Process): Closure {
    const captured = process.pending;
    if (captured.shape !== this.shape || captured.isTable) {
      this.shape = captured.shape;
      this.made = closureEntry(this.entry, captured);
    }
    process.pending = ObjectValue.EMPTY;
    return new Closure(this.address, this.parameters, captured, this.made);
  }
}
