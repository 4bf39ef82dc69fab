/**
 * The names of a text: what defines them, where they can be named, and every place that names them.
 *
 * Invariants: a place in the text stands for one mention at most, also where a macro uses what it is given twice;
 * every span is that of a name as it is written. Works on broken text, as far as it was understood.
 * Absent by design: names that only macros bring. A name that a template holds is a mention in the template.
 */
import { withOneMore } from "../text/few.ts";
import { once } from "../text/once.ts";
import type { Span } from "../text/span.ts";
import type { LispComment, SymbolDatum } from "./datum.ts";
import { DefinedSymbol, type LispScope, type LispSymbol, parametersOf } from "./defined-symbol.ts";
import {
  type FormSymbols,
  type GlobalMention,
  type GrowingScope,
  type PartialFormSymbols,
  SharedSymbols,
} from "./form-symbols.ts";
import type { FoundNames, KnownForm, LispMeaning, LispMention } from "./found-symbols.ts";
import type {
  DefinitionNote,
  FormNotes,
  MentionAccess,
  MentionNote,
  NameNotes,
  Noted,
  NotedForm,
  ScopeNote,
  TemplateNote,
} from "./name-notes.ts";
import type { Variable } from "./nodes.ts";
import type { Meaning, Scope } from "./scope.ts";
import { byStart, globalReferences, TextSymbols } from "./text-symbols.ts";
import { isMark, isWritten, originalOf, symbolsIn } from "./written-names.ts";

export type { LispReference, LispScope, LispSymbol } from "./defined-symbol.ts";
export type { LispMeaning, LispMention, LispSymbols } from "./found-symbols.ts";
export { NO_SYMBOLS, TextSymbols } from "./text-symbols.ts";

/** `shared` is what the versions of a document have in common. */
export function findLispSymbols(
  text: string,
  comments: readonly LispComment[],
  analyser: Analysed,
  shared = new SharedSymbols(),
): TextSymbols {
  return new TextSymbols(new NameFinder(text, comments, analyser, shared).run());
}

/** What a text defines, where only that has been noted: in order, without what refers to it. */
export function findDefinitions(
  text: string,
  comments: readonly LispComment[],
  analyser: Analysed,
): readonly LispSymbol[] {
  return new NameFinder(text, comments, analyser, new SharedSymbols()).runDefinitions();
}

/** A program that has been analysed. */
interface Analysed {
  readonly names: NameNotes;
  readonly globals: Scope;
  readonly exports: readonly { readonly variable: Variable; readonly span: Span }[];
  readonly inclusions: { readonly asked: readonly unknown[] };
}

/** What tells one definition from others: its variable, or the meaning of a macro. */
type Identity = Variable | Meaning;

function identityOf(meaning: Meaning): Identity {
  return meaning.kind === "variable" ? meaning.variable : meaning;
}

export class NameFinder {
  protected definitions: DefinedSymbol[] = [];
  protected readonly scopes: GrowingScope[] = [];
  protected forms: KnownForm[] = [];
  /** What is in none of the forms, in order. */
  protected mentions: readonly LispMention[] = [];
  protected readonly scopeOf = new Map<Scope, GrowingScope>();
  private readonly scopeBy = new Map<string, GrowingScope>();
  protected readonly numberOf = new Map<LispScope, number>();
  protected readonly symbolOf = new Map<Identity, DefinedSymbol>();
  protected readonly variableOf = new Map<LispSymbol, Variable>();
  /** By where they start: data that a macro uses twice are analysed twice. */
  private readonly symbolAt = new Map<number, DefinedSymbol>();
  /** Where templates hold names that their expansions bind. */
  private readonly brought = new Set<number>();
  protected readonly mentionAt = new Map<number, LispMention>();
  /** What is found of forms that can be kept. */
  private readonly growing = new Map<NotedForm, PartialFormSymbols>();
  protected here: PartialFormSymbols | undefined;
  /** Those of which something has to be added. */
  private readonly visited: readonly NotedForm[];
  /** Neither macros nor included files bring names into the forms of others. */
  protected readonly isPlain: boolean;

  constructor(
    protected text: string,
    comments: readonly LispComment[],
    protected readonly analyser: Analysed,
    protected readonly shared: SharedSymbols,
  ) {
    Object.assign(shared.source, { text, comments });
    const { names, inclusions } = analyser;
    const definesMacros =
      names.templates.length > 0 || names.definitions.some(({ kind }) => kind === "macro");
    this.isPlain = !definesMacros && inclusions.asked.length === 0;
    const isVisited = ({ kept: { symbols } }: NotedForm) => symbols === undefined || symbols.outer.length > 0;
    this.visited = this.isPlain ? names.forms.filter(isVisited) : names.forms;
  }

  run(): FoundNames {
    const { names } = this.analyser;
    this.each(
      "scopes",
      (note: ScopeNote) => this.addScope(note),
      () => undefined,
    );
    this.each("definitions", (note: DefinitionNote) => this.addDefinition(note), this.takeOuter);
    this.each(
      "mentions",
      (note: MentionNote) => this.addMention(note),
      () => undefined,
    );
    for (const note of names.templates) this.addTemplate(note);
    const outer = this.addReferences([...this.mentionAt.values()].sort(byStart));
    if (this.isPlain) for (const form of names.forms) this.keep(form);
    this.mentions = [...this.mentionAt.values()].sort(byStart);
    return this.found(outer.filter(({ span: { start } }) => this.mentionAt.has(start)));
  }

  runDefinitions(): readonly LispSymbol[] {
    for (const note of this.analyser.names.definitions) this.addDefinition(note);
    return this.definitions.sort((a, b) => a.nameSpan.start - b.nameSpan.start);
  }

  /** All that has been found; of the mentions in none of the forms, `loose` are those of globals. */
  protected found(loose: readonly GlobalMention[]): FoundNames {
    const { definitions, scopes, forms, mentions } = this;
    this.shared.references = once(() => globalReferences({ forms, loose }));
    const found = this.exported();
    this.release();
    const symbolOf = (variable: Variable) => this.symbolOf.get(variable);
    const meaningOf = ({ span, access, variable }: GlobalMention) => ({
      span,
      access,
      meaning: this.meaningOf(variable, { kind: "variable", variable }),
    });
    return {
      forms,
      loose: { definitions, mentions, scopes },
      ...found,
      meaningOf,
      symbolOf,
      globals: () => this.variableOf,
      document: this.shared,
    };
  }

  /** Lets go of what was needed to find all: what globals mean is asked for as long as the version is there. */
  private release(): void {
    for (const [symbol, variable] of this.variableOf) {
      if (variable.kind === "global") continue;
      this.variableOf.delete(symbol);
      this.symbolOf.delete(variable);
    }
    const { scopeOf, scopeBy, numberOf, symbolAt, mentionAt, growing, brought } = this;
    for (const one of [scopeOf, scopeBy, numberOf, symbolAt, mentionAt, growing, brought]) one.clear();
  }

  /** Adds references to what forms define themselves; gives the mentions of globals. */
  protected addReferences(mentions: readonly LispMention[]): readonly GlobalMention[] {
    const globals: GlobalMention[] = [];
    for (const { span, access, meaning } of mentions) {
      if (meaning.kind !== "symbol" || access === "define") continue;
      const symbol = meaning.symbol as DefinedSymbol;
      const variable = this.variableOf.get(symbol);
      if (variable?.kind === "global") globals.push({ span, access, variable });
      else symbol.own = withOneMore(symbol.own, { span, access });
    }
    return globals;
  }

  /** Takes what is found of a form by itself; what has just been found of it is taken out of the rest, where it can be kept. */
  protected keep(form: NotedForm): void {
    const { kept } = form;
    const growing = this.growing.get(form);
    if (growing !== undefined) {
      kept.symbols = this.symbolsOf(growing);
      if (kept.symbols === undefined) {
        for (const scope of growing.scopes) this.scopes.push(scope);
        for (const definition of growing.definitions) this.definitions.push(definition);
      } else for (const start of growing.starts) this.mentionAt.delete(start);
    }
    const { place, symbols } = kept;
    if (symbols === undefined) return;
    if (kept.known?.symbols !== symbols) kept.known = { place, symbols };
    this.forms.push(kept.known);
  }

  private exported(): Pick<FoundNames, "exports" | "passedOn"> {
    const exports: { readonly span: Span; readonly symbol: LispSymbol }[] = [];
    const passedOn: string[] = [];
    for (const { variable, span } of this.analyser.exports) {
      const symbol = this.symbolOf.get(variable);
      if (symbol !== undefined) exports.push({ span, symbol });
      else if (variable.defined) passedOn.push(variable.name);
    }
    return { exports, passedOn };
  }

  protected addScope({ scope, kind, name, span, form, code }: ScopeNote): void {
    const parent = this.enclosing(scope.parent) ?? this.scopes.at(0);
    // What a macro uses twice is one scope for a reader.
    const inside = parent === undefined ? undefined : this.numberOf.get(parent);
    const key = `${inside} ${kind} ${span.start} ${span.end}`;
    const twin = this.scopeBy.get(key);
    if (twin !== undefined) {
      this.scopeOf.set(scope, twin);
      return;
    }
    const { program } = this.shared;
    const isProgram = kind === "program" && program !== undefined && program.span === span;
    const made: GrowingScope = isProgram ? program : { kind, name, span, form, symbols: [], parent };
    if (kind === "program") this.shared.program = made;
    made.symbols.length = 0;
    this.scopeOf.set(scope, made);
    this.scopeBy.set(key, made);
    this.numberOf.set(made, this.numberOf.size);
    this.shared.codeOf.set(made, code);
    (this.here?.scopes ?? this.scopes).push(made);
  }

  /** Adds notes of one kind, in order; those of forms of which that is known are taken as they were found. */
  private each<Kind extends keyof FormNotes>(
    kind: Kind,
    add: (note: FormNotes[Kind][number]) => void,
    take: (form: FormSymbols) => void,
  ): void {
    const { names } = this.analyser;
    const notes: FormNotes[Kind] = names[kind];
    let at = 0;
    for (const form of this.visited) {
      for (; at < form.after[kind]; at++) add(notes[at]);
      const { symbols } = form.kept;
      if (this.isPlain && symbols !== undefined) {
        take.call(this, symbols);
        continue;
      }
      if (this.isPlain) this.here = this.growingOf(form);
      for (const note of form.notes[kind]) add(note);
      this.here = undefined;
    }
    for (; at < notes.length; at++) add(notes[at]);
  }

  protected growingOf(form: NotedForm): PartialFormSymbols {
    let growing = this.growing.get(form);
    if (growing === undefined) {
      growing = { scopes: [], definitions: [], outer: [], starts: new Set() };
      this.growing.set(form, growing);
    }
    return growing;
  }

  private takeOuter({ outer }: FormSymbols): void {
    for (const symbol of outer) this.scopes[0].symbols.push(symbol);
  }

  /** What can be kept of a form; undefined where it names what nobody knows. */
  private symbolsOf({ starts, ...own }: PartialFormSymbols): FormSymbols | undefined {
    const mentions: LispMention[] = [];
    const globals: GlobalMention[] = [];
    const within = new Set<LispSymbol>(own.definitions);
    for (const start of starts) {
      const mention = this.mentionAt.get(start) as LispMention;
      const { span, access, meaning } = mention;
      const isOutside = meaning.kind === "symbol" && !within.has(meaning.symbol);
      const variable = isOutside ? this.variableOf.get(meaning.symbol) : undefined;
      const isUnknown = meaning.kind === "unknown" || meaning.kind === "module";
      if (isUnknown || (isOutside && variable === undefined)) return undefined;
      if (variable === undefined) mentions.push(mention);
      else globals.push({ span, access, variable });
    }
    mentions.sort(byStart);
    globals.sort(byStart);
    // Copies are as long as they have to be: arrays that have grown have room for more.
    return {
      scopes: own.scopes.slice(),
      definitions: own.definitions.slice(),
      outer: own.outer.slice(),
      mentions: mentions.slice(),
      globals: globals.slice(),
      doubtful: undefined,
      colours: undefined,
    };
  }

  /** Bodies have scopes of their own in the analyser: what they define counts for the form around them. */
  private enclosing(scope: Scope | undefined): GrowingScope | undefined {
    for (let at = scope; at !== undefined; at = at.parent) {
      const found = this.scopeOf.get(at);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  protected addDefinition(note: DefinitionNote): void {
    const { name, meaning } = note;
    const identity = identityOf(meaning);
    this.claim(name);
    if (!isWritten(this.text, name) && !this.isImported(note)) return;
    const { start } = name.span;
    const before = this.symbolOf.get(identity);
    if (before !== undefined) {
      if (before.nameSpan.start === start || note.kind === "import") return;
      this.mention(name.span, "write", { kind: "symbol", symbol: before });
      return;
    }
    const twin = note.kind === "import" ? undefined : this.symbolAt.get(start);
    const symbol = twin ?? this.makeSymbol(note);
    this.symbolOf.set(identity, symbol);
    if (twin !== undefined) return;
    (this.here?.definitions ?? this.definitions).push(symbol);
    if (meaning.kind === "variable") this.variableOf.set(symbol, meaning.variable);
    const holder = this.enclosing(note.scope);
    holder?.symbols.push(symbol);
    if (holder === this.scopes[0]) this.here?.outer.push(symbol);
    if (!isWritten(this.text, name)) return;
    this.symbolAt.set(start, symbol);
    this.mention(name.span, "define", { kind: "symbol", symbol });
  }

  private mention(span: Span, access: MentionAccess, meaning: LispMeaning): void {
    this.here?.starts.add(span.start);
    this.mentionAt.set(span.start, { span, access, meaning });
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
      kind === "parameter" ? undefined : this.shared.source,
      names.documentation.get(identityOf(meaning)),
      this.shared,
    );
  }

  protected addMention({ name, meaning, access }: MentionNote): void {
    const place = this.placeOf(name, meaning);
    if (name.span.start > this.text.length && (meaning.kind === "variable" || meaning.kind === "macro")) {
      const symbol = this.symbolOf.get(identityOf(meaning));
      if (symbol !== undefined) symbol.isNamedElsewhere = true;
    }
    const before = place && this.mentionAt.get(place.start);
    // A macro may read and write what it is given.
    const isMore = before?.access === "read" && access === "write" && before.meaning.kind === "symbol";
    if (place === undefined || (before !== undefined && !isMore)) return;
    this.mention(place, access, this.meaningOf(name, meaning));
  }

  /** Where a name is in the text; for one that a template brought, where the template has it. */
  private placeOf(name: SymbolDatum, meaning: Noted): Span | undefined {
    const isPath = meaning.kind === "module" && this.text[name.span.start] === '"';
    if (isPath) return name.span;
    const written = originalOf(name);
    if (written !== name && this.isBroughtAlong(meaning)) {
      this.claim(name);
      return undefined;
    }
    if (isWritten(this.text, written) || (meaning.kind === "form" && isMark(this.text, written)))
      return written.span;
    const { source } = written;
    return source !== undefined && isWritten(this.text, { ...written, span: source }) ? source : undefined;
  }

  /** A template's name that its expansion binds means nothing outside. */
  private claim(name: SymbolDatum): void {
    if (name.alias !== undefined) this.brought.add(originalOf(name).span.start);
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

  private meaningOf({ name }: { readonly name: string }, meaning: Noted): LispMeaning {
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
