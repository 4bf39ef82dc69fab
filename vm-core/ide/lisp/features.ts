/** What Lisp offers in the editor. */
import type { LispSnapshot } from "../../analyze/index.ts";
import { lispDefinitions } from "../../lisp/index.ts";
import { optimizedLisp } from "../asm/optimized-text.ts";
import type { Features } from "../features.ts";
import { assemblyView } from "./assembly-view.ts";
import { lispCalls, lispFunctionPlaces } from "./calls.ts";
import { LISP_PATH, lispCompletions } from "./completion.ts";
import { lispDefinition } from "./definition.ts";
import { lispOutline } from "./document-symbols.ts";
import { firstEffect, lispFindings, lispQuickFixes } from "./findings.ts";
import { formFolds } from "./folding.ts";
import { formatLisp, formatTypedLisp } from "./format.ts";
import { lispHover } from "./hover.ts";
import { lispInlayHints } from "./inlay-hints.ts";
import { lispInlineVariables } from "./inline-variables.ts";
import { lispLinkedPlaces } from "./linked-editing.ts";
import { lispRefactorings } from "./refactorings.ts";
import { lispReferences, lispSharedReferences } from "./references.ts";
import { lispRegisterIr } from "./register-ir.ts";
import { lispRename, lispRenameShared, prepareLispRename } from "./rename.ts";
import { lispSelections } from "./selection.ts";
import { lispTokens } from "./semantic-tokens.ts";
import { lispSignatureHelp } from "./signature-help.ts";
import { topLevelForm } from "./top-level-form.ts";

export const LISP_FEATURES: Features<LispSnapshot> = {
  hover: lispHover,
  completions: lispCompletions,
  pathStart: LISP_PATH,
  nameStart: /^/,
  signatureHelp: lispSignatureHelp,
  definition: lispDefinition,
  references: lispReferences,
  sharedReferences: lispSharedReferences,
  highlights: lispReferences,
  documentSymbols: ({ symbols }) => lispOutline(symbols.definitions),
  outlineOf: (text) => lispOutline(lispDefinitions(text)),
  functions: lispFunctionPlaces,
  calls: lispCalls,
  processNames: () => [],
  codeFolds: formFolds,
  selections: lispSelections,
  tokenGroups: lispTokens,
  format: formatLisp,
  formatTyped: formatTypedLisp,
  inlayHints: lispInlayHints,
  inlineVariables: lispInlineVariables,
  linkedPlaces: lispLinkedPlaces,
  prepareRename: prepareLispRename,
  rename: lispRename,
  renameShared: lispRenameShared,
  nameFindings: lispFindings,
  certainEnd: firstEffect,
  refactorings: lispRefactorings,
  quickFixes: lispQuickFixes,
  optimizedText: ({ program }, _, passes) => program && optimizedLisp(program, passes),
  optimized: undefined,
  rewriteFix: undefined,
  flowChart: undefined,
  passesView: undefined,
  assemblyView,
  registerIr: lispRegisterIr,
  topLevelForm,
};
