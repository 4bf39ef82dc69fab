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
import type { Compared } from "../../value/compared.ts";
import { comparing } from "../../value/comparison.ts";
import { equal } from "../../value/operators.ts";
import type { Value } from "../../value/value.ts";
import type { Portions } from "../../value/work.ts";

export function* equalValues(a: Value, b: Value): Portions<boolean> {
  return equalAtOnce(a, b) ?? (yield* comparing(a, b, equalParts));
}

/** Whether two values are equal; undefined where what they hold is to be compared. */
export function equalAtOnce(a: Value, b: Value): boolean | undefined {
  if (a === b) return true;
  // Most comparisons are of names and numbers.
  return typeof a !== "object" || typeof b !== "object" ? equal(a, b) === true : undefined;
}

/** Decides a pair that is neither two lists nor two objects. */
function equalParts(a: Value, b: Value, compared: Compared): boolean | readonly [Value, Value] {
  if (a instanceof Bytes && b instanceof Bytes) return equalBytes(a.data, b.data);
  if (a instanceof Cell && b instanceof Cell) {
    return a === b || !compared.isNew(a, b) || [a.value, b.value];
  }
  if (a instanceof Handle && b instanceof Handle) return a.kind === b.kind && a.id === b.id;
  if (a instanceof Closure && b instanceof Closure) {
    if (a.address !== b.address || a.parameters.join("\0") !== b.parameters.join("\0")) return false;
    return [a.captured, b.captured];
  }
  // Not by EQ itself: the text of its fault would show both values in full.
  return a === b || equal(a, b) === true;
}

function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
