/** Inline variables: what the function of a stop has read and written above it. */
import type { AsmSnapshot } from "../../analyze/index.ts";
import type { Span } from "../../text/span.ts";
import type { InlineVariable } from "../answers.ts";
import { documentSymbols } from "./document-symbols.ts";

export function inlineVariables(snapshot: AsmSnapshot, stop: Span): readonly InlineVariable[] {
  const start = functionStart(snapshot, stop.start);
  return [...snapshot.symbols.variables.values()].flatMap(({ name, reads, writes }) =>
    [...reads, ...writes]
      .filter((span) => start <= span.start && span.start <= stop.end)
      .map((span) => ({ name, span })),
  );
}

/** Names of an earlier function may mean other variables. */
function functionStart(snapshot: AsmSnapshot, offset: number): number {
  const before = documentSymbols(snapshot).filter(
    ({ kind, span }) => kind === "function" && span.start <= offset,
  );
  return Math.max(0, ...before.map(({ span }) => span.start));
}
