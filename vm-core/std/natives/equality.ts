/**
 * Equality of any two values, as the library's functions see it.
 *
 * Scalars are equal as `EQ` says; values of different types are not equal, where `EQ` faults. Lists and
 * objects are equal by their contents, whatever the order of an object's fields.
 * Invariant: no recursion over nesting.
 */
import { Bytes, Handle } from "../../value/bytes.ts";
import { Closure } from "../../value/callable.ts";
import { Cell } from "../../value/cell.ts";
import { Compared } from "../../value/compared.ts";
import { List } from "../../value/list.ts";
import { ObjectValue } from "../../value/object.ts";
import { equal } from "../../value/operators.ts";
import type { Value } from "../../value/value.ts";

/** Two values that are still to be compared. */
type Pair = readonly [Value, Value];

/** As `equalValues`, but a value that changes is the same as itself only. */
export function sameValues(a: Value, b: Value): boolean {
  return a instanceof Cell || b instanceof Cell ? a === b : equalValues(a, b);
}

export function equalValues(a: Value, b: Value): boolean {
  // Most comparisons are of names and numbers, which need no list of what is still to be compared.
  if (a === b) return true;
  if (typeof a !== "object" && typeof b !== "object") return equal(a, b) === true;
  const pending: Pair[] = [[a, b]];
  const compared = new Compared();
  for (let pair = pending.pop(); pair !== undefined; pair = pending.pop()) {
    if (!equalPair(pair[0], pair[1], pending, compared)) return false;
  }
  return true;
}

/** Compares two values; what depends on their parts goes to `pending`. */
function equalPair(a: Value, b: Value, pending: Pair[], compared: Compared): boolean {
  if (a instanceof List && b instanceof List) {
    if (a === b) return true;
    if (a.length !== b.length) return false;
    if (!compared.isNew(a, b)) return true;
    for (let i = 0; i < a.length; i++) pending.push([a.at(i), b.at(i)]);
    return true;
  }
  if (a instanceof ObjectValue && b instanceof ObjectValue) return equalFields(a, b, pending, compared);
  if (a instanceof Bytes && b instanceof Bytes) {
    return a.data.length === b.data.length && a.data.every((byte, i) => byte === b.data[i]);
  }
  if (a instanceof Cell && b instanceof Cell) {
    if (a !== b && compared.isNew(a, b)) pending.push([a.value, b.value]);
    return true;
  }
  if (a instanceof Handle && b instanceof Handle) return a.kind === b.kind && a.id === b.id;
  if (a instanceof Closure && b instanceof Closure) {
    const sameCode = a.address === b.address && a.parameters.join("\0") === b.parameters.join("\0");
    return sameCode && equalFields(a.captured, b.captured, pending, compared);
  }
  // Not by EQ itself: the text of its fault would show both values in full.
  return a === b || equal(a, b) === true;
}

function equalFields(a: ObjectValue, b: ObjectValue, pending: Pair[], compared: Compared): boolean {
  if (a === b) return true;
  if (a.size !== b.size) return false;
  if (!compared.isNew(a, b)) return true;
  for (const [key, value] of a.entries()) {
    const other = b.get(key);
    if (other === undefined) return false;
    pending.push([value, other]);
  }
  return true;
}
