/** Linked editing in assembly: a label and the operands that name it. */
import type { AsmSnapshot } from "../../analyze/index.ts";
import type { Span } from "../../text/span.ts";
import { subjectAt } from "./cursor.ts";
import { labelReferences } from "./references.ts";

/** None for a label that is not defined, or twice: names of its own would be mixed up. */
export function linkedPlaces(snapshot: AsmSnapshot, offset: number): readonly Span[] {
  const subject = subjectAt(snapshot, offset);
  if (subject?.kind !== "label") return [];
  const symbol = snapshot.symbols.labels.get(subject.name);
  if (symbol?.definition === undefined || symbol.repeated.length > 0) return [];
  return labelReferences(snapshot, subject.name).map(({ span }) => span);
}
