/**
 * Values while code is generated: how the text names them, and what is known of their types.
 *
 * Invariant: a text is a name or a literal, so using it twice computes nothing twice.
 */
import { highHalf, lowHalf } from "../value/halves.ts";
import { isInt } from "../value/int.ts";
import type { Shape } from "../value/object.ts";
import type { Value } from "../value/value.ts";
import { BOOLEAN, either, FLOAT, INT, LIST, LONG, NULL, REST, typeOf } from "./types.ts";

/** The fields of a small object: texts that last while the block does. */
export interface Fields {
  readonly shape: Shape;
  readonly values: readonly string[];
}

export interface Atom {
  readonly text: string;
  /** If it is `FLOAT` and nothing else, the text is a JavaScript number. */
  readonly type: number;
  /** The value of a comparison as a JavaScript condition; `text` has no meaning then. */
  readonly condition?: string;
  /** Of the name of a type that is compared next, and has no text: the value whose type it names. */
  readonly tested?: Atom;
  /** An object that nothing else holds: it was just made, or is owned. */
  readonly isNew?: boolean;
  /** Of an object that was made just now, what it has. */
  readonly fields?: Fields;
  /** It is a cell. */
  readonly isCell?: boolean;
  /** The value itself, where it is known. */
  readonly constant?: Value;
  /** Of a list, the name of a number: that many of its first items are not the value's. */
  readonly offset?: string;
  /** If the type is `LONG`, the upper half of the value, where the text is the lower one. */
  readonly high?: string;
  /** If the type is `LONG`, a name for the value, where there is one. */
  readonly whole?: string;
  /** The rest of the list that a variable has, by its slot, which is stored there next. */
  readonly restOf?: number;
}

/** As the interpreter has it. */
export function boxed({ text, type, offset, high, whole }: Atom): string {
  if (offset !== undefined) return withoutFirst(text, offset);
  if (type === LONG) return whole ?? `ofHalves(${high}, ${text})`;
  return type === FLOAT ? `new Float(${text})` : text;
}

/** A list without some of its first items. */
export function withoutFirst(list: string, count: string): string {
  return `${list}.slice(${count}, ${list}.length)`;
}

/** What the frame has of a variable, by its slot. */
export function boxedVariable(slot: number, type: number | undefined): string {
  if (type === FLOAT) return `new Float(w${slot})`;
  if (type === LONG) return `ofHalves(h${slot}, l${slot})`;
  return isRest(type) ? withoutFirst(`v${slot}`, `o${slot}`) : `v${slot}`;
}

/** Whether a variable of a type is held as a list and the number of items that it is without. */
export function isRest(type: number | undefined): boolean {
  return type === (LIST | REST);
}

/** The name of a variable of the frame, by its slot. */
export function variableName(slot: number, type: number): string {
  return type === LONG ? `l${slot}` : type === FLOAT ? `w${slot}` : `v${slot}`;
}

/** A variable of the frame, by its slot. */
export function variableAtom(slot: number, type: number): Atom {
  const text = variableName(slot, type);
  return type === LONG ? { text, type, high: `h${slot}` } : { text, type };
}

/** The name of a place of the stack between blocks. */
export function placeName(index: number, type: number): string {
  return type === LONG ? `q${index}` : type === FLOAT ? `d${index}` : `s${index}`;
}

/** A place of the stack between blocks. */
export function placeAtom(index: number, type: number): Atom {
  const text = placeName(index, type);
  return type === LONG ? { text, type, high: `p${index}` } : { text, type };
}

/** The halves of an Int that is one to generated code: a number, or halves already. */
export function halvesOf({ text, type, high, constant }: Atom): { high: string; low: string } | undefined {
  if (isInt(constant)) return { high: String(highHalf(constant)), low: String(lowHalf(constant)) };
  if (type === LONG) return { high: high as string, low: text };
  return type === INT ? { high: `Math.floor(${text} / 4294967296)`, low: `${text} | 0` } : undefined;
}

/** That a name gets a value, which may be made of others. */
export interface Assignment {
  readonly name: string;
  readonly text: string;
  readonly sources: readonly string[];
}

/** What gives a variable or a place, as it has values, another one. */
export function assignments(to: Atom, from: Atom): readonly Assignment[] {
  const sources = from.high === undefined ? [from.text] : [from.text, from.high];
  if (to.type !== LONG) {
    const text = to.type === FLOAT ? from.text : boxed(from);
    return text === to.text ? [] : [{ name: to.text, text, sources }];
  }
  // Until what is known at blocks has grown as far as it does, what comes may still be anything.
  const { high, low } = halvesOf(from) ?? { high: `highHalf(${from.text})`, low: `lowHalf(${from.text})` };
  if (low === to.text) return [];
  return [
    { name: to.text, text: low, sources },
    { name: to.high as string, text: high, sources },
  ];
}

/** A JavaScript number as a literal. */
export function numberLiteral(value: number): string {
  return Object.is(value, -0) ? "-0" : String(value);
}

/** What is known at a place: types of the values on the stack and of variables by slot. */
export interface KnownTypes {
  readonly stack: readonly number[];
  readonly variables: ReadonlyMap<number, number>;
}

/** What holds at a place that is reached in both ways; the first one if that is all of it. */
export function joined(a: KnownTypes, b: KnownTypes): KnownTypes {
  const stack = a.stack.map((type, index) => either(type, b.stack[index]));
  const variables = new Map<number, number>();
  for (const [slot, type] of a.variables) {
    const both = either(type, b.variables.get(slot) as number);
    // What may be anything but a list is what the interpreter has.
    variables.set(slot, isRest(both) ? both : both & ~REST);
  }
  const isSame =
    stack.every((type, index) => type === a.stack[index]) &&
    [...variables].every(([slot, type]) => a.variables.get(slot) === type);
  return isSame ? a : { stack, variables };
}

export function atomOf(value: Value, literal: (value: Value) => string): Atom {
  if (typeof value !== "bigint") return { text: literal(value), type: typeOf(value), constant: value };
  const [high, text] = [highHalf(value), lowHalf(value)].map(String);
  return { text, high, whole: literal(value), type: LONG, constant: value };
}

/** A statement that pushes values, the last one topmost. */
export function pushing(target: string, stack: readonly Atom[]): string {
  return stack.length === 0 ? "" : `${target}.push(${stack.map(boxed).join(", ")});`;
}

/** A JavaScript condition that holds for 0, false and null. */
export function falsyText({ text, type, high }: Atom): string {
  if (type === LONG) return `(${high} | ${text}) === 0`;
  const tests: string[] = [];
  if ((type & INT) !== 0) tests.push(`${text} === 0`);
  if ((type & BOOLEAN) !== 0) tests.push(`${text} === false`);
  if ((type & NULL) !== 0) tests.push(`${text} === null`);
  return type === FLOAT || tests.length === 0 ? "false" : tests.join(" || ");
}
