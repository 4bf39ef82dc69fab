/** Folding in assembly: the code of a label, `TRY … END_TRY`. Comments and regions fold as everywhere. */
import type { AsmSnapshot } from "../../analyze/index.ts";
import { span } from "../../text/span.ts";
import type { FoldingRange } from "../answers.ts";
import { labelRegions } from "./document-symbols.ts";
import { tryBlocks } from "./try-blocks.ts";

export function codeFolds(snapshot: AsmSnapshot): readonly FoldingRange[] {
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
