/**
 * Writes JSON (RFC 8259), without blanks.
 *
 * Invariant: no recursion over nesting. What is written reads back as the same value: a Float keeps a point
 * or an exponent.
 */
import { Fault, wrongValues } from "./callable.ts";
import { typeOf } from "./convert.ts";
import { debugFloat, displayFloat } from "./display.ts";
import { List } from "./list.ts";
import { Writer } from "./memory-limit.ts";
import { ObjectValue } from "./object.ts";
import { Float, type Value } from "./value.ts";

/** Text that is final, or a value that is still to be written. */
type Piece = string | { readonly value: Value };

/** Throws a RangeError when it is too long to hold: see `textWithinMemory`. */
export function writeJson(value: Value): string | Fault {
  const writer = new Writer();
  const pending: Piece[] = [{ value }];
  for (let piece = pending.pop(); piece !== undefined; piece = pending.pop()) {
    if (typeof piece === "string") {
      writer.add(piece);
      continue;
    }
    const part = partOf(piece.value);
    if (part instanceof Fault) return part;
    if (typeof part === "string") writer.add(part);
    else for (let i = part.length - 1; i >= 0; i--) pending.push(part[i]);
  }
  return writer.finish();
}

function partOf(value: Value): string | Piece[] | Fault {
  if (value === null) return "null";
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value !== "object") return String(value);
  if (value instanceof Float) {
    return Number.isFinite(value.value) ? debugFloat(value.value) : unwritable(displayFloat(value.value));
  }
  if (value instanceof List) return itemsOf(value);
  if (value instanceof ObjectValue) return fieldsOf(value);
  return unwritable(`a value of type ${typeOf(value)}`);
}

function itemsOf(list: List): Piece[] {
  const pieces: Piece[] = ["["];
  for (const value of list) {
    if (pieces.length > 1) pieces.push(",");
    pieces.push({ value });
  }
  pieces.push("]");
  return pieces;
}

function fieldsOf(object: ObjectValue): Piece[] {
  const pieces: Piece[] = [];
  for (const [key, value] of object.entries()) {
    pieces.push(`${pieces.length === 0 ? "{" : ","}${JSON.stringify(key)}:`, { value });
  }
  if (pieces.length === 0) return ["{}"];
  pieces.push("}");
  return pieces;
}

function unwritable(what: string): Fault {
  return wrongValues("JSON_STRINGIFY", `JSON has no form for ${what}`);
}
