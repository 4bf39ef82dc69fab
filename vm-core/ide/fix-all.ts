/**
 * What can be done to a whole document at once: repairing it, applying what the optimizer finds, or both.
 *
 * Mending takes the preferred repairs of the findings, as far as they go together. The text of a document that is
 * optimized is the one that `ttvm optimize` writes of it.
 */
import { LANGUAGES, type Snapshot } from "../analyze/index.ts";
import { PASS_NAMES, type PassName } from "../optimize/index.ts";
import { applyEdits, type Diagnostic, type Fix, type TextEdit } from "../text/diagnostic.ts";
import type { Span } from "../text/span.ts";
import { diagnostics } from "./diagnostics.ts";
import { fixesOf } from "./fixes.ts";
import { lineEdits } from "./line-edits.ts";
import { isLibrary, libraryOnly, type ResolveModule } from "./modules.ts";
import { optimizedWith } from "./optimized.ts";

/** Mends, and optimizes with some passes what has come of that. */
export function fixAll(
  snapshot: Snapshot,
  resolve: ResolveModule = libraryOnly,
  passes: readonly PassName[] = PASS_NAMES,
): readonly TextEdit[] {
  const mends = mendAll(snapshot, resolve);
  if (mends.length === 0) return optimizeAll(snapshot, passes);
  if (passes.length === 0) return mends;
  const { language, uri, version, text } = snapshot;
  const mended = LANGUAGES[language].analyze(uri, version, applyEdits(text, mends));
  const optimized = optimizedWith(mended, passes);
  return optimized === undefined ? mends : lineEdits(text, optimized.text);
}

/** Applies what the optimizer finds with some passes. */
export function optimizeAll(
  snapshot: Snapshot,
  passes: readonly PassName[] = PASS_NAMES,
): readonly TextEdit[] {
  const optimized = optimizedWith(snapshot, passes);
  return optimized === undefined ? [] : lineEdits(snapshot.text, optimized.text);
}

/** What is not needed is no error: of that, only what the diagnostic itself offers is taken. */
function preferredFix(snapshot: Snapshot, diagnostic: Diagnostic, resolve: ResolveModule): Fix | undefined {
  const fixes =
    diagnostic.tag === "unnecessary" ? (diagnostic.fixes ?? []) : fixesOf(snapshot, diagnostic, resolve);
  return fixes.find(({ preferred }) => preferred === true);
}

/** Edits that do not overlap. Of repairs that overlap, the one of the earlier finding is taken. */
export function mendAll(snapshot: Snapshot, resolve: ResolveModule = libraryOnly): readonly TextEdit[] {
  if (isLibrary(snapshot.uri)) return [];
  const repairs = diagnostics(snapshot, resolve)
    .map((one) => preferredFix(snapshot, one, resolve)?.edits ?? [])
    .filter((edits) => edits.length > 0)
    .sort((a, b) => startOf(a) - startOf(b));
  const taken: TextEdit[] = [];
  // In order of their starts: an edit can only overlap those that reach furthest.
  let reach = -1;
  for (const edits of repairs) {
    const isFree =
      startOf(edits) > reach || edits.every(({ span }) => taken.every((one) => !collide(one.span, span)));
    if (!isFree) continue;
    for (const item of edits) taken.push(item);
    reach = Math.max(reach, ...edits.map(({ span }) => span.end));
  }
  return taken.sort((a, b) => a.span.start - b.span.start);
}

function startOf(edits: readonly TextEdit[]): number {
  return edits.reduce((first, { span }) => Math.min(first, span.start), Number.POSITIVE_INFINITY);
}

/** Touching is allowed, but not two insertions in one place. */
function collide(a: Span, b: Span): boolean {
  return (a.start < b.end && b.start < a.end) || (a.start === b.start && a.end === b.end);
}
