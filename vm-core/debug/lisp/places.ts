/** Breakpoints in Lisp: from a line, or a place in it, to addresses. */
import { lineOf } from "../../program/source-file.ts";
import type { CodeSpace } from "../../run/code-space.ts";
import type { Span } from "../../text/span.ts";
import { type FoundInstruction, instructionsIn } from "../instructions-in.ts";
import { PLACE, STOP } from "./stops.ts";

/**
 * Of the line that begins at `offset`, or the next one that has any, what is executed first; with `exact` the
 * innermost form there, when its parts are computed.
 */
export function lispAddresses(
  space: CodeSpace,
  file: string,
  offset: number,
  exact: boolean,
): readonly number[] | undefined {
  const all = [...instructionsIn(space, file)].filter(({ bits }) => bits !== 0);
  const found = (exact ? innermost(all, offset) : undefined) ?? firstFrom(all, offset);
  if (found === undefined) return undefined;
  // The code of a form may exist twice: after a `try`, for example, for both exits.
  return all
    .filter(({ span, op, bits }) => bits === found.bits && op === found.op && isSame(span, found.span))
    .map(({ address }) => address);
}

function innermost(all: readonly FoundInstruction[], offset: number): FoundInstruction | undefined {
  let best: FoundInstruction | undefined;
  for (const one of all) {
    const { span, bits } = one;
    if ((bits & STOP) === 0 || span.start > offset || span.end <= offset) continue;
    if (best === undefined || span.end - span.start < best.span.end - best.span.start) best = one;
  }
  return best;
}

function firstFrom(all: readonly FoundInstruction[], offset: number): FoundInstruction | undefined {
  let best: FoundInstruction | undefined;
  let bestLine = Number.POSITIVE_INFINITY;
  const from = all.length === 0 ? 0 : lineOf(all[0].file, offset);
  for (const one of all) {
    if ((one.bits & PLACE) === 0) continue;
    const line = lineOf(one.file, one.span.start);
    if (line >= from && line < bestLine) {
      best = one;
      bestLine = line;
    }
  }
  return best;
}

/** Where stepping stops, each once. */
export function lispForms(space: CodeSpace, file: string): readonly Span[] {
  const spans = new Map<string, Span>();
  for (const { span, bits } of instructionsIn(space, file)) {
    if ((bits & STOP) !== 0) spans.set(`${span.start}-${span.end}`, span);
  }
  return [...spans.values()];
}

function isSame(a: Span, b: Span): boolean {
  return a.start === b.start && a.end === b.end;
}
