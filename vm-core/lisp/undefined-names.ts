/** Reports names that nothing defines, with what may be meant. */
import { closest, suggester } from "../text/closest.ts";
import { once } from "../text/once.ts";
import { foreignName } from "./foreign-names.ts";
import type { NameNotes } from "./name-notes.ts";
import type { Variable } from "./nodes.ts";
import type { Problems } from "./problems.ts";
import type { Scope } from "./scope.ts";

/** An analysis that is done. */
interface Analysis {
  readonly openImport: boolean;
  readonly isMacro: boolean;
  readonly problems: Problems;
  readonly variables: readonly Variable[];
  readonly names: NameNotes;
  readonly root: Scope;
  readonly globals: Scope;
}

/** Once everything is known; an import whose names are not known may bring any. */
export function reportUndefined(analyser: Analysis): void {
  if (analyser.openImport) return;
  const { problems } = analyser;
  const suggest = suggestions(analyser);
  for (const { name, kind, defined, uses } of analyser.variables) {
    if (kind !== "global" || defined) continue;
    for (const { span } of uses) {
      if (problems.isFull) return;
      if (problems.isQuiet(span)) continue;
      const foreign = foreignName(name);
      const meant = foreign === undefined ? suggest(name, span.start) : foreign.instead;
      const inMacro = analyser.isMacro;
      problems.report({ kind: "undefined-variable", name, inMacro, meant, foreign }, span);
    }
  }
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
  // Any other name of one character is as near.
  return (name, offset) =>
    name.length === 1 ? undefined : (closest(name, names.localsAt(offset)) ?? global()(name));
}
