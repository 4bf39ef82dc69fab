/**
 * Cases of library functions: a call and what comes of it.
 *
 * Arguments are JavaScript values that become instructions; results are written as fault texts show values,
 * so an Int and a Float stay apart.
 */
import { writeString } from "../../vm-core/text/literal.ts";
import { displayFloat } from "../../vm-core/value/display.ts";

/** An argument that is more than a literal: instructions that leave one value. */
export class Code {
  constructor(readonly lines: string) {}
}

/** A Float: JavaScript's numbers stand for Ints. */
export class Real {
  constructor(readonly value: number) {}
}

export type Argument =
  | null
  | boolean
  | number
  | bigint
  | string
  | Real
  | Code
  | readonly Argument[]
  | { readonly [key: string]: Argument };

export const real = (value: number): Real => new Real(value);
/** A function of `FUNCTIONS`. */
export const fn = (name: keyof typeof FUNCTIONS): Code =>
  new Code(`MAKE_FUNCTION ${name} ${FUNCTIONS[name].parameters}`);
export const code = (lines: string): Code => new Code(lines);

/** `[function, arguments, result]`; a result that starts with `!` is the fault's kind and text. */
export type Case = readonly [name: string, args: readonly Argument[], result: string];

/** What cases pass to functions that call back. */
export const FUNCTIONS = {
  double: { parameters: "x", body: "LOAD x\nPUSH_INT 2\nMUL" },
  is_even: { parameters: "x", body: "LOAD x\nPUSH_INT 2\nMOD\nPUSH_INT 0\nEQ" },
  join_both: { parameters: "accumulator x", body: "LOAD accumulator\nLOAD x\nTO_STR\nCONCAT" },
  identity: { parameters: "x", body: "LOAD x" },
  negated: { parameters: "x", body: "LOAD x\nNEG" },
  key_of: { parameters: "pair", body: "LOAD pair\nPUSH_INT 0\nINDEX" },
  descending: { parameters: "a b", body: "LOAD b\nLOAD a\nCOMPARE" },
  by_tens: { parameters: "a b", body: "LOAD a\nPUSH_INT 10\nDIV\nLOAD b\nPUSH_INT 10\nDIV\nGT" },
  yes: { parameters: "a b", body: "TRUE" },
  boom: { parameters: "", body: 'PUSH_STR "boom"\nTHROW' },
  quiet: { parameters: "", body: "PUSH_INT 1\nPOP" },
  dividing: { parameters: "", body: "PUSH_INT 1\nPUSH_INT 0\nDIV" },
} as const;

/** A program that calls a function of a module and prints what it leaves. */
export function programOf(module: string, [name, args]: Case): string {
  return [
    `IMPORT std/${module}`,
    ...args.map(push),
    `LOAD ${name}`,
    "CALL_FUNCTION",
    "NATIVE value.debug",
    "PRINT",
    "HALT",
    functionTexts(),
  ].join("\n");
}

export function functionTexts(): string {
  return Object.entries(FUNCTIONS)
    .map(([name, { body }]) => `LABEL ${name}\n${body}\nRET`)
    .join("\n");
}

function push(value: Argument): string {
  if (value === null) return "NULL";
  if (typeof value === "boolean") return `PUSH_BOOL ${value}`;
  if (typeof value === "number" || typeof value === "bigint") return `PUSH_INT ${value}`;
  if (typeof value === "string") return `PUSH_STR ${writeString(value)}`;
  if (value instanceof Real) return `PUSH_FLOAT ${displayFloat(value.value)}`;
  if (value instanceof Code) return value.lines;
  if (Array.isArray(value)) return [...value.map(push), `MAKE_LIST ${value.length}`].join("\n");
  const fields = Object.entries(value).map(([key, field]) => `${push(field)}\nSET_FIELD ${key}`);
  return ["MAKE_OBJECT", ...fields].join("\n");
}
