/** Types by name, and conversions between them. */

import { Bytes, Handle } from "./bytes.ts";
import { Closure, ExceptionValue, type Fault, FunctionValue, wrongValues } from "./callable.ts";
import { Cell } from "./cell.ts";
import { display, displaying, quoted, writtenAtOnce } from "./display.ts";
import { effort } from "./effort.ts";
import { isInt, normalInt, parseFloat64, parseInt64 } from "./int.ts";
import { List } from "./list.ts";
import { portionsWithinMemory } from "./memory-limit.ts";
import { isFalsy, mismatch } from "./operators.ts";
import { SymbolValue } from "./symbol.ts";
import { Float, type Value } from "./value.ts";
import { begun } from "./work.ts";

/** One character in so many counts as effort where the engine reads a number. */
const PARSING_SHIFT = 4;

export type TypeName =
  | "int"
  | "float"
  | "string"
  | "bool"
  | "null"
  | "list"
  | "object"
  | "bytes"
  | "connection"
  | "stream"
  | "future"
  | "function"
  | "closure"
  | "exception"
  | "cell"
  | "symbol";

export function typeOf(value: Value): TypeName {
  if (value === null) return "null";
  if (isInt(value)) return "int";
  if (typeof value === "string") return "string";
  if (typeof value === "boolean") return "bool";
  if (value instanceof Float) return "float";
  if (value instanceof List) return "list";
  if (value instanceof Bytes) return "bytes";
  if (value instanceof Handle) return value.kind;
  if (value instanceof FunctionValue) return "function";
  if (value instanceof Closure) return "closure";
  if (value instanceof ExceptionValue) return "exception";
  if (value instanceof Cell) return "cell";
  if (value instanceof SymbolValue) return "symbol";
  return "object";
}

/** The display form; of an exception, its message. */
export function toStr(value: Value): Value | Fault {
  return writtenAtOnce(value) ?? begun(portionsWithinMemory(displaying(value)));
}

export function toInt(value: Value): Value | Fault {
  if (isInt(value)) return value;
  if (typeof value === "boolean") return value ? 1 : 0;
  if (value instanceof Float) {
    const whole = Math.trunc(value.value);
    if (Number.isSafeInteger(whole)) return whole + 0;
    if (Math.abs(whole) <= 2 ** 63 && whole !== 2 ** 63) return normalInt(BigInt(whole));
    return wrongValues("TO_INT", `${display(value)} does not fit 64 bits`);
  }
  if (typeof value === "string") {
    effort.spent += value.length >> PARSING_SHIFT;
    const parsed = parseInt64(value.trim());
    return parsed ?? wrongValues("TO_INT", `${quoted(value)} is no integer`);
  }
  return mismatch("TO_INT", "a number, bool or string", value);
}

export function toFloat(value: Value): Value | Fault {
  if (value instanceof Float) return value;
  if (isInt(value)) return new Float(Number(value));
  if (typeof value === "boolean") return new Float(value ? 1 : 0);
  if (typeof value === "string") {
    effort.spent += value.length >> PARSING_SHIFT;
    const parsed = parseFloat64(value.trim());
    return parsed === undefined
      ? wrongValues("TO_FLOAT", `${quoted(value)} is no number`)
      : new Float(parsed);
  }
  return mismatch("TO_FLOAT", "a number, bool or string", value);
}

export function toBool(value: Value): boolean {
  return !isFalsy(value);
}
