/**
 * Writes JSON (RFC 8259), without blanks.
 *
 * Invariant: no recursion over nesting. What is written reads back as the same value: a Float keeps a point
 * or an exponent.
 */
import { type Fault, wrongValues } from "./callable.ts";
import { typeOf } from "./convert.ts";
import { debugFloat, displayFloat } from "./display.ts";
import { List } from "./list.ts";
import { TextWriter } from "./memory-limit.ts";
import { ObjectValue } from "./object.ts";
import { Float, type Value } from "./value.ts";
import { finished, type Portions } from "./work.ts";
import { FieldsForm, ListForm, LONG, LongString, type WrittenForm, writing } from "./write.ts";

/** Throws a RangeError when it is too long to hold: see `textWithinMemory`. */
export function writeJson(value: Value): string | Fault {
  return finished(writingJson(value));
}

/** As `writeJson`, in portions. */
export function* writingJson(value: Value): Portions<string | Fault> {
  const writer = new TextWriter();
  const fault = yield* writing(value, formOf, writer);
  return fault ?? writer.finish();
}

function formOf(value: Value): WrittenForm {
  if (value === null) return "null";
  if (typeof value === "string")
    return value.length > LONG ? new LongString(value, JSON.stringify) : JSON.stringify(value);
  if (typeof value !== "object") return String(value);
  if (value instanceof Float) {
    return Number.isFinite(value.value) ? debugFloat(value.value) : unwritable(displayFloat(value.value));
  }
  if (value instanceof List) return new ListForm(value, ",", "[", "]");
  if (value instanceof ObjectValue) return new FieldsForm(value, ",", head, "{", "}");
  return unwritable(`a value of type ${typeOf(value)}`);
}

function head(key: string): string {
  return `${JSON.stringify(key)}:`;
}

function unwritable(what: string): Fault {
  return wrongValues("JSON_STRINGIFY", `JSON has no form for ${what}`);
}
