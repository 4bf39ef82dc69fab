/** A value that THROW raises: a fault of kind `Thrown` that remembers what was thrown. */
import { Fault } from "../value/callable.ts";
import { debug } from "../value/display.ts";
import type { Value } from "../value/value.ts";

export class Thrown extends Fault {
  constructor(readonly value: Value) {
    super("Thrown", typeof value === "string" ? value : `Thrown value: ${debug(value)}`);
  }
}
