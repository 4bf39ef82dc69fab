/**
 * What the analyser comes across while it resolves names: definitions, mentions and scopes, as they come.
 *
 * Noting is cheap, and everything else waits until somebody asks (`symbols.ts`): most texts are only compiled.
 * Absent by design: the library, whose names are in another text.
 */
import type { Span } from "../text/span.ts";
import type { Datum, SymbolDatum } from "./datum.ts";
import type { FormSymbols } from "./form-symbols.ts";
import type { KnownForm } from "./found-symbols.ts";
import type { FunctionNode, Variable } from "./nodes.ts";
import type { Meaning, Scope } from "./scope.ts";

export type ScopeKind = "program" | "function" | "let" | "loop" | "catch" | "receive";

/** What a mention does with what it names. */
export type MentionAccess = "define" | "read" | "write" | "call";

export type Noted =
  | Meaning
  | { readonly kind: "word"; readonly name: string }
  /** The path of a module, or of a file that is included. */
  | { readonly kind: "module"; readonly name: string; readonly isIncluded: boolean };

export interface DefinitionNote {
  readonly name: SymbolDatum;
  readonly kind: "variable" | "parameter" | "local" | "macro" | "import";
  /** The form that makes it. */
  readonly form: Span;
  readonly scope: Scope;
  /** Its meaning in `scope`: the variable, or the macro. */
  readonly meaning: Meaning;
}

export interface MentionNote {
  readonly name: SymbolDatum;
  readonly meaning: Noted;
  readonly access: MentionAccess;
}

export interface ScopeNote {
  readonly scope: Scope;
  readonly kind: ScopeKind;
  readonly name: string | undefined;
  /** Where its names can be named. */
  readonly span: Span;
  /** The form that makes it. */
  readonly form: Span;
  /** The function whose code is in it. */
  readonly code: FunctionNode;
}

/** A template of a macro, with the names that its pattern stands for. */
export interface TemplateNote {
  readonly template: Datum;
  readonly variables: ReadonlySet<string>;
  readonly scope: Scope;
}

/** What was noted of a form of the top level, which is the same in each version that has it. */
export interface FormNotes {
  readonly scopes: readonly ScopeNote[];
  readonly definitions: readonly DefinitionNote[];
  readonly mentions: readonly MentionNote[];
}

/** How many notes there are. */
export type NoteCounts = Readonly<Record<keyof FormNotes, number>>;

export interface NotedForm {
  /** How many notes come in front of its own that are not those of such forms. */
  readonly after: NoteCounts;
  readonly notes: FormNotes;
  /** What the notes have come to is kept here. */
  readonly kept: {
    readonly place: Span;
    symbols: FormSymbols | undefined;
    /** The same with its place: one object as long as both are the same. */
    known: KnownForm | undefined;
  };
}

/** `definitions`, `mentions` and `scopes` are without those of `forms`. */
export class NameNotes {
  /** Forms that have their notes themselves, in order. */
  readonly forms: NotedForm[] = [];
  readonly definitions: DefinitionNote[] = [];
  readonly mentions: MentionNote[] = [];
  readonly scopes: ScopeNote[] = [];
  readonly templates: TemplateNote[] = [];
  readonly documentation = new Map<Variable | Meaning, string>();
  readonly documented: { readonly named: Variable | Meaning; readonly text: string }[] = [];
  /** Off while the library is analysed. */
  isOn = true;
  /** Only definitions are noted. */
  isOutline = false;

  define(note: DefinitionNote): void {
    if (this.isOn) this.definitions.push(note);
  }

  mention(name: SymbolDatum, meaning: Noted, access: MentionAccess): void {
    if (this.isOn && !this.isOutline) this.mentions.push({ name, meaning, access });
  }

  scope(note: ScopeNote): void {
    if (this.isOn && !this.isOutline) this.scopes.push(note);
  }

  template(note: TemplateNote): void {
    if (this.isOn && !this.isOutline) this.templates.push(note);
  }

  get counts(): NoteCounts {
    const { scopes, definitions, mentions } = this;
    return { scopes: scopes.length, definitions: definitions.length, mentions: mentions.length };
  }

  /** Takes out what was noted since there were so many. */
  takeSince({ scopes, definitions, mentions }: NoteCounts): FormNotes {
    return {
      scopes: this.scopes.splice(scopes),
      definitions: this.definitions.splice(definitions),
      mentions: this.mentions.splice(mentions),
    };
  }

  /** Adds a form with its notes. */
  addForm(notes: FormNotes, kept: NotedForm["kept"]): void {
    this.forms.push({ after: this.counts, notes, kept });
  }

  /** Takes over what another analyser found in a part of the text; `translate` tells what that means here. */
  adopt(other: NameNotes, part: Span, translate: (meaning: Noted) => Noted): void {
    const isIn = ({ start, end }: Span): boolean => part.start <= start && end <= part.end;
    for (const note of other.scopes) if (isIn(note.form)) this.scope(note);
    for (const note of other.definitions) if (isIn(note.name.span)) this.define(note);
    for (const note of other.mentions) {
      if (isIn(note.name.span)) this.mention(note.name, translate(note.meaning), note.access);
    }
  }

  /** Names of variables that are no globals, whose scope an offset lies in; the innermost last. */
  localsAt(offset: number): readonly string[] {
    const isAround = ({ start, end }: Span) => start <= offset && offset <= end;
    const all: FormNotes[] = [this];
    for (const { kept, notes } of this.forms) if (isAround(kept.place)) all.push(notes);
    const scopes = new Set<Scope>();
    for (const notes of all) {
      for (const { kind, span, scope } of notes.scopes)
        if (kind !== "program" && isAround(span)) scopes.add(scope);
    }
    return all.flatMap(({ definitions }) =>
      definitions.flatMap(({ scope, name }) => (scopes.has(scope) ? [name.name] : [])),
    );
  }

  /** `named` is a variable, or the meaning of a macro. */
  document(named: Variable | Meaning, text: string): void {
    if (!this.isOn) return;
    this.documentation.set(named, text);
    this.documented.push({ named, text });
  }
}

/** From the first of some data to the end of the form that they end. */
export function spanFrom(data: readonly { readonly span: Span }[], form: Span): Span {
  const start = data.length === 0 ? form.end - 1 : data[0].span.start;
  return { start: Math.min(Math.max(start, form.start), form.end), end: form.end };
}
