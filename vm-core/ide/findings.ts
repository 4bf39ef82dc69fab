/**
 * Findings that need more than the document: imports that lead nowhere, in a circle or to a module with
 * errors, and names that nothing offers.
 *
 * Invariants: they never withhold a Program. No false error: what is called an error goes wrong in every run;
 * what a run may never get to, what a handler may catch, and what the program itself may create before, is a
 * warning. Nothing is said about a module that was not looked for yet.
 */
import type { Snapshot } from "../analyze/index.ts";
import { MODULES } from "../std/index.ts";
import { suggester } from "../text/closest.ts";
import type { Diagnostic, Severity } from "../text/diagnostic.ts";
import type { Import } from "./exported-name.ts";
import { cycleFinder, type ImportCycle } from "./import-cycles.ts";
import { importsOf } from "./imports.ts";
import { featuresOf } from "./languages.ts";
import { type BrokenText, type ModuleCause, problemInWords } from "./module-problem.ts";
import { isLibrary, type Module, type ResolveModule } from "./modules.ts";

/** In source order. */
export function findings(snapshot: Snapshot, resolve: ResolveModule): readonly Diagnostic[] {
  return isLibrary(snapshot.uri) ? [] : findingsIn(snapshot, resolve, new Map());
}

/** The first error of each module that was looked into, by URI; none for one that is being looked into. */
type ErrorsByUri = Map<string, BrokenText | undefined>;

function findingsIn(snapshot: Snapshot, resolve: ResolveModule, known: ErrorsByUri): readonly Diagnostic[] {
  known.set(snapshot.uri, undefined);
  return [
    ...importFindings(snapshot, resolve, known),
    ...featuresOf(snapshot).nameFindings(snapshot, resolve),
  ].sort((a, b) => a.span.start - b.span.start);
}

function importFindings(snapshot: Snapshot, resolve: ResolveModule, known: ErrorsByUri): Diagnostic[] {
  const found: Diagnostic[] = [];
  const imports = importsOf(snapshot);
  if (imports.length === 0) return found;
  const isCertain = certainImports(snapshot);
  const suggest = suggester(LIBRARY_PATHS);
  const findCycle = cycleFinder(snapshot, resolve, (module, one) => certainImports(module)(one));
  for (const one of imports) {
    // What is wrong with a file that is included is wrong with the text itself.
    if (one.isIncluded === true) continue;
    const module = resolve(one.path, snapshot.uri);
    if (module === undefined) continue;
    const cycle = findCycle(one);
    const cause =
      cycleCause(cycle) ?? importCause(one.path, module, suggest, (from) => errorOf(from, resolve, known));
    if (cause === undefined) continue;
    found.push(problemInWords({ severity: severityOf(cause, isCertain(one), cycle), cause, span: one.span }));
  }
  return found;
}

function severityOf(cause: ModuleCause, isCertain: boolean, cycle: ImportCycle | undefined): Severity {
  if (cause.kind === "partly-analysed") return "information";
  return isCertain && cycle?.isCertain !== false ? "error" : "warning";
}

/** Which imports every run gets to, with nothing done before that could change the outcome. */
function certainImports(snapshot: Snapshot): (one: Import) => boolean {
  const end = featuresOf(snapshot).certainEnd(snapshot);
  return ({ span }) => span.start < end;
}

function importCause(
  path: string,
  module: Module,
  suggest: (path: string) => string | undefined,
  errorOf: (module: Snapshot) => BrokenText | undefined,
): ModuleCause | undefined {
  switch (module.kind) {
    case "missing": {
      const nearest = suggest(path.replace(/\.(?:ttvm|lisp)$/, ""));
      return { kind: "missing-module", path, tried: module.tried, reason: module.reason, nearest };
    }
    case "bytecode": {
      const { problem } = module;
      return problem === undefined
        ? undefined
        : { kind: "broken-module", path, error: { bytecode: problem } };
    }
    case "large":
      return { kind: "partly-analysed", path, most: module.most };
    case "source": {
      const error = errorOf(module.snapshot);
      return error && { kind: "broken-module", path, error };
    }
    default:
      return module satisfies never;
  }
}

const LIBRARY_PATHS = Object.keys(MODULES).map((module) => `std/${module}`);

function cycleCause(cycle: ImportCycle | undefined): ModuleCause | undefined {
  return cycle && { kind: "import-cycle", cycle };
}

/** The first error of a module, or of what it imports, that makes its import fail. */
function errorOf(module: Snapshot, resolve: ResolveModule, known: ErrorsByUri): BrokenText | undefined {
  if (known.has(module.uri) || isLibrary(module.uri)) return known.get(module.uri);
  const diagnostic =
    // What keeps it from being read comes first, wherever it is.
    module.problems.find(({ severity }) => severity === "error") ??
    module.diagnostics.find(failsAlways(module)) ??
    findingsIn(module, resolve, known).find(({ severity }) => severity === "error");
  const error = diagnostic === undefined ? undefined : { document: module, diagnostic };
  known.set(module.uri, error);
  return error;
}

/** An error in a module that assembles matters when its top level gets there: a function may never be called. */
function failsAlways(module: Snapshot): (diagnostic: Diagnostic) => boolean {
  const end = module.program === undefined ? Number.POSITIVE_INFINITY : featuresOf(module).certainEnd(module);
  return ({ severity, span }) => severity === "error" && span.start < end;
}
