/** The features of the server; what it can do, and what answers, both follow from this list. */
import type { ServerCapabilities } from "vscode-languageserver";
import type { Feature, Rim } from "../feature.ts";
import { type ParameterShapes, SHAPES } from "../parameters.ts";
import { ASSEMBLY_VIEW } from "./assembly.ts";
import { CALL_HIERARCHY } from "./call-hierarchy.ts";
import { CODE_ACTIONS } from "./code-actions.ts";
import { CODE_LENS } from "./code-lens.ts";
import { COMPLETION } from "./completion.ts";
import { DECLARATION, DEFINITION, IMPLEMENTATION } from "./definition.ts";
import { DOCUMENT_LINKS } from "./document-links.ts";
import { DOCUMENT_SYMBOLS } from "./document-symbols.ts";
import { FILE_RENAMES } from "./file-renames.ts";
import { FLOW_CHART_VIEW } from "./flow-chart.ts";
import { FOLDING } from "./folding.ts";
import { FORMATTING } from "./formatting.ts";
import { HIGHLIGHTS } from "./highlights.ts";
import { HOVER } from "./hover.ts";
import { INLAY_HINTS } from "./inlay-hints.ts";
import { INLINE_VALUES } from "./inline-values.ts";
import { LIBRARY } from "./library.ts";
import { LINKED_EDITING } from "./linked-editing.ts";
import { OPTIMIZED_PROGRAM } from "./optimized.ts";
import { PASSES_VIEW } from "./passes.ts";
import { REFERENCES } from "./references.ts";
import { REGISTER_IR_VIEW } from "./register-ir.ts";
import { RENAME } from "./rename.ts";
import { SELECTION } from "./selection.ts";
import { SEMANTIC_TOKENS } from "./semantic-tokens.ts";
import { SIGNATURE_HELP } from "./signature-help.ts";
import { FORM_TO_SEND } from "./top-level-form.ts";
import { WORKSPACE_SYMBOLS } from "./workspace-symbols.ts";

export const FEATURES: readonly Feature[] = [
  HOVER,
  COMPLETION,
  SIGNATURE_HELP,
  DEFINITION,
  DECLARATION,
  IMPLEMENTATION,
  REFERENCES,
  HIGHLIGHTS,
  DOCUMENT_SYMBOLS,
  WORKSPACE_SYMBOLS,
  DOCUMENT_LINKS,
  CALL_HIERARCHY,
  FOLDING,
  SELECTION,
  SEMANTIC_TOKENS,
  INLAY_HINTS,
  INLINE_VALUES,
  CODE_ACTIONS,
  CODE_LENS,
  RENAME,
  FILE_RENAMES,
  LINKED_EDITING,
  FORMATTING,
  LIBRARY,
  OPTIMIZED_PROGRAM,
  FLOW_CHART_VIEW,
  PASSES_VIEW,
  ASSEMBLY_VIEW,
  REGISTER_IR_VIEW,
  FORM_TO_SEND,
];

/** What the server answers to `initialize`, its features put together. */
export function capabilitiesOf(features: readonly Feature[]): ServerCapabilities {
  return Object.assign({}, ...features.map(({ capabilities }) => capabilities));
}

/** What the parameters of every message must hold. */
export function parametersOf(features: readonly Feature[]): ParameterShapes {
  return Object.assign({}, SHAPES, ...features.map(({ parameters }) => parameters));
}

export function registerFeatures(features: readonly Feature[], rim: Rim): void {
  for (const feature of features) feature.register(rim);
}
