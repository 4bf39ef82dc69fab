/** What compiles and runs the macros of `define-macro`, as the analyser sees it. */
import type { Span } from "../text/span.ts";
import type { Analyser } from "./analyser.ts";
import type { Datum, ListDatum, SymbolDatum } from "./datum.ts";
import type { MacroMachine } from "./macro-run.ts";
import type { Environment, Expander } from "./scope.ts";

/** A macro of `define-macro` as written. */
export interface MacroCode {
  readonly name: SymbolDatum;
  readonly parameters: Datum;
  readonly body: readonly Datum[];
  readonly span: Span;
  readonly documentation?: string;
}

/** Makes code of macros and runs it; undefined when something is wrong, which was reported. */
export interface MacroCompiler {
  compile(analyser: Analyser, code: MacroCode, environment: Environment): MacroMachine | undefined;
  expand(by: Expander, macro: MacroCode, machine: MacroMachine, use: ListDatum): Datum | undefined;
}
