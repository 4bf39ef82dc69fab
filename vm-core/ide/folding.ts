/** Folding: what the language folds, comment blocks, and `; region … ; endregion`. */
import type { Snapshot } from "../analyze/index.ts";
import { type Span, span } from "../text/span.ts";
import type { FoldingRange } from "./answers.ts";
import { commentBlocks, regionMarker } from "./comments.ts";
import { featuresOf } from "./languages.ts";

/** In source order; each reaches over a line end. */
export function foldingRanges(snapshot: Snapshot): readonly FoldingRange[] {
  const ranges: FoldingRange[] = [
    ...featuresOf(snapshot).codeFolds(snapshot),
    ...commentBlocks(snapshot).map((block): FoldingRange => ({ span: block, kind: "comment" })),
    ...markedRegions(snapshot).map((region): FoldingRange => ({ span: region, kind: "region" })),
  ];
  return ranges
    .filter((range) => snapshot.text.slice(range.span.start, range.span.end).includes("\n"))
    .sort((a, b) => a.span.start - b.span.start || b.span.end - a.span.end);
}

function markedRegions(snapshot: Snapshot): Span[] {
  const regions: Span[] = [];
  const open: number[] = [];
  for (const { span: comment } of snapshot.syntax.comments) {
    const marker = regionMarker(snapshot, comment);
    if (marker === "start") open.push(comment.start);
    const start = marker === "end" ? open.pop() : undefined;
    if (start !== undefined) regions.push(span(start, comment.end));
  }
  return regions;
}
