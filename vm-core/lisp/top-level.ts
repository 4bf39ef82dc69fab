/**
 * The top level of a program: its code, its scopes, its global variables and the functions of the library that it uses.
 *
 * Invariant: all versions of a document have one, so that what was analysed in one version means the same in the next. It
 * begins anew for each: nothing is defined then.
 */
import type { Span } from "../text/span.ts";
import type { SymbolDatum } from "./datum.ts";
import { type FunctionNode, newFunction, newVariable, renewVariable, type Variable } from "./nodes.ts";
import { Scope } from "./scope.ts";
import type { LibraryFunction } from "./work.ts";

export class TopLevel {
  readonly main: FunctionNode;
  /** The scope of the language. */
  readonly root = new Scope(undefined);
  readonly globals = new Scope(this.root);
  /** Those that programs can name. */
  private readonly variables = new Map<string, Variable>();
  /** Names that this version has the variables of. */
  private readonly given = new Set<string>();
  /** By their keys. */
  readonly library = new Map<string, LibraryFunction>();
  /** Something was analysed without knowing that the program has handlers. */
  isMixed = false;

  constructor(span: Span) {
    this.main = newFunction("main", undefined, { ...span }, 0, false, 0);
  }

  /** Begins another version, with the span of its text. */
  renew(span: Span): void {
    const { main, globals, given, variables } = this;
    Object.assign(main.span, span);
    main.body = { kind: "constant", value: null, span: main.span };
    globals.renew();
    // Names that the version before did not have are forgotten.
    for (const name of variables.keys()) if (!given.has(name)) variables.delete(name);
    given.clear();
  }

  /** The variable of a global that the version did not have so far. */
  variable(symbol: SymbolDatum): Variable {
    const { name, span, alias } = symbol;
    const known = alias === undefined && !this.given.has(name) ? this.variables.get(name) : undefined;
    const variable = known ?? newVariable(name, "global", this.main, span, alias !== undefined);
    if (known !== undefined) renewVariable(known, span);
    if (alias === undefined && !this.given.has(name)) this.variables.set(name, variable);
    if (alias === undefined) this.given.add(name);
    return variable;
  }

  /** Forgets a name that the version no longer has, or a part of it that was looked at by itself. */
  forget(name: string): void {
    this.variables.delete(name);
    this.given.delete(name);
  }
}
