/** What the optimizer makes of a document, in a language whose texts can be optimized. */
import type { Snapshot } from "../analyze/index.ts";
import { PASS_NAMES, type PassName } from "../optimize/index.ts";
import type { OptimizedPreview } from "./asm/optimized-preview.ts";
import { featuresOf } from "./languages.ts";

/** What all passes make of it; made once for each snapshot. */
export function optimizedPreview(snapshot: Snapshot): OptimizedPreview | undefined {
  const known = PREVIEWS.get(snapshot);
  if (known !== undefined) return known.preview;
  const preview = optimizedWith(snapshot, PASS_NAMES);
  PREVIEWS.set(snapshot, { preview });
  return preview;
}

const PREVIEWS = new WeakMap<Snapshot, { readonly preview: OptimizedPreview | undefined }>();

/** What some passes make of it. */
export function optimizedWith(snapshot: Snapshot, passes: readonly PassName[]): OptimizedPreview | undefined {
  return featuresOf(snapshot).optimized?.(snapshot, passes);
}
