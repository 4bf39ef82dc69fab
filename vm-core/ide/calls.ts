/**
 * The call hierarchy: who calls a function, and what it calls, across documents.
 *
 * Invariants: a place belongs to the innermost function around it, or to the top level of its document, which is a caller,
 * too. A function value that is made counts as a call: whoever gets it, a process for example, calls it.
 * Absent by design: calls of what only a run knows.
 */
import type { Snapshot } from "../analyze/index.ts";
import { type Span, span } from "../text/span.ts";
import type { FunctionPlace } from "./answers.ts";
import { featuresOf } from "./languages.ts";
import { libraryOnly, moduleName, type ResolveModule } from "./modules.ts";
import { referencesAcross } from "./references-across.ts";
import type { Neighbour } from "./shared-name.ts";

/** A function, or the top level of a document. */
export interface Callable extends FunctionPlace {
  readonly document: Snapshot;
  readonly kind: "function" | "program";
}

/** A function at the other end of calls, and the places of these calls in the document of the caller. */
export interface Calls {
  readonly callable: Callable;
  readonly places: readonly Span[];
}

/** The function that is named at a place, wherever it is made; else the one around the place. */
export function callableAt(
  snapshot: Snapshot,
  offset: number,
  resolve: ResolveModule = libraryOnly,
): Callable | undefined {
  return functionNamedAt(snapshot, offset, resolve) ?? functionAround(snapshot, offset);
}

/** Who calls the function that is named at `offset`, its own document first. */
export function incomingCalls(
  snapshot: Snapshot,
  offset: number,
  resolve: ResolveModule = libraryOnly,
  neighbours: readonly Neighbour[] = [],
): readonly Calls[] {
  return referencesAcross(snapshot, offset, resolve, neighbours).flatMap(({ document, references }) => {
    const functions = functionsOf(document);
    const calls = new Set(
      featuresOf(document)
        .calls(document)
        .map(({ start }) => start),
    );
    const found = new Map<number, { callable: Callable; places: Span[] }>();
    for (const { span, access } of references) {
      if (access === "declare" || !calls.has(span.start)) continue;
      const callable = functions.around(span.start);
      const known = found.get(callable.nameSpan.start);
      if (known === undefined) found.set(callable.nameSpan.start, { callable, places: [span] });
      else known.places.push(span);
    }
    return [...found.values()];
  });
}

/** What a function calls, in the order of the first calls. */
export function outgoingCalls(caller: Callable, resolve: ResolveModule = libraryOnly): readonly Calls[] {
  const { document } = caller;
  const functions = functionsOf(document);
  const found = new Map<string, { callable: Callable; places: Span[] }>();
  const target = targetFinder(document, resolve);
  for (const place of featuresOf(document).calls(document)) {
    if (place.start < caller.span.start || place.end > caller.span.end) continue;
    if (functions.around(place.start).nameSpan.start !== caller.nameSpan.start) continue;
    const callable = target(place);
    if (callable === undefined) continue;
    const key = `${callable.nameSpan.start} ${callable.document.uri}`;
    const known = found.get(key);
    if (known === undefined) found.set(key, { callable, places: [place] });
    else known.places.push(place);
  }
  return [...found.values()];
}

/** Looks once for each name that no function of the document has: all imports are looked through for it. */
function targetFinder(document: Snapshot, resolve: ResolveModule): (place: Span) => Callable | undefined {
  const own = new Set(
    featuresOf(document)
      .functions(document)
      .map(({ name }) => name),
  );
  const elsewhere = new Map<string, Callable | undefined>();
  return ({ start, end }) => {
    const name = document.text.slice(start, end);
    if (elsewhere.has(name)) return elsewhere.get(name);
    const found = functionNamedAt(document, start, resolve);
    if (!own.has(name) && found?.document !== document) elsewhere.set(name, found);
    return found;
  };
}

/** The top level of a document as a caller. */
export function topLevelOf(document: Snapshot): Callable {
  const whole = span(0, document.text.length);
  return {
    document,
    kind: "program",
    name: moduleName(document.uri),
    detail: "",
    span: whole,
    nameSpan: span(0, 0),
  };
}

/** The function around a place, or the top level. */
export function functionAround(snapshot: Snapshot, offset: number): Callable {
  return functionsOf(snapshot).around(offset);
}

/** The function that is named at a place, wherever it is made. */
export function functionNamedAt(
  snapshot: Snapshot,
  offset: number,
  resolve: ResolveModule,
): Callable | undefined {
  const targets = featuresOf(snapshot).definition(snapshot, offset, resolve)?.targets ?? [];
  for (const { document, name } of targets) {
    const found = functionsOf(document).named(name.start);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The functions of one version of a document. */
interface Functions {
  /** The one whose name is written at an offset. */
  named(offset: number): Callable | undefined;
  around(offset: number): Callable;
}

const known = new WeakMap<Snapshot, Functions>();

function functionsOf(document: Snapshot): Functions {
  const before = known.get(document);
  if (before !== undefined) return before;
  const found = featuresOf(document).functions(document);
  const callable = (place: FunctionPlace): Callable => ({ ...place, document, kind: "function" });
  const innermost = innermostOf(found);
  const byName = new Map(found.map((place) => [place.nameSpan.start, place]));
  const functions: Functions = {
    named(offset) {
      const place = byName.get(offset);
      return place && callable(place);
    },
    around(offset) {
      const place = innermost(offset);
      return place === undefined ? topLevelOf(document) : callable(place);
    },
  };
  known.set(document, functions);
  return functions;
}

/** Finds the innermost of functions in source order that is around an offset; they lie within each other or apart. */
function innermostOf(functions: readonly FunctionPlace[]): (offset: number) => FunctionPlace | undefined {
  const around: number[] = [];
  functions.forEach(({ span: { start } }, i) => {
    let outer = i - 1;
    while (outer >= 0 && functions[outer].span.end <= start) outer = around[outer];
    around.push(outer);
  });
  return (offset) => {
    let [low, high] = [0, functions.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (functions[middle].span.start <= offset) low = middle + 1;
      else high = middle;
    }
    let at = low - 1;
    while (at >= 0 && functions[at].span.end < offset) at = around[at];
    return functions[at];
  };
}
