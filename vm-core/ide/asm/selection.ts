/** Selection ranges in assembly: what growing a selection takes in, step by step. */
import type { AsmSnapshot } from "../../analyze/index.ts";
import { type Span, span } from "../../text/span.ts";
import { textLineAt } from "../text-line.ts";

/** Each lies in the next one; the last one is the text. */
export function selections(snapshot: AsmSnapshot, offset: number): readonly Span[] {
  return [textLineAt(snapshot.text, offset), span(0, snapshot.text.length)];
}
