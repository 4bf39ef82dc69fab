/**
 * What is known about a value before the program runs: its kind, and the value itself where that is known.
 *
 * Invariant: a lattice of height three (constant, kind, anything), so that every iteration over it ends.
 */
import { isInt } from "../value/int.ts";
import { Float, type Value } from "../value/value.ts";

export type Kind =
  | "any"
  | "int"
  | "float"
  | "string"
  | "bool"
  | "null"
  | "list"
  | "object"
  | "exception"
  /** A function or a closure. */
  | "callable";

export interface AbstractValue {
  readonly kind: Kind;
  /** Undefined when it is not known. */
  readonly constant?: Value;
}

const KINDS: readonly Kind[] = [
  "any",
  "int",
  "float",
  "string",
  "bool",
  "null",
  "list",
  "object",
  "exception",
  "callable",
];

/** For each kind, the value of which no more is known. */
export const SOME = Object.fromEntries(KINDS.map((kind) => [kind, { kind }])) as Readonly<
  Record<Kind, AbstractValue>
>;

/** A constant that an instruction can push. */
export function known(constant: Value): AbstractValue {
  return { kind: kindOf(constant), constant };
}

function kindOf(value: Value): Kind {
  if (value === null) return "null";
  if (typeof value === "string") return "string";
  if (typeof value === "boolean") return "bool";
  if (isInt(value)) return "int";
  return value instanceof Float ? "float" : "any";
}

/** What holds for both. */
export function join(a: AbstractValue, b: AbstractValue): AbstractValue {
  if (a === b) return a;
  if (a.kind !== b.kind) return SOME.any;
  if (a.constant === undefined || b.constant === undefined) return SOME[a.kind];
  return sameConstant(a.constant, b.constant) ? a : SOME[a.kind];
}

/** True for constants that no instruction can tell apart; −0.0 and 0.0 are two, NaN is one. */
export function sameConstant(a: Value, b: Value): boolean {
  return a instanceof Float && b instanceof Float ? Object.is(a.value, b.value) : Object.is(a, b);
}
