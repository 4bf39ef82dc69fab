/** Reports names that nothing defines, with what may be meant. */
import { closest, MOST_PAIRS, suggester } from "../text/closest.ts";
import { once } from "../text/once.ts";
import type { Span } from "../text/span.ts";
import { foreignName } from "./foreign-names.ts";
import type { NameNotes } from "./name-notes.ts";
import type { Variable } from "./nodes.ts";
import type { UndefinedProblem } from "./problem.ts";
import type { Problems } from "./problems.ts";
import type { Scope } from "./scope.ts";

/** A call of a name that means a form in another Lisp. */
export interface ForeignForm {
  readonly variable: Variable;
  readonly head: Span;
  readonly form: Span;
}

/** An analysis that is done. */
interface Analysis {
  readonly openImport: boolean;
  readonly isMacro: boolean;
  readonly problems: Problems;
  readonly variables: { readonly globals: readonly Variable[] };
  readonly foreignForms: readonly ForeignForm[];
  readonly names: NameNotes;
  readonly root: Scope;
  readonly globals: Scope;
}

/** Once everything is known; an import whose names are not known may bring any. */
export function reportUndefined(analyser: Analysis): void {
  if (analyser.openImport) return;
  const { problems } = analyser;
  const suggest = suggestions(analyser);
  const isQuoted = withinForeignForms(analyser);
  for (const { name, defined, uses } of analyser.variables.globals) {
    if (defined) continue;
    for (const { span } of uses) {
      if (problems.isFull) return;
      if (problems.isQuiet(span) || isQuoted(span)) continue;
      problems.report(problemOf(name, span, suggest, analyser.isMacro), span);
    }
  }
}

/**
 * Whether a name is in a form of another Lisp, and is not one of these itself: `x` is none of the unknown names of
 * `(defun f (x) x)`.
 */
function withinForeignForms({ foreignForms }: Analysis): (name: Span) => boolean {
  const unknown = foreignForms.filter(({ variable }) => !variable.defined);
  const heads = new Set(unknown.map(({ head }) => head.start));
  // Forms are in each other or apart: the outermost ones in their order, each after the end of the one before.
  const outermost: Span[] = [];
  for (const { form } of [...unknown].sort((a, b) => a.form.start - b.form.start))
    if (form.start >= (outermost.at(-1)?.end ?? 0)) outermost.push(form);
  return ({ start }) => {
    if (heads.has(start)) return false;
    let low = 0;
    let high = outermost.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (outermost[middle].end <= start) low = middle + 1;
      else high = middle;
    }
    return low < outermost.length && outermost[low].start <= start;
  };
}

function problemOf(
  name: string,
  span: Span,
  suggest: (name: string, offset: number) => string | undefined,
  inMacro: boolean,
): UndefinedProblem {
  const foreign = foreignName(name);
  const meant = foreign === undefined ? suggest(name, span.start) : foreign.instead;
  return { kind: "undefined-variable", name, inMacro, meant, foreign };
}

/** What an unknown name may be meant for: a local name of its place first. */
function suggestions({
  globals,
  root,
  names,
}: Analysis): (name: string, offset: number) => string | undefined {
  const isKnown = (name: string): boolean => {
    const meaning = globals.meanings.get(name) ?? root.meanings.get(name);
    return !name.startsWith("%") && (meaning?.kind !== "variable" || meaning.variable.defined);
  };
  const global = once(() => suggester(globals.names().filter(isKnown)));
  const work = { pairs: 0 };
  return (name, offset) => {
    // Any other name of one character is as near.
    if (name.length === 1) return undefined;
    const local = work.pairs > MOST_PAIRS ? undefined : closest(name, names.localsAt(offset), work);
    return local ?? global()(name);
  };
}
