/** The language features: pure functions over a snapshot, plain data out, offsets everywhere. */
export { type AssemblyView, assemblyView, type LinkedAssembly, type NoAssembly } from "./assembly-view.ts";
export { type CodeAction, codeActions } from "./code-actions.ts";
export { type Completion, type CompletionContext, completesPath, completions } from "./completion.ts";
export { type Definition, definition } from "./definition.ts";
export { type DocumentSymbol, documentSymbols } from "./document-symbols.ts";
export { findings } from "./findings.ts";
export { fixAll, mendAll, optimizeAll } from "./fix-all.ts";
export {
  type FlowChart,
  type FlowChartBlock,
  type FlowChartEdge,
  type FlowEdgeKind,
  flowChart,
} from "./flow-chart.ts";
export { type FoldingRange, foldingRanges } from "./folding.ts";
export { highlights } from "./highlights.ts";
export { type Hint, hints } from "./hints.ts";
export { type Hover, hover } from "./hover.ts";
export { modulePathsIn } from "./imports.ts";
export {
  isLibrary,
  libraryOnly,
  libraryText,
  type Module,
  type ResolveModule,
  withLibrary,
} from "./modules.ts";
export { type OptimizedPreview, optimizedPreview, sizeChange } from "./optimized-preview.ts";
export { type PassesView, passesView } from "./passes-view.ts";
export { type Reference, references } from "./references.ts";
export { prepareRename, type RenameResult, type RenameTarget, rename } from "./rename.ts";
export { type SignatureHelp, signatureHelp } from "./signature-help.ts";
