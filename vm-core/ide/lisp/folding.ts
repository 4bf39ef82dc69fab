/** Folding in Lisp: forms over several lines. Comments and regions fold as everywhere. */
import type { LispSnapshot } from "../../analyze/index.ts";
import type { Datum } from "../../lisp/datum.ts";
import type { FoldingRange } from "../answers.ts";

/** Of forms that begin on one line, the outermost. */
export function formFolds({ syntax, lines }: LispSnapshot): readonly FoldingRange[] {
  const ranges: FoldingRange[] = [];
  const taken = new Set<number>();
  const pending: Datum[] = [...syntax.forms].reverse();
  for (let datum = pending.pop(); datum !== undefined; datum = pending.pop()) {
    if (datum.kind !== "list") continue;
    const { span } = datum;
    const first = lines.lineAt(span.start);
    if (lines.lineAt(span.end) === first) continue;
    if (!taken.has(first)) ranges.push({ span, kind: "code" });
    taken.add(first);
    for (const item of [...datum.items].reverse()) pending.push(item);
    if (datum.tail !== undefined) pending.push(datum.tail);
  }
  return ranges;
}
