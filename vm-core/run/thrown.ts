/** A value that THROW raises: a fault of kind `Thrown` that remembers what was thrown. */
import { Fault } from "../value/callable.ts";
import { debug, displayCut, LONGEST_SHOWN } from "../value/display.ts";
import { List } from "../value/list.ts";
import { ObjectValue } from "../value/object.ts";
import type { Value } from "../value/value.ts";

export class Thrown extends Fault {
  /** The value is a text, or an error with a message. */
  readonly hasOwnText: boolean;

  constructor(readonly value: Value) {
    const text = typeof value === "string" ? value : errorText(value);
    super("Thrown", text ?? `Thrown value: ${debug(value)}`);
    this.hasOwnText = text !== undefined;
  }
}

/** The text of an object that is an error: its message, and the values that it is about. */
function errorText(value: Value): string | undefined {
  if (!(value instanceof ObjectValue) || value.get("type") !== "error") return undefined;
  const message = value.get("message");
  const irritants = value.get("irritants");
  if (typeof message !== "string" || !(irritants instanceof List)) return undefined;
  let text = message;
  for (let i = 0; i < irritants.length && text.length <= LONGEST_SHOWN; i++) {
    text += ` ${displayCut(irritants.at(i))}`;
  }
  return text;
}
