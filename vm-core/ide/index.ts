/**
 * The language features: pure functions over a snapshot, plain data out, offsets everywhere.
 *
 * What differs from language to language is asked of the document's own (`languages.ts`).
 */
import type { Snapshot } from "../analyze/index.ts";
import type { FlowChart } from "./asm/flow-chart.ts";
import type { PassesView } from "./asm/passes-view.ts";
import type { Features } from "./features.ts";
import { featuresOf } from "./languages.ts";
import type { LinkedView } from "./linked-text.ts";
import { isLibrary } from "./modules.ts";
import { matchesBefore } from "./text-line.ts";

export type {
  Definition,
  DefinitionTarget,
  DocumentSymbol,
  FoldingRange,
  Hover,
  Reference,
  RenameResult,
  RenameTarget,
  SemanticToken,
  SignatureHelp,
} from "./answers.ts";
export type { FlowChart, FlowChartBlock, FlowChartEdge, FlowEdgeKind } from "./asm/flow-chart.ts";
export type { OptimizedPreview } from "./asm/optimized-preview.ts";
export type { PassesView } from "./asm/passes-view.ts";
export { type Saving, savingInWords, savingOf } from "./asm/savings.ts";
export {
  type Callable,
  type Calls,
  callableAt,
  incomingCalls,
  outgoingCalls,
  topLevelOf,
} from "./calls.ts";
export { type Completion, type CompletionContext, MOST_CANDIDATES } from "./candidate.ts";
export { type CodeAction, codeActions } from "./code-actions.ts";
export { type CodeLens, type CodeLensSettings, codeLenses } from "./code-lenses.ts";
export { declaration } from "./declaration.ts";
export { type DiagnosticSettings, diagnostics } from "./diagnostics.ts";
export { type DocumentLink, documentLinks } from "./document-links.ts";
export { earlyDiagnostics, type FoundBefore, keptFindings } from "./early-diagnostics.ts";
export { findings } from "./findings.ts";
export { fixAll, mendAll, optimizeAll } from "./fix-all.ts";
export { fixesOf } from "./fixes.ts";
export { foldingRanges } from "./folding.ts";
export { DEFAULT_STYLE, type FormatStyle } from "./format-style.ts";
export { type Hint, hints, hintsBesideFindings } from "./hints.ts";
export { implementation } from "./implementation.ts";
export type { KnownModule } from "./importable.ts";
export { modulePathsIn } from "./imports.ts";
export type { InlayHint, InlayHintSettings } from "./inlay-hint.ts";
export { inlayHints } from "./inlay-hints.ts";
export { inlineVariables } from "./inline-variables.ts";
export { linkedPlaces } from "./linked-editing.ts";
export type { LinkedLine, LinkedText, LinkedView, NoText } from "./linked-text.ts";
export {
  isLibrary,
  libraryOnly,
  libraryText,
  type Module,
  type ResolveModule,
  withLibrary,
} from "./modules.ts";
export { type MovedFile, moveEdits } from "./moved-modules.ts";
export { distanceOf } from "./name-distance.ts";
export { optimizedPreview } from "./optimized.ts";
export { organizeImports } from "./organize-imports.ts";
export type { Refactoring } from "./refactoring.ts";
export { type DocumentReferences, referencesAcross } from "./references-across.ts";
export { prepareRenameAcross, type RenameAcross, renameAcross } from "./rename-across.ts";
export { semanticTokens, TOKEN_MODIFIERS, TOKEN_TYPES, tokenGroups } from "./semantic-tokens.ts";
export { type Neighbour, type SharedName, sharedNameAt } from "./shared-name.ts";
export { type NamedPlace, type NamedPlaces, namedPlaces, namedPlacesIn } from "./workspace-symbols.ts";

/** What is under the cursor; for an instruction also what it does to the stack there. */
export const hover: Features["hover"] = (snapshot, ...asked) =>
  featuresOf(snapshot).hover(snapshot, ...asked);

/** What may be written at the cursor, best first. */
export const completions: Features["completions"] = (snapshot, ...asked) =>
  featuresOf(snapshot).completions(snapshot, ...asked);

/** Whether completion at a place is of paths of modules: only then do the files of the context matter. */
export function completesPath(snapshot: Snapshot, offset: number): boolean {
  return matchesBefore(featuresOf(snapshot).pathStart, snapshot, offset);
}

/** Whether completion at a place may be of names of modules: only then do the modules of the context matter. */
export function completesName(snapshot: Snapshot, offset: number): boolean {
  return matchesBefore(featuresOf(snapshot).nameStart, snapshot, offset);
}

/** The parts of what is written at the cursor; `typed` when a character that was typed asks for it. */
export const signatureHelp: Features["signatureHelp"] = (snapshot, ...asked) =>
  featuresOf(snapshot).signatureHelp(snapshot, ...asked);

/** Where what is under the cursor is made; undefined when it is no name, or is made nowhere. */
export const definition: Features["definition"] = (snapshot, ...asked) =>
  featuresOf(snapshot).definition(snapshot, ...asked);

/** The places of the name under the cursor, in source order, the declaration among them. */
export const references: Features["references"] = (snapshot, offset) =>
  featuresOf(snapshot).references(snapshot, offset);

/** The places of the name under the cursor, or the other parts of the structure that it is part of. */
export const highlights: Features["highlights"] = (snapshot, offset) =>
  featuresOf(snapshot).highlights(snapshot, offset);

/** The functions that a document defines, in source order; they lie within each other or apart. */
export const functionPlaces: Features["functions"] = (snapshot) => featuresOf(snapshot).functions(snapshot);

/** Changes of how what is selected is written, or what is at a cursor; none of the library. */
export const refactorings: Features["refactorings"] = (snapshot, range) =>
  isLibrary(snapshot.uri) ? [] : featuresOf(snapshot).refactorings(snapshot, range);

/** The outline. */
export const documentSymbols: Features["documentSymbols"] = (snapshot) =>
  featuresOf(snapshot).documentSymbols(snapshot);

/** The edits that format the lines which a range touches, or the whole text; they change blanks alone. */
export const format: Features["format"] = (snapshot, ...asked) =>
  featuresOf(snapshot).format(snapshot, ...asked);

/** The edits after Enter was typed; the cursor is on the new line. */
export const formatTyped: Features["formatTyped"] = (snapshot, ...asked) =>
  featuresOf(snapshot).formatTyped(snapshot, ...asked);

/** What growing a selection takes in: each lies in the next one, and the last one is the text. */
export const selections: Features["selections"] = (snapshot, offset) =>
  featuresOf(snapshot).selections(snapshot, offset);

/** The name under the cursor, if it can be renamed. */
export const prepareRename: Features["prepareRename"] = (snapshot, offset) =>
  featuresOf(snapshot).prepareRename(snapshot, offset);

/** The edits that give what is under the cursor another name, or a sentence that says why there are none. */
export const rename: Features["rename"] = (snapshot, ...asked) =>
  featuresOf(snapshot).rename(snapshot, ...asked);

/** The text of an optimized program that comes from a document; undefined where no text says the same. */
export const optimizedText: Features["optimizedText"] = (snapshot, ...asked) =>
  featuresOf(snapshot).optimizedText(snapshot, ...asked);

/** The control-flow graph; undefined while there is no program, and in a language that has none. */
export function flowChart(snapshot: Snapshot): FlowChart | undefined {
  return featuresOf(snapshot).flowChart?.(snapshot);
}

/** The program after each pass of the optimizer; undefined as for the control-flow graph. */
export function passesView(snapshot: Snapshot): PassesView | undefined {
  return featuresOf(snapshot).passesView?.(snapshot);
}

/** The assembly that a text of another language becomes, or its first error; undefined for assembly itself. */
export function assemblyView(snapshot: Snapshot): LinkedView | undefined {
  return featuresOf(snapshot).assemblyView?.(snapshot);
}

/** The register IR that a text becomes, or its first error. */
export function registerIr(snapshot: Snapshot): LinkedView | undefined {
  return featuresOf(snapshot).registerIr(snapshot);
}

/** The form that a REPL is sent from a place; undefined where there is none. */
export function topLevelForm(
  snapshot: Snapshot,
  offset: number,
): ReturnType<NonNullable<Features["topLevelForm"]>> {
  return featuresOf(snapshot).topLevelForm?.(snapshot, offset);
}
