/** Inlay hints: what is known about code, shown within its text. */
import type { Snapshot } from "../analyze/index.ts";
import { type Span, span } from "../text/span.ts";
import type { InlayHint, InlayHintSettings } from "./inlay-hint.ts";
import { featuresOf } from "./languages.ts";
import { libraryOnly, type ResolveModule } from "./modules.ts";

/** In order; nothing that is not certain. */
export function inlayHints(
  snapshot: Snapshot,
  settings: InlayHintSettings,
  range: Span = span(0, snapshot.text.length),
  resolve: ResolveModule = libraryOnly,
): readonly InlayHint[] {
  return [...featuresOf(snapshot).inlayHints(snapshot, settings, range, resolve)].sort(
    (a, b) => a.offset - b.offset,
  );
}
