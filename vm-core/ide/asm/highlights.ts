/**
 * Document highlights: the places of the name under the cursor; on `TRY`, `CATCH` or `END_TRY`, the other
 * parts of the same structure.
 */
import type { AsmSnapshot } from "../../analyze/index.ts";
import type { Reference } from "../answers.ts";
import { subjectAt } from "./cursor.ts";
import { references } from "./references.ts";
import { tryBlocks } from "./try-blocks.ts";

export function highlights(snapshot: AsmSnapshot, offset: number): readonly Reference[] {
  const subject = subjectAt(snapshot, offset);
  if (subject?.kind !== "instruction") return references(snapshot, offset);
  const block = tryBlocks(snapshot).find((block) => block.lines.includes(subject.line));
  return (block?.lines ?? []).map((line) => ({ span: line.wordSpan, access: "read" }));
}
