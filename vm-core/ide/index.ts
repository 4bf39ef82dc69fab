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
export { type Completion, type CompletionContext, completesPath, completions } from "./asm/completion.ts";
export { definition } from "./asm/definition.ts";
export { documentSymbols } from "./asm/document-symbols.ts";
export {
  type FlowChart,
  type FlowChartBlock,
  type FlowChartEdge,
  type FlowEdgeKind,
  flowChart,
} from "./asm/flow-chart.ts";
export { foldingRanges } from "./asm/folding.ts";
export { highlights } from "./asm/highlights.ts";
export { hover } from "./asm/hover.ts";
export { type OptimizedPreview, optimizedPreview, sizeChange } from "./asm/optimized-preview.ts";
export { type PassesView, passesView } from "./asm/passes-view.ts";
export { references } from "./asm/references.ts";
export { prepareRename, rename } from "./asm/rename.ts";
export { selections } from "./asm/selection.ts";
export { signatureHelp } from "./asm/signature-help.ts";
export { type AssemblyView, assemblyView, type LinkedAssembly, type NoAssembly } from "./assembly-view.ts";
export { type CodeAction, codeActions } from "./code-actions.ts";
export { findings } from "./findings.ts";
export { fixAll, mendAll, optimizeAll } from "./fix-all.ts";
export { type Hint, hints, hintsBesideFindings } from "./hints.ts";
export { modulePathsIn } from "./imports.ts";
export {
  isLibrary,
  libraryOnly,
  libraryText,
  type Module,
  type ResolveModule,
  withLibrary,
} from "./modules.ts";
export { semanticTokens, TOKEN_MODIFIERS, TOKEN_TYPES } from "./semantic-tokens.ts";
