/** Selection ranges: what growing a selection takes in, step by step. */
import type { Snapshot } from "../../analyze/index.ts";
import { type Span, span } from "../../text/span.ts";
import { lispSelections } from "../lisp/selection.ts";
import { textLineAt } from "./cursor.ts";

/** Each lies in the next one; the last one is the text. */
export function selections(snapshot: Snapshot, offset: number): readonly Span[] {
  if (snapshot.language === "lisp") return lispSelections(snapshot, offset);
  return [textLineAt(snapshot.text, offset), span(0, snapshot.text.length)];
}
