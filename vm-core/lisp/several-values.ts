/** Several values at once, as `values` of the library makes them. */
import { List } from "../value/list.ts";
import { ObjectValue } from "../value/object.ts";
import type { Value } from "../value/value.ts";

/** The field of the object that holds them: no field that a program has by chance. */
const FIELD = "several values";

/** The values; undefined for one value. */
export function severalValues(value: Value): readonly Value[] | undefined {
  const values = value instanceof ObjectValue && value.size === 1 ? value.get(FIELD) : undefined;
  return values instanceof List ? values.toArray() : undefined;
}
