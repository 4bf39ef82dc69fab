/**
 * Tests of types in generated code: the name of a type that is compared with a text at once is a JavaScript condition.
 *
 * Invariant: the names are those that the operator gives, and comparing them is nothing that counts as walked.
 */
import { typeOf as nameOfType } from "../value/convert.ts";
import { BINARY_OPERATORS } from "../value/operators.ts";
import type { Act } from "./acts.ts";
import type { Atom } from "./atom.ts";
import { BOOLEAN, FLOAT, INT, LIST, LONG, NULL, OBJECT, STRING } from "./types.ts";

/** Of types that generated code knows of a value: their names. */
const NAMES: ReadonlyMap<number, string> = new Map([
  [INT, "int"],
  [LONG, "int"],
  [FLOAT, "float"],
  [STRING, "string"],
  [LIST, "list"],
  [BOOLEAN, "bool"],
  [NULL, "null"],
  [OBJECT, "object"],
]);

/** Whether the act at `index` names the type of a value, and the next two compare the name with a text. */
export function isTypeTest(acts: readonly Act[], index: number): boolean {
  const [names, text, compares] = acts.slice(index, index + 3);
  return (
    names?.kind === "compute" &&
    names.operation.compute === nameOfType &&
    text?.kind === "constant" &&
    typeof text.value === "string" &&
    compares?.kind === "compute" &&
    compares.operation.compute === BINARY_OPERATORS.EQ
  );
}

/** A condition that holds for values whose type has a name; `operator` is what the text calls the operator that gives it. */
export function typeTest(value: Atom, name: string, operator: string): string {
  const { text, type } = value;
  const known = value.offset === undefined ? NAMES.get(type) : "list";
  if (known !== undefined) return String(known === name);
  switch (name) {
    case "int":
      return `(typeof ${text} === "number" || typeof ${text} === "bigint")`;
    case "float":
      return `${text} instanceof Float`;
    case "string":
      return `typeof ${text} === "string"`;
    case "bool":
      return `typeof ${text} === "boolean"`;
    case "null":
      return `${text} === null`;
    case "list":
      return `${text} instanceof List`;
    case "cell":
      return `${text} instanceof Cell`;
    default:
      return `${operator}(${text}) === ${JSON.stringify(name)}`;
  }
}
