/**
 * A name that a text defines, and the scopes that it can be named in.
 *
 * Invariant: what takes more than a look is found out when somebody asks.
 */
import type { Span } from "../text/span.ts";
import { knownFunction } from "./closures.ts";
import type { LispComment } from "./datum.ts";
import { documentingComments } from "./documenting-comments.ts";
import type { ScopeKind } from "./name-notes.ts";
import { type FunctionNode, frameOf, type Variable } from "./nodes.ts";

/** A name that a Lisp text defines. */
export interface LispSymbol {
  readonly name: string;
  readonly kind: "function" | "variable" | "parameter" | "local" | "macro" | "import";
  /** The form that makes it: `(define …)`, a binding `(x 1)`, a parameter. */
  readonly span: Span;
  readonly nameSpan: Span;
  /** Where it can be named: the whole text for globals. */
  readonly scope: Span;
  /** In order of the text; the definition is none of them, another definition of the same name is a write. */
  readonly references: readonly LispReference[];
  /** A file that the text includes names it. */
  readonly isNamedElsewhere: boolean;
  /** Of a function; the last one takes what is left over where there is a rest. */
  readonly parameters?: { readonly names: readonly string[]; readonly rest: boolean };
  /** Its documentation string, or the comment above. */
  readonly documentation?: string;
  /** The variable of the frame that holds it. Undefined: it has none, as a known function or a macro. */
  readonly slot?: string;
  /** It lives in a cell. */
  readonly boxed: boolean;
  /** Whether frames of the code in a scope hold it: what a function does not use of outer ones, it does not have. */
  isHeldIn(scope: LispScope): boolean;
}

export interface LispReference {
  readonly span: Span;
  readonly access: "read" | "write" | "call";
}

/** A part of a text in which names are bound. */
export interface LispScope {
  readonly kind: ScopeKind;
  readonly name?: string;
  /** Where its names can be named. */
  readonly span: Span;
  /** The form that makes it. */
  readonly form: Span;
  readonly symbols: readonly LispSymbol[];
  readonly parent?: LispScope;
}

/** What is known of a name when its definition is met; the rest is found out when somebody asks. */
type Defined = Pick<LispSymbol, "name" | "kind" | "span" | "nameSpan" | "scope" | "parameters">;

/** The text that symbols are in, as it is in the newest version. */
export interface SymbolSource {
  text: string;
  comments: readonly LispComment[];
}

/** What symbols share. */
interface Knowledge {
  readonly codeOf: Pick<ReadonlyMap<LispScope, FunctionNode>, "get">;
  /** What refers to globals, by their variables. */
  references(): ReadonlyMap<Variable, readonly LispReference[]>;
}

export class DefinedSymbol implements LispSymbol {
  readonly name: string;
  readonly kind: LispSymbol["kind"];
  readonly span: Span;
  readonly nameSpan: Span;
  readonly scope: Span;
  /** Of a name that is no global: its references. */
  own: LispReference[] = [];
  readonly parameters: LispSymbol["parameters"];
  isNamedElsewhere = false;
  readonly #variable: Variable | undefined;
  readonly #source: SymbolSource | undefined;
  readonly #written: string | undefined;
  readonly #shared: Knowledge;

  /** `source` is undefined for what no comment documents; `written` is its documentation string. */
  constructor(
    { name, kind, span, nameSpan, scope, parameters }: Defined,
    variable: Variable | undefined,
    source: SymbolSource | undefined,
    written: string | undefined,
    shared: Knowledge,
  ) {
    this.name = name;
    this.kind = kind;
    this.span = span;
    this.nameSpan = nameSpan;
    this.scope = scope;
    this.parameters = parameters;
    this.#variable = variable;
    this.#source = source;
    this.#written = written;
    this.#shared = shared;
  }

  get references(): readonly LispReference[] {
    const variable = this.#variable;
    return variable?.kind === "global" ? (this.#shared.references().get(variable) ?? []) : this.own;
  }

  get documentation(): string | undefined {
    if (this.#written !== undefined || this.#source === undefined) return this.#written;
    return documentingComments(this.#source.text, this.#source.comments, this.span.start);
  }

  get slot(): string | undefined {
    return this.#variable === undefined ? undefined : heldSlot(this.#variable);
  }

  get boxed(): boolean {
    return this.#variable?.boxed === true;
  }

  isHeldIn(scope: LispScope): boolean {
    const code = this.#shared.codeOf.get(scope);
    return this.#variable !== undefined && code !== undefined && isHeldBy(this.#variable, frameOf(code));
  }
}

/** The slot of a variable, if code gives it one: a function that is only called, or always the same, has none. */
function heldSlot(variable: Variable): string | undefined {
  const known = knownFunction(variable);
  const isCode = known !== undefined && (variable.kind === "global" || known.lifted || known.inlined);
  return isCode ? undefined : variable.slot;
}

function isHeldBy(variable: Variable, frame: FunctionNode): boolean {
  return frameOf(variable.owner) === frame || frame.free.has(variable);
}

/** As symbols tell them. */
export function parametersOf({ parameters, rest }: FunctionNode): NonNullable<LispSymbol["parameters"]> {
  return { names: parameters.map(({ name }) => name), rest };
}
