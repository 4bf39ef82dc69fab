/** The language features: pure functions over a snapshot, plain data out, offsets everywhere. */
export type {
  Definition,
  DocumentSymbol,
  FoldingRange,
  Hover,
  Reference,
  RenameResult,
  RenameTarget,
  SemanticToken,
  SignatureHelp,
} from "./answers.ts";
export { type AssemblyView, assemblyView, type LinkedAssembly, type NoAssembly } from "./assembly-view.ts";
export { type CodeAction, codeActions } from "./code-actions.ts";
export { type Completion, type CompletionContext, completesPath, completions } from "./completion.ts";
export { definition } from "./definition.ts";
export { documentSymbols } from "./document-symbols.ts";
export { findings } from "./findings.ts";
export { fixAll, mendAll, optimizeAll } from "./fix-all.ts";
export {
  type FlowChart,
  type FlowChartBlock,
  type FlowChartEdge,
  type FlowEdgeKind,
  flowChart,
} from "./flow-chart.ts";
export { foldingRanges } from "./folding.ts";
export { highlights } from "./highlights.ts";
export { type Hint, hints, hintsBesideFindings } from "./hints.ts";
export { hover } from "./hover.ts";
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
export { references } from "./references.ts";
export { prepareRename, rename } from "./rename.ts";
export { selections } from "./selection.ts";
export { semanticTokens, TOKEN_MODIFIERS, TOKEN_TYPES } from "./semantic-tokens.ts";
export { signatureHelp } from "./signature-help.ts";
