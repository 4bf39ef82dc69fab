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
import { Writer } from "./memory-limit.ts";
import { ObjectValue } from "./object.ts";
import { Float, type Value } from "./value.ts";
import { finished, type Portions } from "./work.ts";
import { type Enclosing, FieldsForm, type Form, ListForm, writing } from "./write.ts";

/** Throws a RangeError when it is too long to hold: see `textWithinMemory`. */
export function writeJson(value: Value): string | Fault {
  return finished(writingJson(value));
}

/** As `writeJson`, in portions. */
export function* writingJson(value: Value): Portions<string | Fault> {
  const writer = new Writer();
  const fault = yield* writing(value, formOf, writer);
  return fault ?? writer.finish();
}

function formOf(value: Value): Form {
  if (value === null) return "null";
  if (typeof value === "string") return value.length > LONG ? new LongString(value) : JSON.stringify(value);
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

/** Characters of a string that are written at once. */
const LONG = 2 ** 14;

/** A string that is written piece by piece. */
class LongString implements Enclosing {
  readonly begin = '"';
  readonly end = '"';
  readonly length: number;

  constructor(private readonly text: string) {
    this.length = Math.ceil(text.length / LONG);
  }

  before(index: number): string {
    const from = this.boundary(index * LONG);
    return JSON.stringify(this.text.slice(from, this.boundary((index + 1) * LONG))).slice(1, -1);
  }

  /** An offset that is not between the halves of a character. */
  private boundary(offset: number): number {
    const unit = this.text.charCodeAt(offset);
    return unit >= 0xdc00 && unit <= 0xdfff ? offset + 1 : offset;
  }
}

function unwritable(what: string): Fault {
  return wrongValues("JSON_STRINGIFY", `JSON has no form for ${what}`);
}
