/** What the features answer: plain data with offsets, the same for each language. */
import type { Snapshot } from "../analyze/index.ts";
import type { TextEdit } from "../text/diagnostic.ts";
import type { Span } from "../text/span.ts";

export interface Definition {
  /** The name under the cursor. */
  readonly origin: Span;
  readonly targets: readonly DefinitionTarget[];
}

/** Where a name is defined. */
export interface DefinitionTarget {
  /** The document that it is in: the library's, or one that is imported, or the one that was asked about. */
  readonly document: Snapshot;
  /** The whole line. */
  readonly span: Span;
  /** The name in it. */
  readonly name: Span;
}

/** What a place does with the name. */
export type Access = "declare" | "read" | "write";

/** A place where a name is used or defined. */
export interface Reference {
  readonly span: Span;
  readonly access: Access;
}

/** What a hover shows, and the span that it is about. */
export interface Hover {
  readonly span: Span;
  readonly markdown: string;
  /** Where the documentation says more, as in `Diagnostic`. */
  readonly page?: string;
}

/** The operands or arguments of the call at the cursor. */
export interface SignatureHelp {
  /** `CALL target [parameters…]`, `(add a more…)` */
  readonly label: string;
  /** Markdown. */
  readonly documentation: string;
  readonly parameters: readonly Parameter[];
  /** Index of the operand at the cursor. */
  readonly active: number;
}

export interface Parameter {
  /** Its place in the label. */
  readonly start: number;
  readonly end: number;
  /** Markdown. */
  readonly documentation: string;
}

/** An entry of the outline of a document. */
export interface DocumentSymbol {
  readonly name: string;
  /** A `function` is called or made a value of; a `label` is jumped to at most. */
  readonly kind: "function" | "label" | "variable" | "macro";
  /** Its parameters, where they are known. */
  readonly detail: string;
  /** A label reaches to the last instruction before the next one, a definition is its form. */
  readonly span: Span;
  readonly nameSpan: Span;
  /** What is defined within. */
  readonly children?: readonly DocumentSymbol[];
}

/** A function and where it is. */
export interface FunctionPlace {
  readonly name: string;
  /** Its parameters, where they are known. */
  readonly detail: string;
  /** All that belongs to it. */
  readonly span: Span;
  readonly nameSpan: Span;
}

/** A part of a text that can be folded. */
export interface FoldingRange {
  /** From the line that stays visible to the end of the last one that hides. */
  readonly span: Span;
  readonly kind: "code" | "comment" | "region";
}

/** A variable whose value is shown beside a line. */
export interface InlineVariable {
  readonly name: string;
  readonly span: Span;
}

export type TokenType = "function" | "variable" | "parameter" | "macro" | "keyword" | "property";

export type TokenModifier = "declaration" | "readonly" | "defaultLibrary";

/** A token with the meaning that the analysis gives it. */
export interface SemanticToken {
  readonly span: Span;
  readonly type: TokenType;
  readonly modifiers: readonly TokenModifier[];
}

export interface RenameTarget {
  readonly span: Span;
  /** The name as it is, without quotes. */
  readonly name: string;
}

/** What a rename did, or why there is none: a sentence for the user. */
export type RenameResult = { readonly edits: readonly TextEdit[] } | { readonly refusal: string };
