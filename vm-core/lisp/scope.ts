/**
 * Scopes: what names mean where.
 *
 * A name that a macro's template brought is looked for as itself first, then as what it was where the macro was
 * defined (syntactic closures, Bawden and Rees 1988): so neither the program nor the macro captures by accident.
 */
import type { Span } from "../text/span.ts";
import { type Datum, keyOf, type ListDatum, type SymbolDatum } from "./datum.ts";
import type { FunctionNode, Variable } from "./nodes.ts";
import type { Primitive } from "./primitives.ts";
import type { LispProblem } from "./problem.ts";

/** What a form is analysed in: its scope, and the function whose code it becomes. */
export interface Environment {
  readonly scope: Scope;
  readonly code: FunctionNode;
  /** Its value is that of the function. */
  readonly tail: boolean;
}

export type Meaning =
  | { readonly kind: "variable"; readonly variable: Variable }
  | { readonly kind: "primitive"; readonly primitive: Primitive }
  | { readonly kind: "library"; readonly name: string }
  | { readonly kind: "form"; readonly name: string }
  /** A macro: undefined when it was reported that it does not fit. */
  | { readonly kind: "macro"; readonly expand: Expand };

/** What a use of a macro, or of a form that others define, stands for; undefined when a problem was reported. */
export type Expand = (use: ListDatum, environment: Environment, by: Expander) => Datum | undefined;

/** Who expands a use, and reports what is wrong with it. */
export interface Expander {
  /** The scope of the language. */
  readonly root: Scope;
  problem(span: Span, problem: LispProblem): unknown;
  malformed(span: Span, shape: string): unknown;
  /** Notes that a name is read, which is no expression. */
  mentionRead(name: SymbolDatum, meaning: Meaning): void;
  wrongCount(span: Span, name: string, wanted: number, atLeast: boolean, got: number): unknown;
  /** The forms of a file that `path` names; none when it was reported that there are not. */
  include(path: Datum, written: string): readonly Datum[];
}

/** What all scopes of a program share. */
class ScopeTree {
  /** The keys that have been bound within the top level: all others mean what they mean there. */
  readonly inner = new Set<string>();
  /** Scopes that have been looked into. */
  steps = 0;
  /** What names were found to mean at the top level, while somebody wants to know. */
  looked: { readonly top: Scope; readonly found: Map<string, Meaning | undefined> } | undefined;
}

export class Scope {
  meanings: Map<string, Meaning> = new Map();
  private readonly tree: ScopeTree;
  /** The top level that it is in: a scope of the language, or one directly in that. */
  private readonly top: Scope;

  constructor(readonly parent: Scope | undefined) {
    this.tree = parent?.tree ?? new ScopeTree();
    this.top = parent?.parent === undefined ? this : parent.top;
  }

  /** Gives a scope of the language its meanings, which many have and nobody changes. */
  share(meanings: ReadonlyMap<string, Meaning>): void {
    this.meanings = meanings as Map<string, Meaning>;
  }

  bind(name: SymbolDatum, meaning: Meaning): void {
    const key = keyOf(name);
    this.meanings.set(key, meaning);
    if (this.top !== this) this.tree.inner.add(key);
  }

  /** Begins another version of a program, whose top level this is: names mean nothing yet. */
  renew(): void {
    this.meanings.clear();
    this.tree.inner.clear();
    this.tree.steps = 0;
  }

  /** Gives names their meanings in the place of others, in the order in which all were bound. */
  replace(
    at: number,
    count: number,
    bound: readonly { readonly name: SymbolDatum; readonly meaning: Meaning }[],
  ): void {
    const entries = [...this.meanings];
    entries.splice(
      at,
      count,
      ...bound.map(({ name, meaning }) => [keyOf(name), meaning] as [string, Meaning]),
    );
    this.meanings = new Map(entries);
  }

  /** How many scopes of the program have been looked into so far. */
  get steps(): number {
    return this.tree.steps;
  }

  own(name: SymbolDatum): Meaning | undefined {
    const key = keyOf(name);
    if (this.tree.looked?.top === this) this.note(key, this.meaningAt(key));
    return this.meanings.get(key);
  }

  find(name: SymbolDatum): Meaning | undefined {
    const key = keyOf(name);
    // What macros make is in scopes by the thousand; most names are those of the top level.
    const start: Scope = this.tree.inner.has(key) ? this : this.top;
    for (let scope: Scope | undefined = start; scope !== undefined; scope = scope.parent) {
      this.tree.steps++;
      const meaning = scope.meanings.get(key);
      if (meaning === undefined) continue;
      if (scope === this.top || scope === this.top.parent) this.note(key, meaning);
      return meaning;
    }
    this.note(key, undefined);
    return name.alias === undefined ? undefined : (name.alias.scope as Scope).find(name.alias.original);
  }

  private note(key: string, meaning: Meaning | undefined): void {
    const { looked } = this.tree;
    if (looked?.top === this.top) looked.found.set(key, meaning);
  }

  /** Does something, and tells what names it found to mean what at this top level. */
  noting(work: () => void): ReadonlyMap<string, Meaning | undefined> {
    const found = new Map<string, Meaning | undefined>();
    const { tree } = this;
    tree.looked = { top: this, found };
    work();
    tree.looked = undefined;
    return found;
  }

  /**
   * Does something that gives names a meaning here that have none, and takes that back; while it does, those of `without` have
   * none.
   */
  trying<T>(without: readonly string[], work: () => T): T {
    const before = this.meanings;
    const { size } = before;
    // Those that have a meaning stay in their order, so what is taken out cannot be put back.
    if (without.some((key) => before.has(key))) this.meanings = new Map(before);
    for (const key of without) this.meanings.delete(key);
    try {
      return work();
    } finally {
      this.meanings = before;
      if (before.size > size) for (const key of [...before.keys()].slice(size)) before.delete(key);
    }
  }

  /** What a key means at this top level. */
  meaningAt(key: string): Meaning | undefined {
    return this.meanings.get(key) ?? this.parent?.meanings.get(key);
  }

  /** All plain names that mean something here. */
  names(): string[] {
    const names: string[] = [];
    for (let scope: Scope | undefined = this; scope !== undefined; scope = scope.parent) {
      for (const key of scope.meanings.keys()) if (!key.includes("\0")) names.push(key);
    }
    return names;
  }
}
