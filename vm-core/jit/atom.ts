/**
 * Values while code is generated: how the text names them, and what is known of their types.
 *
 * Invariant: a text is a name or a literal, so using it twice computes nothing twice.
 */
import type { Value } from "../value/value.ts";
import { FLOAT, LIST, REST, typeOf } from "./types.ts";

export interface Atom {
  readonly text: string;
  /** If it is `FLOAT` and nothing else, the text is a JavaScript number. */
  readonly type: number;
  /** The value of a comparison as a JavaScript condition; `text` has no meaning then. */
  readonly condition?: string;
  /** An object that nothing else holds: it was just made, or is owned. */
  readonly isNew?: boolean;
  /** The value itself, where it is known. */
  readonly constant?: Value;
  /** Of a list, the name of a number: that many of its first items are not the value's. */
  readonly offset?: string;
  /** The rest of the list that a variable has, by its slot, which is stored there next. */
  readonly restOf?: number;
}

/** As the interpreter has it. */
export function boxed({ text, type, offset }: Atom): string {
  if (offset !== undefined) return withoutFirst(text, offset);
  return type === FLOAT ? `new Float(${text})` : text;
}

/** A list without some of its first items. */
export function withoutFirst(list: string, count: string): string {
  return `${list}.slice(${count}, ${list}.length)`;
}

/** What the frame has of a variable, by its slot. */
export function boxedVariable(slot: number, type: number | undefined): string {
  if (type === FLOAT) return `new Float(w${slot})`;
  return isRest(type) ? withoutFirst(`v${slot}`, `o${slot}`) : `v${slot}`;
}

/** Whether a variable of a type is held as a list and the number of items that it is without. */
export function isRest(type: number | undefined): boolean {
  return type === (LIST | REST);
}

/** The name of a variable of the frame, by its slot. */
export function variableName(slot: number, type: number): string {
  return type === FLOAT ? `w${slot}` : `v${slot}`;
}

/** The name of a place of the stack between blocks. */
export function placeName(index: number, type: number): string {
  return type === FLOAT ? `d${index}` : `s${index}`;
}

/** A JavaScript number as a literal. */
export function numberLiteral(value: number): string {
  return Object.is(value, -0) ? "-0" : String(value);
}

/** What is known at a place: types of the values on the stack and of variables by slot. */
export interface Known {
  readonly stack: readonly number[];
  readonly variables: ReadonlyMap<number, number>;
}

/** What holds at a place that is reached in both ways; the first one if that is all of it. */
export function joined(a: Known, b: Known): Known {
  const stack = a.stack.map((type, index) => type | b.stack[index]);
  const variables = new Map<number, number>();
  for (const [slot, type] of a.variables) {
    const both = type | (b.variables.get(slot) as number);
    // What may be anything but a list is what the interpreter has.
    variables.set(slot, isRest(both) ? both : both & ~REST);
  }
  const isSame =
    stack.every((type, index) => type === a.stack[index]) &&
    [...variables].every(([slot, type]) => a.variables.get(slot) === type);
  return isSame ? a : { stack, variables };
}

export function atomOf(value: Value, literal: (value: Value) => string): Atom {
  return { text: literal(value), type: typeOf(value), constant: value };
}

/** A statement that pushes values, the last one topmost. */
export function pushing(target: string, stack: readonly Atom[]): string {
  return stack.length === 0 ? "" : `${target}.push(${stack.map(boxed).join(", ")});`;
}
