/** The natural order of numbers and of strings. */
import { compareStrings } from "../../value/compare.ts";
import type { Value } from "../../value/value.ts";
import { comparable, isNumeric } from "./arguments.ts";

/** −1, 0 or 1, with NaN after every other number; undefined where there is no order. */
export function naturalOrder(a: Value, b: Value): -1 | 0 | 1 | undefined {
  if (typeof a === "string" && typeof b === "string") return compareStrings(a, b);
  if (!isNumeric(a) || !isNumeric(b)) return undefined;
  const x = comparable(a);
  const y = comparable(b);
  if (x < y) return -1;
  if (x > y) return 1;
  const xIsNaN = Number.isNaN(x);
  return xIsNaN === Number.isNaN(y) ? 0 : xIsNaN ? 1 : -1;
}
