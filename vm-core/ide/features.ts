/**
 * What a language offers in the editor: the shape of its record, the same for each language.
 *
 * Invariant: every member is a pure function over a snapshot. A language that has no such thing says `undefined`,
 * so a forgotten one does not compile.
 */
import type { Snapshot } from "../analyze/index.ts";
import type { Optimized, PassName, Rewrite } from "../optimize/index.ts";
import type { Diagnostic, Fix, TextEdit } from "../text/diagnostic.ts";
import type { Span } from "../text/span.ts";
import type {
  Definition,
  DocumentSymbol,
  FoldingRange,
  FunctionPlace,
  Hover,
  InlineVariable,
  Reference,
  RenameResult,
  RenameTarget,
  SemanticToken,
  SignatureHelp,
} from "./answers.ts";
import type { FlowChart } from "./asm/flow-chart.ts";
import type { OptimizedPreview } from "./asm/optimized-preview.ts";
import type { PassesView } from "./asm/passes-view.ts";
import type { Completion, CompletionContext } from "./candidate.ts";
import type { ExportedName } from "./exported-name.ts";
import type { FormatStyle } from "./format-style.ts";
import type { InlayHint, InlayHintSettings } from "./inlay-hint.ts";
import type { LinkedView } from "./linked-text.ts";
import type { ResolveModule } from "./modules.ts";
import type { Refactoring } from "./refactoring.ts";

export interface Features<S extends Snapshot = Snapshot> {
  /** What is under the cursor; for an instruction also what it does to the stack there. */
  hover(snapshot: S, offset: number, resolve?: ResolveModule): Hover | undefined;
  /** Best first. */
  completions(snapshot: S, offset: number, context?: CompletionContext): readonly Completion[];
  /** What is on a line before the path of a module. */
  readonly pathStart: RegExp;
  /** What is on a line before a name that may be one that a module offers. */
  readonly nameStart: RegExp;
  /** The parts of what is written at the cursor; `typed` when a character that was typed asks for it. */
  signatureHelp(
    snapshot: S,
    offset: number,
    typed?: boolean,
    resolve?: ResolveModule,
  ): SignatureHelp | undefined;
  /** Where what is under the cursor is made. */
  definition(snapshot: S, offset: number, resolve?: ResolveModule): Definition | undefined;
  /** The places of the name under the cursor, in source order, the declaration among them. */
  references(snapshot: S, offset: number): readonly Reference[];
  /**
   * The places of a name that other documents know, in source order: in the document that makes it (`isHome`), or in
   * one that imports or includes it.
   */
  sharedReferences(snapshot: S, name: string, isHome: boolean): readonly Reference[];
  /** The same, or the other parts of the structure under the cursor. */
  highlights(snapshot: S, offset: number): readonly Reference[];
  /** The outline. */
  documentSymbols(snapshot: S): readonly DocumentSymbol[];
  /** The outline of a text of which nothing else is asked, as its syntax tells it. */
  outlineOf(text: string): readonly DocumentSymbol[];
  /** In source order; they lie within each other or apart. */
  functions(snapshot: S): readonly FunctionPlace[];
  /** The places that name what may be a function, in source order, but for its definition. */
  calls(snapshot: S): readonly Span[];
  /** The names of modules that are started as processes, in source order. */
  processNames(snapshot: S): readonly { readonly name: string; readonly span: Span }[];
  /** Folding besides comments and regions, which fold in any language. */
  codeFolds(snapshot: S): readonly FoldingRange[];
  /** What growing a selection takes in: each lies in the next one, and the last one is the text. */
  selections(snapshot: S, offset: number): readonly Span[];
  /** Colours that a grammar cannot know: in order, and none overlap. */
  /** In groups, each of which is the same array as long as its tokens are the same; their places may have moved. */
  tokenGroups(snapshot: S): readonly (readonly SemanticToken[])[];
  /** The edits that format the lines which a range touches; they change blanks alone, and neither program nor comments. */
  format(snapshot: S, range?: Span, style?: FormatStyle): readonly TextEdit[];
  /** The edits after Enter was typed; the cursor is on the new line. */
  formatTyped(snapshot: S, offset: number, style?: FormatStyle): readonly TextEdit[];
  /** The variables that are named from the start of the function of a stop to the end of the stop's line. */
  inlineVariables(snapshot: S, stop: Span): readonly InlineVariable[];
  /** What the settings ask for beside the code in a range. */
  inlayHints(
    snapshot: S,
    settings: InlayHintSettings,
    range: Span,
    resolve: ResolveModule,
  ): readonly InlayHint[];
  /** The places of the name under the cursor that are written anew together, in source order. */
  linkedPlaces(snapshot: S, offset: number): readonly Span[];
  /** The name under the cursor, if it can be renamed. */
  prepareRename(snapshot: S, offset: number): RenameTarget | undefined;
  /** Of a name that the document keeps to itself. */
  rename(snapshot: S, offset: number, newName: string, resolve?: ResolveModule): RenameResult;
  /**
   * The part of renaming a shared name in its home (`isHome`), or in a document that imports or includes it; `edited` has
   * the texts of all documents with the new name, by URI.
   */
  renameShared(
    snapshot: S,
    exported: ExportedName,
    newName: string,
    isHome: boolean,
    resolve: ResolveModule,
    edited: ReadonlyMap<string, string>,
  ): RenameResult;
  /** Findings about names that need more than the document, such as names that no import offers. */
  nameFindings(snapshot: S, resolve: ResolveModule): readonly Diagnostic[];
  /** The offset up to which every run gets, with nothing done before that could change the outcome of an import. */
  certainEnd(snapshot: S): number;
  /** Changes of how what is selected is written, or what is at a cursor. */
  refactorings(snapshot: S, range: Span): readonly Refactoring[];
  /** Repairs of a diagnostic that follow from its cause and the document, the likeliest one first. */
  quickFixes(snapshot: S, diagnostic: Diagnostic, resolve: ResolveModule): readonly Fix[];
  /** The text of an optimized program that comes from the document; undefined where no text says the same. */
  optimizedText(snapshot: S, optimized: Optimized, passes: readonly PassName[]): string | undefined;
  /** What some passes make of the text; undefined when they leave it alone. */
  readonly optimized:
    | ((snapshot: S, passes: readonly PassName[]) => OptimizedPreview | undefined)
    | undefined;
  /** Applies one rewrite of the optimizer to the text; undefined when it cannot be written. */
  readonly rewriteFix: ((snapshot: S, rewrite: Rewrite) => Fix | undefined) | undefined;
  /** Undefined while there is no program. */
  readonly flowChart: ((snapshot: S) => FlowChart | undefined) | undefined;
  /** The program after each pass; undefined while there is none. */
  readonly passesView: ((snapshot: S) => PassesView | undefined) | undefined;
  /** The assembly that the text becomes. */
  readonly assemblyView: ((snapshot: S) => LinkedView | undefined) | undefined;
  /** The register IR that the text becomes. */
  registerIr(snapshot: S): LinkedView | undefined;
  /** The form that a REPL is sent from a place; undefined where there is none. */
  readonly topLevelForm: ((snapshot: S, offset: number) => Span | undefined) | undefined;
}
