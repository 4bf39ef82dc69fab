/** Folding: the code of a label, `TRY … END_TRY`, comment blocks, and `; region … ; endregion`. */
import type { AsmSnapshot, Snapshot } from "../../analyze/index.ts";
import { type Span, span } from "../../text/span.ts";
import type { FoldingRange } from "../answers.ts";
import { commentBlocks, regionMarker } from "../comments.ts";
import { formFolds } from "../lisp/folding.ts";
import { labelRegions } from "./document-symbols.ts";
import { tryBlocks } from "./try-blocks.ts";

/** In source order; each reaches over a line end. */
export function foldingRanges(snapshot: Snapshot): readonly FoldingRange[] {
  const ranges: FoldingRange[] = [
    ...(snapshot.language === "lisp" ? formFolds(snapshot) : codeFolds(snapshot)),
    ...commentBlocks(snapshot).map((block): FoldingRange => ({ span: block, kind: "comment" })),
    ...markedRegions(snapshot).map((region): FoldingRange => ({ span: region, kind: "region" })),
  ];
  return ranges
    .filter((range) => snapshot.text.slice(range.span.start, range.span.end).includes("\n"))
    .sort((a, b) => a.span.start - b.span.start || b.span.end - a.span.end);
}

function codeFolds(snapshot: AsmSnapshot): readonly FoldingRange[] {
  return [
    ...labelRegions(snapshot).map(({ region }): FoldingRange => ({ span: region, kind: "code" })),
    ...tryBlocks(snapshot).map(
      ({ lines }): FoldingRange => ({
        span: span(lines[0].span.start, lines[lines.length - 1].span.end),
        kind: "code",
      }),
    ),
  ];
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
