/** How a language writes values, and expressions for their parts. */
import { writeLisp } from "../lisp/index.ts";
import type { Closure, FunctionValue } from "../value/callable.ts";
import { Cell } from "../value/cell.ts";
import { fieldValue } from "../value/cell-contents.ts";
import { display, quoted } from "../value/display.ts";
import type { Value } from "../value/value.ts";
import { isPlainName } from "./expression.ts";
import { preview } from "./preview.ts";

/** Of a value's text, so much is shown when nothing else is asked for. */
const LIMIT = 200;

export interface Notation {
  write(value: Value, limit?: number): string;
  /** In full, to be copied. */
  writeAll(value: Value): string;
  /** The value to show in its place: what a cell holds, in a language that has no cells. */
  shown(value: Value): Value;
  variable(name: string): string;
  item(list: string, index: number): string;
  field(object: string, key: string): string;
}

export const ASSEMBLY: Notation = {
  write: preview,
  writeAll: display,
  shown: (value) => value,
  variable: (name) => (isPlainName(name) ? name : `\`${name}\``),
  item: (list, index) => `${list}[${index}]`,
  field: (object, key) => object + (isPlainName(key) ? `.${key}` : `[${quoted(key)}]`),
};

export function lispNotation(nameOf: (value: FunctionValue | Closure) => string | undefined): Notation {
  return {
    write: (value, limit = LIMIT) => writeLisp(value, { limit, nameOf }),
    writeAll: (value) => (typeof value === "string" ? value : writeLisp(value, { nameOf })),
    shown: (value) => (value instanceof Cell ? fieldValue(value) : value),
    variable: (name) => name,
    item: (list, index) => `(nth ${list} ${index})`,
    field: (object, key) => `(get ${object} ${writeLisp(key)})`,
  };
}
