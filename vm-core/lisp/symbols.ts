/**
 * The names of a text: what defines them, where they can be named, and every place that names them.
 *
 * Invariants: a place in the text stands for one mention at most, also where a macro uses what it is given twice;
 * every span is that of a name as it is written. Works on broken text, as far as it was understood.
 * Absent by design: names that only macros bring. A name that a template holds is a mention in the template.
 */
import type { Span } from "../text/span.ts";
import type { Analyser } from "./analyser.ts";
import type { Comment, Datum, SymbolDatum } from "./datum.ts";
import { DefinedSymbol, type LispScope, type LispSymbol } from "./defined-symbol.ts";
import type { Access, DefinitionNote, MentionNote, Noted, ScopeNote, TemplateNote } from "./name-notes.ts";
import type { FunctionNode, Variable } from "./nodes.ts";
import type { Meaning, Scope } from "./scope.ts";

export type { LispReference, LispScope, LispSymbol } from "./defined-symbol.ts";

export type LispMeaning =
  | { readonly kind: "symbol"; readonly symbol: LispSymbol }
  /** A function of the library: one written in Lisp, or a primitive. */
  | { readonly kind: "library"; readonly name: string }
  | { readonly kind: "form"; readonly name: string }
  /** A word within a form: `else`, `catch`. */
  | { readonly kind: "word"; readonly name: string }
  /** The path of a module that is imported, or of a file that is included. */
  | { readonly kind: "module"; readonly path: string; readonly isIncluded: boolean }
  /** Nothing in this text: `defined` when an import or an included file brings it, or a macro's code made its name. */
  | { readonly kind: "unknown"; readonly name: string; readonly defined: boolean };

export interface LispMention {
  readonly span: Span;
  readonly access: Access;
  readonly meaning: LispMeaning;
}

/** The names of a Lisp text: definitions, references and scopes. */
export interface LispSymbols {
  /** In order of the text. */
  readonly definitions: readonly LispSymbol[];
  /** Every name in the text that means something, and those that mean nothing, in order. */
  readonly mentions: readonly LispMention[];
  /** Outer before inner. */
  readonly scopes: readonly LispScope[];
  /** What `export` names. */
  readonly exports: readonly { readonly span: Span; readonly symbol: LispSymbol }[];
  /** What `export` names, here or in an included file, and an included file defines. */
  readonly passedOn: readonly string[];
}

export const NO_SYMBOLS: LispSymbols = {
  definitions: [],
  mentions: [],
  scopes: [],
  exports: [],
  passedOn: [],
};

export function findLispSymbols(text: string, comments: readonly Comment[], analyser: Analyser): LispSymbols {
  const finder = new Finder(text, comments, analyser);
  finder.run();
  return finder;
}

/** What tells one definition from others: its variable, or the meaning of a macro. */
type Identity = Variable | Meaning;

function identityOf(meaning: Meaning): Identity {
  return meaning.kind === "variable" ? meaning.variable : meaning;
}

interface GrowingScope extends LispScope {
  readonly symbols: LispSymbol[];
}

class Finder implements LispSymbols {
  readonly definitions: DefinedSymbol[] = [];
  mentions: LispMention[] = [];
  readonly scopes: GrowingScope[] = [];
  readonly exports: { readonly span: Span; readonly symbol: LispSymbol }[] = [];
  readonly passedOn: string[] = [];
  private readonly scopeOf = new Map<Scope, GrowingScope>();
  private readonly scopeBy = new Map<string, GrowingScope>();
  private readonly numberOf = new Map<LispScope, number>();
  private readonly codeOf = new Map<LispScope, FunctionNode>();
  private readonly symbolOf = new Map<Identity, DefinedSymbol>();
  /** By where they start: data that a macro uses twice are analysed twice. */
  private readonly symbolAt = new Map<number, DefinedSymbol>();
  /** Where templates hold names that their expansions bind. */
  private readonly brought = new Set<number>();
  private readonly mentionAt = new Map<number, LispMention>();

  constructor(
    private readonly text: string,
    private readonly comments: readonly Comment[],
    private readonly analyser: Analyser,
  ) {}

  run(): void {
    const { scopes, definitions, mentions } = this.analyser.names;
    for (const note of scopes) this.addScope(note);
    for (const note of definitions) this.addDefinition(note);
    for (const note of mentions) this.addMention(note);
    for (const note of this.analyser.names.templates) this.addTemplate(note);
    this.mentions = [...this.mentionAt.values()].sort((a, b) => a.span.start - b.span.start);
    for (const { span, access, meaning } of this.mentions) {
      if (meaning.kind === "symbol" && access !== "define") {
        (meaning.symbol as DefinedSymbol).references.push({ span, access });
      }
    }
    for (const { variable, span } of this.analyser.exports) {
      const symbol = this.symbolOf.get(variable);
      if (symbol !== undefined) this.exports.push({ span, symbol });
      else if (variable.defined) this.passedOn.push(variable.name);
    }
    this.definitions.sort((a, b) => a.nameSpan.start - b.nameSpan.start);
    this.scopes.sort((a, b) => a.span.start - b.span.start || b.span.end - a.span.end);
  }

  private addScope({ scope, kind, name, span, form, code }: ScopeNote): void {
    const parent = this.enclosing(scope.parent) ?? this.scopes.at(0);
    // What a macro uses twice is one scope for a reader.
    const inside = parent === undefined ? undefined : this.numberOf.get(parent);
    const key = `${inside} ${kind} ${span.start} ${span.end}`;
    const twin = this.scopeBy.get(key);
    if (twin !== undefined) {
      this.scopeOf.set(scope, twin);
      return;
    }
    const made: GrowingScope = { kind, name, span, form, symbols: [], parent };
    this.scopeOf.set(scope, made);
    this.scopeBy.set(key, made);
    this.numberOf.set(made, this.scopes.length);
    this.codeOf.set(made, code);
    this.scopes.push(made);
  }

  /** Bodies have scopes of their own in the analyser: what they define counts for the form around them. */
  private enclosing(scope: Scope | undefined): GrowingScope | undefined {
    for (let at = scope; at !== undefined; at = at.parent) {
      const found = this.scopeOf.get(at);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  private addDefinition(note: DefinitionNote): void {
    const { name, meaning } = note;
    const identity = identityOf(meaning);
    this.claim(name);
    if (!this.isWritten(name) && !this.isImported(note)) return;
    const { start } = name.span;
    const before = this.symbolOf.get(identity);
    if (before !== undefined) {
      if (before.nameSpan.start === start || note.kind === "import") return;
      this.mentionAt.set(start, mentionOf(name.span, "write", { kind: "symbol", symbol: before }));
      return;
    }
    const twin = note.kind === "import" ? undefined : this.symbolAt.get(start);
    const symbol = twin ?? this.makeSymbol(note);
    this.symbolOf.set(identity, symbol);
    if (twin !== undefined) return;
    this.definitions.push(symbol);
    this.enclosing(note.scope)?.symbols.push(symbol);
    if (!this.isWritten(name)) return;
    this.symbolAt.set(start, symbol);
    this.mentionAt.set(start, mentionOf(name.span, "define", { kind: "symbol", symbol }));
  }

  /** A name that an import brings without naming it stands for itself at the path. */
  private isImported({ kind, name }: DefinitionNote): boolean {
    return kind === "import" && name.alias === undefined;
  }

  private makeSymbol(note: DefinitionNote): DefinedSymbol {
    const { name, kind, form, scope, meaning } = note;
    const variable = meaning.kind === "variable" ? meaning.variable : undefined;
    const { names } = this.analyser;
    const isDefinition = kind === "variable" || kind === "local";
    const holder = this.enclosing(scope);
    const known = isDefinition ? variable?.known : undefined;
    return new DefinedSymbol(
      {
        name: name.name,
        kind: known !== undefined ? "function" : kind,
        span: form,
        nameSpan: name.span,
        scope: holder?.span ?? { start: 0, end: this.text.length },
        parameters: known && parametersOf(known),
      },
      variable,
      kind === "parameter" ? "" : this.text,
      this.comments,
      names.documentation.get(identityOf(meaning)),
      this.codeOf,
    );
  }

  private addMention({ name, meaning, access }: MentionNote): void {
    const place = this.placeOf(name, meaning);
    if (name.span.start > this.text.length && (meaning.kind === "variable" || meaning.kind === "macro")) {
      const symbol = this.symbolOf.get(identityOf(meaning));
      if (symbol !== undefined) symbol.isNamedElsewhere = true;
    }
    const before = place && this.mentionAt.get(place.start);
    // A macro may read and write what it is given.
    const isMore = before?.access === "read" && access === "write" && before.meaning.kind === "symbol";
    if (place === undefined || (before !== undefined && !isMore)) return;
    this.mentionAt.set(place.start, mentionOf(place, access, this.meaningOf(name, meaning)));
  }

  /** Where a name is in the text; for one that a template brought, where the template has it. */
  private placeOf(name: SymbolDatum, meaning: Noted): Span | undefined {
    const isPath = meaning.kind === "module" && this.text[name.span.start] === '"';
    if (isPath) return name.span;
    let written = name;
    while (written.alias !== undefined) written = written.alias.original;
    if (written !== name && this.isBroughtAlong(meaning)) {
      this.claim(name);
      return undefined;
    }
    if (this.isWritten(written) || (meaning.kind === "form" && this.isMark(written))) return written.span;
    const { source } = written;
    return source !== undefined && this.isWritten({ ...written, span: source }) ? source : undefined;
  }

  /** A template's name that its expansion binds means nothing outside. */
  private claim(name: SymbolDatum): void {
    if (name.alias === undefined) return;
    let written = name;
    while (written.alias !== undefined) written = written.alias.original;
    this.brought.add(written.span.start);
  }

  /** What a template holds that no use has brought up: names as they mean something where the macro is. */
  private addTemplate({ template, variables, scope }: TemplateNote): void {
    const names = symbolsIn(template).filter(
      ({ name, alias }) => alias === undefined && !variables.has(name),
    );
    const own = new Set(names.filter(({ span }) => this.brought.has(span.start)).map(({ name }) => name));
    for (const name of names) {
      const meaning = own.has(name.name) ? undefined : scope.find(name);
      if (meaning !== undefined && !(meaning.kind === "variable" && !this.symbolOf.has(meaning.variable))) {
        this.addMention({ name, meaning, access: "read" });
      }
    }
  }

  /** Whether a macro's expansion itself made what a name means. */
  private isBroughtAlong(meaning: Noted): boolean {
    if (meaning.kind === "variable" && meaning.variable.kind === "global") return false;
    return (
      (meaning.kind === "variable" || meaning.kind === "macro") && !this.symbolOf.has(identityOf(meaning))
    );
  }

  /** Names that forms are made of have the span of the form. */
  private isWritten({ name, span, alias }: SymbolDatum): boolean {
    if (alias !== undefined || span.end - span.start !== name.length) return false;
    return name.length > 0 && this.text.startsWith(name, span.start);
  }

  /** The mark of a prefix stands for its form. */
  private isMark({ name, span }: SymbolDatum): boolean {
    return span.end - span.start <= 2 && PREFIXES[this.text.slice(span.start, span.end)] === name;
  }

  private meaningOf({ name }: SymbolDatum, meaning: Noted): LispMeaning {
    switch (meaning.kind) {
      case "variable":
      case "macro": {
        const symbol = this.symbolOf.get(identityOf(meaning));
        if (symbol !== undefined) return { kind: "symbol", symbol };
        return { kind: "unknown", name, defined: meaning.kind === "macro" || meaning.variable.defined };
      }
      case "primitive":
        return { kind: "library", name: meaning.primitive.name };
      case "module":
        return { kind: "module", path: meaning.name, isIncluded: meaning.isIncluded };
      case "library":
      case "form":
      case "word":
        return { kind: meaning.kind, name: meaning.name };
      default:
        return meaning satisfies never;
    }
  }
}

function symbolsIn(datum: Datum): readonly SymbolDatum[] {
  if (datum.kind === "symbol") return [datum];
  if (datum.kind === "constant") return [];
  return [...datum.items, ...(datum.tail === undefined ? [] : [datum.tail])].flatMap(symbolsIn);
}

const PREFIXES: Readonly<Record<string, string>> = {
  "'": "quote",
  "`": "quasiquote",
  ",": "unquote",
  ",@": "unquote-splicing",
};

function mentionOf(span: Span, access: Access, meaning: LispMeaning): LispMention {
  return { span, access, meaning };
}

function parametersOf({ parameters, rest }: FunctionNode): {
  readonly names: readonly string[];
  readonly rest: boolean;
} {
  return { names: parameters.map(({ name }) => name), rest };
}
