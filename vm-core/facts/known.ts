/**
 * What is known about a value: the types that it may have, and the value or the function where those are known.
 *
 * Invariant: a lattice of finite height (a type is only ever added, a constant only ever lost), so that every
 * iteration over it ends.
 */
import { isInt } from "../value/int.ts";
import { ANY_TYPE, TYPE } from "../value/type-set.ts";
import { Float, type Value } from "../value/value.ts";

/** Where a function value starts, and how many arguments it takes. */
export interface FunctionFact {
  readonly target: number;
  readonly parameters: readonly string[];
}

export interface Known {
  readonly types: number;
  /** Undefined when it is not known. */
  readonly constant?: Value;
  readonly callee?: FunctionFact;
}

export const ANYTHING: Known = { types: ANY_TYPE };

/** For each set of types, the value of which no more is known. */
const OF_TYPES = new Map<number, Known>();

export function ofTypes(types: number): Known {
  let known = OF_TYPES.get(types);
  if (known === undefined) OF_TYPES.set(types, (known = { types }));
  return known;
}

/** Constants that are followed; a long text is only a text. */
const LONGEST_TEXT = 256;

export function constant(value: Value): Known {
  const types = typeOfConstant(value);
  if (typeof value === "string" && value.length > LONGEST_TEXT) return ofTypes(types);
  return types === ANY_TYPE ? ANYTHING : { types, constant: value };
}

function typeOfConstant(value: Value): number {
  if (value === null) return TYPE.null;
  if (typeof value === "string") return TYPE.string;
  if (typeof value === "boolean") return TYPE.bool;
  if (isInt(value)) return TYPE.int;
  return value instanceof Float ? TYPE.float : ANY_TYPE;
}

/** What holds for both; `a` itself when it says no more than `b`. */
export function join(a: Known, b: Known): Known {
  if (a === b || sameKnown(a, b)) return a;
  const types = a.types | b.types;
  const callee = sameCallee(a.callee, b.callee) ? a.callee : undefined;
  if (types === a.types && a.constant === undefined && a.callee === callee) return a;
  return callee === undefined ? ofTypes(types) : { types, callee };
}

/** Whether both say the same; of functions also where these start. */
export function sameKnown(a: Known, b: Known): boolean {
  if (a.types !== b.types || !sameCallee(a.callee, b.callee)) return false;
  if (a.constant === undefined || b.constant === undefined) return a.constant === b.constant;
  return sameConstant(a.constant, b.constant);
}

/** True for constants that no instruction can tell apart; −0.0 and 0.0 are two, NaN is one. */
export function sameConstant(a: Value, b: Value): boolean {
  return a instanceof Float && b instanceof Float ? Object.is(a.value, b.value) : Object.is(a, b);
}

function sameCallee(a: FunctionFact | undefined, b: FunctionFact | undefined): boolean {
  if (a === b) return true;
  if (a === undefined || b === undefined || a.target !== b.target) return false;
  const [own, theirs] = [a.parameters, b.parameters];
  return own === theirs || (own.length === theirs.length && own.every((name, i) => name === theirs[i]));
}
