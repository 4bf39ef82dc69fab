/** What assembly offers in the editor. */
import { type AsmSnapshot, LANGUAGES } from "../../analyze/index.ts";
import type { Features } from "../features.ts";
import { calls, functions, processNames } from "./calls.ts";
import { completions } from "./completion.ts";
import { definition } from "./definition.ts";
import { documentSymbols } from "./document-symbols.ts";
import { asmFindings, certainEnd } from "./findings.ts";
import { quickFixes } from "./fixes/index.ts";
import { flowChart } from "./flow-chart.ts";
import { codeFolds } from "./folding.ts";
import { formatAssembly, formatTypedAssembly } from "./format.ts";
import { highlights } from "./highlights.ts";
import { hover } from "./hover.ts";
import { inlayHints } from "./inlay-hints.ts";
import { inlineVariables } from "./inline-variables.ts";
import { linkedPlaces } from "./linked-editing.ts";
import { optimizedDocument } from "./optimized-preview.ts";
import { optimizedText } from "./optimized-text.ts";
import { passesView } from "./passes-view.ts";
import { refactorings } from "./refactorings.ts";
import { references, sharedReferences } from "./references.ts";
import { registerIr } from "./register-ir.ts";
import { prepareRename, rename, renameShared } from "./rename.ts";
import { rewriteFix } from "./rewrite-fix.ts";
import { selections } from "./selection.ts";
import { signatureHelp } from "./signature-help.ts";

export const ASM_FEATURES: Features<AsmSnapshot> = {
  hover,
  completions,
  pathStart: /^\s*IMPORT\s/,
  nameStart: /^\s*[^\s;]+\s/,
  signatureHelp,
  definition,
  references,
  sharedReferences,
  highlights,
  documentSymbols,
  outlineOf: (text) => documentSymbols(LANGUAGES.asm.analyzeSyntax("", 0, text, "size")),
  functions,
  calls,
  processNames,
  codeFolds,
  selections,
  // The grammar knows everything.
  tokenGroups: () => [],
  format: formatAssembly,
  formatTyped: formatTypedAssembly,
  inlayHints,
  inlineVariables,
  linkedPlaces,
  prepareRename,
  rename,
  renameShared,
  nameFindings: asmFindings,
  certainEnd,
  refactorings,
  quickFixes,
  optimizedText: ({ syntax }, optimized) => optimizedText(syntax, optimized),
  optimized: optimizedDocument,
  rewriteFix,
  flowChart,
  passesView,
  assemblyView: undefined,
  registerIr,
  topLevelForm: undefined,
};
