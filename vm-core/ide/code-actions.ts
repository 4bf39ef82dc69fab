/** Code actions: the fixes of the findings in a range, and those of the optimizer's hints. */
import type { Snapshot } from "../analyze/index.ts";
import type { Diagnostic, TextEdit } from "../text/diagnostic.ts";
import type { Span } from "../text/span.ts";
import { findings } from "./findings.ts";
import { hints } from "./hints.ts";
import { isLibrary, libraryOnly, type ResolveModule } from "./modules.ts";
import { rewriteFix } from "./rewrite-fix.ts";

export interface CodeAction {
  readonly title: string;
  readonly edits: readonly TextEdit[];
  /** The one that a person most likely wants. */
  readonly preferred: boolean;
  /** What it resolves. */
  readonly diagnostic: Diagnostic;
}

/** `withHints` is false where the user does not want the optimizer's hints. */
export function codeActions(
  snapshot: Snapshot,
  range: Span,
  withHints: boolean,
  resolve: ResolveModule = libraryOnly,
): readonly CodeAction[] {
  if (isLibrary(snapshot.uri)) return [];
  const actions: CodeAction[] = [];
  for (const diagnostic of [...snapshot.diagnostics, ...findings(snapshot, resolve)]) {
    if (!overlaps(diagnostic.span, range)) continue;
    for (const { title, edits, preferred = false } of diagnostic.fixes ?? []) {
      actions.push({ title, edits, preferred, diagnostic });
    }
  }
  return withHints ? [...actions, ...hintActions(snapshot, range)] : actions;
}

function hintActions(snapshot: Snapshot, range: Span): readonly CodeAction[] {
  const near = hints(snapshot).filter(({ diagnostic }) => overlaps(diagnostic.span, range));
  return near.slice(0, MAX_TRIED).flatMap(({ diagnostic, rewrite }) => {
    const fix = rewriteFix(snapshot, rewrite);
    if (fix === undefined) return [];
    return [{ title: fix.title, edits: fix.edits, preferred: fix.preferred === true, diagnostic }];
  });
}

/** Each is tried out on the whole text, and nobody reads more of them. */
const MAX_TRIED = 10;

/** Touching is enough: a cursor is an empty range. */
function overlaps(a: Span, b: Span): boolean {
  return a.start <= b.end && b.start <= a.end;
}
