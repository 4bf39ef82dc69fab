/**
 * What is said about a text before its slower findings are known: what is wrong with how it is written, and what was found in
 * the version before on other lines than those that have changed since, so that nothing flickers.
 *
 * Invariant: what is wrong with how the text is written is that of the text itself, all of it. The rest is replaced as soon as
 * `diagnostics` is known.
 */
import type { Snapshot } from "../analyze/index.ts";
import { type Change, changeBetween } from "../text/change.ts";
import { type Diagnostic, inOrder } from "../text/diagnostic.ts";
import { type Span, span } from "../text/span.ts";
import { type DiagnosticSettings, withSeverities } from "./diagnostics.ts";

/** What was found in a version of a text, besides what is wrong with how it is written. */
export interface FoundBefore {
  readonly text: string;
  /** Where they are now is not where they were. */
  readonly diagnostics: readonly Diagnostic[];
  /** For each of them where it was: its start and its end. */
  readonly places: Int32Array;
}

/** Keeps what `diagnostics` has given for a snapshot; the places are copies, since those of a snapshot may be moved. */
export function keptFindings(snapshot: Snapshot, all: readonly Diagnostic[]): FoundBefore {
  const problems = new Set(snapshot.earlyProblems.map(keyOf));
  const others = problems.size === 0 ? all : all.filter((one) => !problems.has(keyOf(one)));
  const places = new Int32Array(2 * others.length);
  const diagnostics = others.map((one, i) => {
    places[2 * i] = one.span.start;
    places[2 * i + 1] = one.span.end;
    return one.related === undefined ? one : movedDiagnostic(one, one.span, NO_CHANGE);
  });
  return { text: snapshot.text, diagnostics, places };
}

const NO_CHANGE: Change = { start: 0, oldEnd: -1, newEnd: -1 };

function keyOf({ code, span: { start, end } }: Diagnostic): string {
  return `${start} ${end} ${code}`;
}

/** In source order; `before` is what was found in an earlier version. */
export function earlyDiagnostics(
  snapshot: Snapshot,
  before: FoundBefore | undefined,
  { severities = {} }: Pick<DiagnosticSettings, "severities">,
): readonly Diagnostic[] {
  const problems = withSeverities(snapshot.earlyProblems, severities);
  if (before === undefined) return problems;
  const change = changeBetween(before.text, snapshot.text);
  const start = change.start === 0 ? 0 : before.text.lastIndexOf("\n", change.start - 1) + 1;
  const newline = before.text.indexOf("\n", change.oldEnd);
  const end = newline < 0 ? before.text.length : newline;
  const isElsewhere = (one: Span) => one.end < start || one.start > end;
  const kept: Diagnostic[] = [];
  before.diagnostics.forEach((one, i) => {
    const place = span(before.places[2 * i], before.places[2 * i + 1]);
    if (!isElsewhere(place)) return;
    if (isThere(one, moved(place, change))) {
      kept.push(one);
      return;
    }
    const related = one.related?.filter((place) => place.document !== undefined || isElsewhere(place.span));
    kept.push(movedDiagnostic(related === undefined ? one : { ...one, related }, place, change));
  });
  return inOrder([...problems, ...kept]);
}

/** Whether nothing of it has to change: most places are moved with the instructions that they are about. */
function isThere({ span: { start, end }, related, fixes }: Diagnostic, place: Span): boolean {
  return start === place.start && end === place.end && related === undefined && fixes === undefined;
}

/** Where it is after a change that it is outside of; without repairs, which are for the version before. */
function movedDiagnostic({ fixes: _, ...one }: Diagnostic, place: Span, change: Change): Diagnostic {
  const related = one.related?.map((place) =>
    place.document === undefined ? { ...place, span: moved(place.span, change) } : place,
  );
  return { ...one, span: moved(place, change), ...(related !== undefined && { related }) };
}

function moved({ start, end }: Span, { oldEnd, newEnd }: Change): Span {
  const by = start > oldEnd ? newEnd - oldEnd : 0;
  return span(start + by, end + by);
}
