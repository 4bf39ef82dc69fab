/** Code actions: the fixes of the findings in a range, and those of the optimizer's hints. */
import type { Snapshot } from "../analyze/index.ts";
import { PASS_NAMES, type PassName } from "../optimize/index.ts";
import type { Diagnostic, TextEdit } from "../text/diagnostic.ts";
import type { Span } from "../text/span.ts";
import { diagnostics } from "./diagnostics.ts";
import { fixesOf } from "./fixes.ts";
import { type Hint, hints } from "./hints.ts";
import { featuresOf } from "./languages.ts";
import { lineEdits } from "./line-edits.ts";
import { isLibrary, libraryOnly, type ResolveModule } from "./modules.ts";
import { optimizedWith } from "./optimized.ts";

/** A change of the text that is offered at a place. */
export interface CodeAction {
  readonly title: string;
  readonly edits: readonly TextEdit[];
  /** The one that a person most likely wants. */
  readonly preferred: boolean;
  /** What it resolves. */
  readonly diagnostic: Diagnostic;
}

/** `passes` are those of the optimizer whose hints the user wants. */
export function codeActions(
  snapshot: Snapshot,
  range: Span,
  passes: readonly PassName[] = PASS_NAMES,
  resolve: ResolveModule = libraryOnly,
): readonly CodeAction[] {
  if (isLibrary(snapshot.uri)) return [];
  const actions: CodeAction[] = [];
  for (const diagnostic of diagnostics(snapshot, resolve)) {
    if (!overlaps(diagnostic.span, range)) continue;
    for (const { title, edits, preferred = false } of fixesOf(snapshot, diagnostic, resolve)) {
      actions.push({ title, edits, preferred, diagnostic });
    }
  }
  return withoutTwins([...actions, ...hintActions(snapshot, range, passes)]);
}

/** What changes the text in one way is offered once, in the first words; it is preferred if one of its twins is. */
function withoutTwins(actions: readonly CodeAction[]): readonly CodeAction[] {
  const found = new Map<string, CodeAction>();
  for (const action of actions) {
    const key = JSON.stringify(action.edits);
    const twin = found.get(key);
    if (twin === undefined) found.set(key, action);
    else if (action.preferred && !twin.preferred) found.set(key, { ...twin, preferred: true });
  }
  return [...found.values()];
}

/** Apply one rewrite, all that its pass finds, or all there are. */
function hintActions(snapshot: Snapshot, range: Span, passes: readonly PassName[]): readonly CodeAction[] {
  const all = hints(snapshot, passes);
  const near = all.filter(({ place }) => overlaps(place, range)).slice(0, MAX_TRIED);
  if (near.length === 0) return [];
  const { rewriteFix } = featuresOf(snapshot);
  const single = near.flatMap((hint): CodeAction[] => {
    const fix = rewriteFix?.(snapshot, hint.rewrite);
    if (fix === undefined) return [];
    const { title, edits, preferred = false } = fix;
    return [{ title, edits, preferred, diagnostic: markIn(hint, range) }];
  });
  return [...single, ...passActions(snapshot, all, near), ...everything(snapshot, near[0], passes)];
}

/** The mark of a hint that a person is at, so that the editor shows the action there. */
function markIn({ marks, diagnostic }: Hint, range: Span): Diagnostic {
  return marks.find(({ span }) => overlaps(span, range)) ?? marks[0] ?? diagnostic;
}

/** For each pass that has more to do than what is near. */
function passActions(snapshot: Snapshot, all: readonly Hint[], near: readonly Hint[]): CodeAction[] {
  const passes = [...new Set(near.map(({ rewrite }) => rewrite.pass))];
  return passes.flatMap((pass) => {
    const count = all.filter(({ rewrite }) => rewrite.pass === pass).length;
    if (count < 2) return [];
    const text = optimizedWith(snapshot, [pass])?.text;
    const nearest = near.find(({ rewrite }) => rewrite.pass === pass);
    return text === undefined || nearest === undefined
      ? []
      : wholeFile(snapshot, `Apply everything that ${pass} finds in this file`, text, nearest);
  });
}

function everything(snapshot: Snapshot, nearest: Hint, passes: readonly PassName[]): CodeAction[] {
  const preview = optimizedWith(snapshot, passes);
  if (preview === undefined) return [];
  return wholeFile(snapshot, `Optimize the whole file: ${preview.summary}`, preview.text, nearest);
}

function wholeFile(snapshot: Snapshot, title: string, text: string, { diagnostic }: Hint): CodeAction[] {
  const edits = lineEdits(snapshot.text, text);
  return edits.length === 0 ? [] : [{ title, edits, preferred: false, diagnostic }];
}

/** Each is tried out on the whole text, and a longer list is not read. */
const MAX_TRIED = 10;

/** Touching is enough: a cursor is an empty range. */
function overlaps(a: Span, b: Span): boolean {
  return a.start <= b.end && b.start <= a.end;
}
