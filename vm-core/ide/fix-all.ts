/** Fix all: the preferred repairs of a document's findings, as far as they go together. */
import type { Snapshot } from "../analyze/index.ts";
import type { TextEdit } from "../text/diagnostic.ts";
import type { Span } from "../text/span.ts";
import { findings } from "./findings.ts";
import { isLibrary, libraryOnly, type ResolveModule } from "./modules.ts";

/** Edits that do not overlap. Of repairs that are at odds, the one of the earlier finding is taken. */
export function fixAll(snapshot: Snapshot, resolve: ResolveModule = libraryOnly): readonly TextEdit[] {
  if (isLibrary(snapshot.uri)) return [];
  const diagnostics = [...snapshot.diagnostics, ...findings(snapshot, resolve)];
  const repairs = diagnostics
    .map(({ fixes = [] }) => fixes.find(({ preferred }) => preferred === true)?.edits ?? [])
    .filter((edits) => edits.length > 0)
    .sort((a, b) => startOf(a) - startOf(b));
  const taken: TextEdit[] = [];
  // In order of their starts: an edit can only be at odds with those that reach furthest.
  let reach = -1;
  for (const edits of repairs) {
    const isFree =
      startOf(edits) > reach || edits.every(({ span }) => taken.every((one) => !collide(one.span, span)));
    if (!isFree) continue;
    taken.push(...edits);
    reach = Math.max(reach, ...edits.map(({ span }) => span.end));
  }
  return taken.sort((a, b) => a.span.start - b.span.start);
}

function startOf(edits: readonly TextEdit[]): number {
  return Math.min(...edits.map(({ span }) => span.start));
}

/** Touching is allowed, but not two insertions in one place. */
function collide(a: Span, b: Span): boolean {
  return (a.start < b.end && b.start < a.end) || (a.start === b.start && a.end === b.end);
}
