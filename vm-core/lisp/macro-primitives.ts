/** What is different in the code of macros: symbols are values of their own, and there is nothing to write to. */
import type { Natives } from "../run/native.ts";
import type { Span } from "../text/span.ts";
import { Fault } from "../value/callable.ts";
import { SymbolValue } from "../value/symbol.ts";
import type { Value } from "../value/value.ts";
import { symbol } from "./datum.ts";
import type { Primitive } from "./primitives.ts";

/** Takes the place of the primitives with the same names. */
export const MACRO_PRIMITIVES: readonly Primitive[] = [
  fixed("symbol?", ["value"], "TYPE_OF|PUSH_STR symbol|EQ|TO_BOOL", "Whether `value` is a symbol."),
  fixed("symbol->string", ["symbol"], "NATIVE macro.name", "The name of a symbol."),
  fixed("string->symbol", ["string"], "NATIVE macro.symbol", "The symbol with a name."),
  fixed("gensym", [], "NATIVE macro.gensym", "A symbol that nothing else is called."),
  ...["print", "println"].map(
    (name): Primitive => ({
      name,
      parameters: ["values"],
      code: "NATIVE macro.output",
      silent: false,
      style: "print",
      doc: "",
    }),
  ),
  fixed("display", ["value"], "NATIVE macro.output", ""),
  fixed("display-error", ["value"], "NATIVE macro.output", ""),
];

function fixed(name: string, parameters: readonly string[], code: string, doc: string): Primitive {
  return { name, parameters, code, silent: false, style: "fixed", doc };
}

/** The symbol with a name that the code of a macro has at a place. */
export const QUOTED_SYMBOL = fixed("quote", ["name", "start", "end"], "NATIVE macro.quoted", "");

/** `fresh` numbers the names that macros invent. */
export function macroNatives(fresh: () => number): Natives {
  return {
    "macro.name": {
      parameters: ["symbol"],
      doc: "The name of a symbol.",
      call: (value) =>
        value instanceof SymbolValue ? value.name : wrong("symbol->string: a symbol is expected"),
    },
    "macro.symbol": {
      parameters: ["string"],
      doc: "The symbol with a name.",
      call: (value) =>
        typeof value === "string" && value !== ""
          ? new SymbolValue(value)
          : wrong("string->symbol: a string that is not empty is expected"),
    },
    "macro.quoted": {
      parameters: ["name", "start", "end"],
      doc: "The symbol with a name, and where the code of a macro has it.",
      call: (name, start, end): Value => {
        const source: Span = { start: Number(start), end: Number(end) };
        return new SymbolValue(String(name), { ...symbol(String(name), source), source });
      },
    },
    "macro.gensym": {
      parameters: [],
      doc: "A symbol that no program can write.",
      call: (): Value => new SymbolValue(`macro ${fresh()}`),
    },
    "macro.output": {
      parameters: ["value"],
      doc: "Refuses output.",
      call: () => new Fault("Unsupported", "a macro has no output"),
    },
  };
}

function wrong(message: string): Fault {
  return new Fault("TypeMismatch", message);
}

/** Calls the function on top of the stack with the list below it. */
export const APPLY_LEFT: Primitive = {
  name: "apply",
  parameters: [],
  code: "APPLY",
  silent: true,
  style: "fixed",
  doc: "",
};
