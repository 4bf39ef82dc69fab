/** The features of each language, and the record that a document's features are asked of. */
import type { LanguageId, Snapshot, SnapshotOf } from "../analyze/index.ts";
import { ASM_FEATURES } from "./asm/features.ts";
import type { Features } from "./features.ts";
import { LISP_FEATURES } from "./lisp/features.ts";

const FEATURES: { readonly [L in LanguageId]: Features<SnapshotOf[L]> } = {
  asm: ASM_FEATURES,
  lisp: LISP_FEATURES,
};

/** What the language of a document offers; it must be asked about documents of that language. */
export function featuresOf({ language }: Pick<Snapshot, "language">): Features {
  return FEATURES[language] as Features;
}
