/** What is found of the names of a Lisp text. */
import type { Span } from "../text/span.ts";
import type { LispScope, LispSymbol } from "./defined-symbol.ts";
import type { FormSymbols, GlobalMention } from "./form-symbols.ts";
import type { MentionAccess } from "./name-notes.ts";
import type { Variable } from "./nodes.ts";

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
  readonly access: MentionAccess;
  readonly meaning: LispMeaning;
}

/** The names of a Lisp text: definitions, references and scopes; put together when somebody asks. */
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
  /** Those of the definitions that imports make. */
  readonly imported: readonly LispSymbol[];
  /** Those of the mentions that are paths of modules and files, or mean nothing. */
  readonly outside: readonly LispMention[];
  /** What it is put together from. */
  readonly found: FoundNames;
  /** The mention at an offset; of two that touch there, the later one: `'` is no word of its own. */
  mentionAt(offset: number): LispMention | undefined;
  /** The scopes whose names can be named at an offset, the innermost first. */
  scopesAround(offset: number): readonly LispScope[];
}

/** A form of which the names are known by themselves. */
export interface KnownForm {
  readonly place: Span;
  readonly symbols: FormSymbols;
}

/** What is found of a text. */
export interface FoundNames {
  readonly forms: readonly KnownForm[];
  /** All that is in none of these forms. */
  readonly loose: {
    readonly definitions: readonly LispSymbol[];
    /** In order. */
    readonly mentions: readonly LispMention[];
    /** The first is that of the program. */
    readonly scopes: readonly LispScope[];
  };
  readonly exports: LispSymbols["exports"];
  readonly passedOn: readonly string[];
  /** What a name of a form means that is none of its own. */
  meaningOf(mention: GlobalMention): LispMention;
  /** The definition of a global, where it is in the text. */
  symbolOf(variable: Variable): LispSymbol | undefined;
  /** The definitions of all globals. */
  globals(): Iterable<readonly [LispSymbol, Variable]>;
  /** One for all versions of a document. */
  readonly document: object;
}
