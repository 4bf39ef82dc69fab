/**
 * What reading a Lisp text gives, found out part by part as it is asked for.
 *
 * Invariant: the parts are asked for in methods of a class. Each object literal that has getters gets a shape of its own in V8, and
 * shapes live until all of the heap is looked through, with all that the getters know of.
 */
import type { Program } from "../program/program.ts";
import type { Diagnostic } from "../text/diagnostic.ts";
import type { Datum, LispComment } from "./datum.ts";
import type { LispSymbols } from "./found-symbols.ts";
import type { Inclusion } from "./outside.ts";

/** What reading a Lisp text gives. */
export interface LispResult {
  /** Generated when it is asked for; undefined when there is an error. */
  readonly program: Program | undefined;
  /** What reading and analysing the text has found. */
  readonly problems: readonly Diagnostic[];
  /** The problems, and what generating code has found; found out when they are asked for. */
  readonly diagnostics: readonly Diagnostic[];
  readonly forms: readonly Datum[];
  /** Forms that are never closed, up to where they were given up. */
  readonly unclosed: readonly Datum[];
  readonly comments: readonly LispComment[];
  /** Found out when they are asked for. */
  readonly symbols: LispSymbols;
  /** What is no error, but probably not meant; found out when it is asked for. */
  readonly doubtful: readonly Diagnostic[];
  /** The files that it includes, or would: each include that was met, also those in included files. */
  readonly inclusions: readonly Inclusion[];
}

export class AskedResult implements LispResult {
  constructor(private readonly find: { readonly [K in keyof LispResult]: () => LispResult[K] }) {}

  get program(): Program | undefined {
    return this.find.program();
  }

  get problems(): readonly Diagnostic[] {
    return this.find.problems();
  }

  get diagnostics(): readonly Diagnostic[] {
    return this.find.diagnostics();
  }

  get forms(): readonly Datum[] {
    return this.find.forms();
  }

  get unclosed(): readonly Datum[] {
    return this.find.unclosed();
  }

  get comments(): readonly LispComment[] {
    return this.find.comments();
  }

  get symbols(): LispSymbols {
    return this.find.symbols();
  }

  get doubtful(): readonly Diagnostic[] {
    return this.find.doubtful();
  }

  get inclusions(): readonly Inclusion[] {
    return this.find.inclusions();
  }
}
