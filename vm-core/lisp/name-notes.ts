/**
 * What the analyser comes across while it resolves names: definitions, mentions and scopes, as they come.
 *
 * Noting is cheap, and everything else waits until somebody asks (`symbols.ts`): most texts are only compiled.
 * Absent by design: the library, whose names are in another text.
 */
import type { Span } from "../text/span.ts";
import type { Datum, SymbolDatum } from "./datum.ts";
import type { FormSymbols } from "./form-symbols.ts";
import type { FunctionNode, Variable } from "./nodes.ts";
import type { Meaning, Scope } from "./scope.ts";

export type ScopeKind = "program" | "function" | "let" | "loop" | "catch" | "receive";

/** What a mention does with what it names. */
export type Access = "define" | "read" | "write" | "call";

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
  readonly access: Access;
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

/** From one index up to another one. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** Where the notes of a form of the top level are, which is the same in each version that has it. */
export interface NotedForm {
  readonly scopes: Range;
  readonly definitions: Range;
  readonly mentions: Range;
  /** What the notes have come to is kept here. */
  readonly kept: { symbols: FormSymbols | undefined };
}

export class NameNotes {
  /** Those of some forms, in order. */
  readonly forms: NotedForm[] = [];
  readonly definitions: DefinitionNote[] = [];
  readonly mentions: MentionNote[] = [];
  readonly scopes: ScopeNote[] = [];
  readonly templates: TemplateNote[] = [];
  readonly documentation = new Map<Variable | Meaning, string>();
  readonly documented: { readonly named: Variable | Meaning; readonly text: string }[] = [];
  /** Off while the library is analysed. */
  isOn = true;

  define(note: DefinitionNote): void {
    if (this.isOn) this.definitions.push(note);
  }

  mention(name: SymbolDatum, meaning: Noted, access: Access): void {
    if (this.isOn) this.mentions.push({ name, meaning, access });
  }

  scope(note: ScopeNote): void {
    if (this.isOn) this.scopes.push(note);
  }

  template(note: TemplateNote): void {
    if (this.isOn) this.templates.push(note);
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
    const around = new Set(
      this.scopes.filter(
        ({ kind, span }) => kind !== "program" && span.start <= offset && offset <= span.end,
      ),
    );
    const scopes = new Set([...around].map(({ scope }) => scope));
    return this.definitions.filter(({ scope }) => scopes.has(scope)).map(({ name }) => name.name);
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
