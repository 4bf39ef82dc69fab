/**
 * The names of a form of the top level, kept from one version of a document to the next.
 *
 * Invariant: all but what globals are is found in the form alone.
 */
import type { Span } from "../text/span.ts";
import type { DefinedSymbol, LispReference, LispScope, LispSymbol, SymbolSource } from "./defined-symbol.ts";
import type { LispMention } from "./found-symbols.ts";
import type { MentionAccess } from "./name-notes.ts";
import type { FunctionNode, Variable } from "./nodes.ts";
import type { LocatedProblem } from "./problem.ts";

export interface GrowingScope extends LispScope {
  readonly symbols: LispSymbol[];
}

export interface FormSymbols {
  readonly scopes: readonly GrowingScope[];
  readonly definitions: readonly DefinedSymbol[];
  /** Those definitions that are in no scope of the form. */
  readonly outer: readonly DefinedSymbol[];
  /** Of its own names, and of what the language has; in order. */
  readonly mentions: readonly LispMention[];
  readonly globals: readonly GlobalMention[];
  /** What is doubtful in it, when somebody has looked for that. */
  doubtful: readonly LocatedProblem[] | undefined;
  /** What the editor knows of its colours (`ide/lisp/semantic-tokens.ts`), when somebody has asked for them. */
  colours: object | undefined;
}

/** What is found of a form, while not all is. */
export interface PartialFormSymbols {
  readonly scopes: GrowingScope[];
  readonly definitions: DefinedSymbol[];
  readonly outer: DefinedSymbol[];
  /** Where it names something. */
  readonly starts: Set<number>;
}

export interface GlobalMention {
  readonly span: Span;
  readonly access: MentionAccess;
  readonly variable: Variable;
}

/** What the symbols of all versions share. */
export class SharedSymbols {
  readonly source: SymbolSource = { text: "", comments: [] };
  readonly codeOf = new WeakMap<LispScope, FunctionNode>();
  /** What refers to globals in the newest version. */
  references: () => ReadonlyMap<Variable, readonly LispReference[]> = () => new Map();
  /** The scope of the program: the scopes of all forms are in it. */
  program: GrowingScope | undefined;
}
