/**
 * Findings that need more than the document: imports that lead nowhere, in a circle or to a module with
 * errors, native functions and processes that there are not.
 *
 * Invariants: they never withhold a Program. No false error: what is called an error goes wrong in every run;
 * what a run may never get to, what a handler may catch, and what the program itself may create before, is a
 * warning. Nothing is said about a module that nobody has looked for yet.
 */
import { type AsmSnapshot, roleOf, type Snapshot } from "../analyze/index.ts";
import type { InstructionLine } from "../asm/syntax.ts";
import { flowOf, type Group, rowOf } from "../isa/index.ts";
import { MODULES, NATIVES } from "../std/index.ts";
import { suggester } from "../text/closest.ts";
import type { Diagnostic, Fix, RelatedPlace } from "../text/diagnostic.ts";
import { writeName } from "../text/literal.ts";
import { once } from "../text/once.ts";
import type { Span } from "../text/span.ts";
import { isSpawned } from "./asm/cursor.ts";
import { unknownNames } from "./asm/unknown-names.ts";
import type { Import } from "./exported-name.ts";
import { type Cycle, cycleFinder } from "./import-cycles.ts";
import { importedNames, importsOf } from "./imports.ts";
import { firstEffect, inQuotes, lispFindings } from "./lisp/findings.ts";
import { isLibrary, type Module, moduleName, type ResolveModule, spawnedModule } from "./modules.ts";

/** In source order. */
export function findings(snapshot: Snapshot, resolve: ResolveModule): readonly Diagnostic[] {
  return isLibrary(snapshot.uri) ? [] : findingsIn(snapshot, resolve, new Map());
}

/** The first problem of each module that was looked into, by URI; none for one that is being looked into. */
type Known = Map<string, Problem | undefined>;

interface Problem {
  readonly document: Snapshot;
  readonly diagnostic: Diagnostic;
}

function findingsIn(snapshot: Snapshot, resolve: ResolveModule, problems: Known): readonly Diagnostic[] {
  problems.set(snapshot.uri, undefined);
  const found = importFindings(snapshot, resolve, problems);
  if (snapshot.language === "lisp") {
    return [...found, ...lispFindings(snapshot, resolve)].sort((a, b) => a.span.start - b.span.start);
  }
  const certain = certainLines(snapshot);
  const severity = (line: InstructionLine) => (certain.has(line) ? "error" : "warning");
  const suggest = { native: suggester(Object.keys(NATIVES)) };
  const spawned = remembering((name) => spawnedModule(name, snapshot.uri, resolve));
  const imported = once(() => importedNames(snapshot, resolve));
  for (const line of snapshot.syntax.lines) {
    if (line.kind !== "instruction" || line.operands.length === 0) continue;
    const finding =
      nativeFinding(line, suggest.native) ??
      processFinding(snapshot, line, spawned, (name) => imported().has(name));
    if (finding !== undefined) found.push({ severity: severity(line), ...finding });
  }
  for (const item of unknownNames(snapshot, resolve, imported)) found.push(item);
  return found
    .map((one) => ({ ...one, page: `diagnostics.md#${one.code}` }))
    .sort((a, b) => a.span.start - b.span.start);
}

function importFindings(snapshot: Snapshot, resolve: ResolveModule, problems: Known): Diagnostic[] {
  const found: Diagnostic[] = [];
  const isCertain = certainImports(snapshot);
  const suggest = suggester(LIBRARY_PATHS);
  const findCycle = cycleFinder(snapshot, resolve, (module, one) => certainImports(module)(one));
  for (const one of importsOf(snapshot)) {
    const module = resolve(one.path, snapshot.uri);
    if (module === undefined) continue;
    const finding =
      cycleFinding(findCycle(one), one) ??
      importFinding(one, module, suggest, (from) => problemOf(from, resolve, problems));
    if (finding === undefined) continue;
    const { fixes = [] } = finding;
    const written = snapshot.language === "asm" ? fixes : fixes.map((fix) => inQuotes(snapshot, fix));
    found.push({ severity: isCertain(one) ? "error" : "warning", ...finding, fixes: written });
  }
  return found;
}

/** Which imports every run gets to, with nothing done before that could change the outcome. */
function certainImports(snapshot: Snapshot): (one: Import) => boolean {
  if (snapshot.language === "lisp") {
    const end = firstEffect(snapshot);
    return ({ span }) => span.start < end;
  }
  const lines = certainLines(snapshot);
  return ({ line }) => line !== undefined && lines.has(line);
}

/** A finding whose severity its place decides, unless it has one. */
type Finding = Omit<Diagnostic, "severity"> & Partial<Pick<Diagnostic, "severity">>;

function importFinding(
  { path, span }: Import,
  module: Module,
  suggest: (path: string) => string | undefined,
  problemOf: (module: Snapshot) => Problem | undefined,
): Finding | undefined {
  if (module.kind === "missing")
    return missingModule(path, span, module, suggest(path.replace(/\.(?:ttvm|lisp)$/, "")));
  if (module.kind === "bytecode") {
    if (module.problem === undefined) return undefined;
    return { code: "broken-module", message: `\`${path}\` cannot be loaded: ${module.problem}`, span };
  }
  const problem = problemOf(module.snapshot);
  if (problem === undefined) return undefined;
  const { document, diagnostic } = problem;
  const line = document.lines.lineAt(diagnostic.span.start) + 1;
  return {
    code: "broken-module",
    message: `\`${path}\` has an error in line ${line}: ${diagnostic.message}`,
    span,
    related: [{ span: diagnostic.span, message: diagnostic.message, document }],
  };
}

function missingModule(
  path: string,
  span: Span,
  { tried, reason }: Module & { kind: "missing" },
  suggestion: string | undefined,
): Finding {
  const advice = suggestion === undefined ? "" : `: did you mean \`${suggestion}\`?`;
  const places =
    tried.length === 0 ? "" : ` (looked for ${tried.map((place) => `\`${place}\``).join(" and ")})`;
  return {
    code: "missing-module",
    message: `there is no module \`${path}\`${advice}${places}${reason === undefined ? "" : `: ${reason}`}`,
    span,
    fixes: changeTo(suggestion, span),
  };
}

const LIBRARY_PATHS = Object.keys(MODULES).map((module) => `std/${module}`);

function changeTo(suggestion: string | undefined, span: Span): readonly Fix[] {
  if (suggestion === undefined) return [];
  const edits = [{ span, text: writeName(suggestion) }];
  return [{ title: `Change to \`${suggestion}\``, edits, preferred: true }];
}

function cycleFinding(cycle: Cycle | undefined, { span }: Import): Finding | undefined {
  if (cycle === undefined) return undefined;
  const names = cycle.steps.map(({ importer }) => moduleName(importer.uri));
  const related = cycle.steps.slice(1).map(
    ({ importer, import: { path, span } }): RelatedPlace => ({
      span,
      message: `\`${path}\` is imported here`,
      document: importer,
    }),
  );
  return {
    code: "import-cycle",
    message: `these imports go in a circle: ${[...names, moduleName(cycle.end.uri)].join(" → ")}`,
    span,
    related,
    ...(!cycle.isCertain && { severity: "warning" }),
  };
}

/** The first error of a module, or of what it imports, that makes its import fail. */
function problemOf(module: Snapshot, resolve: ResolveModule, known: Known): Problem | undefined {
  if (known.has(module.uri) || isLibrary(module.uri)) return known.get(module.uri);
  const diagnostic =
    module.diagnostics.find(failsAlways(module)) ??
    findingsIn(module, resolve, known).find(({ severity }) => severity === "error");
  const problem = diagnostic === undefined ? undefined : { document: module, diagnostic };
  known.set(module.uri, problem);
  return problem;
}

/** An error in a module that assembles matters when its top level gets there: a function may never be called. */
function failsAlways(module: Snapshot): (diagnostic: Diagnostic) => boolean {
  const isError = ({ severity }: Diagnostic) => severity === "error";
  if (module.program === undefined) return isError;
  if (module.language === "lisp") {
    const end = firstEffect(module);
    return (diagnostic) => isError(diagnostic) && diagnostic.span.start < end;
  }
  const starts = new Set([...certainLines(module)].map(({ span }) => span.start));
  return (diagnostic) => isError(diagnostic) && starts.has(diagnostic.span.start);
}

function nativeFinding(
  line: InstructionLine,
  suggest: (name: string) => string | undefined,
): Finding | undefined {
  const { text: name, span } = line.operands[0];
  if (roleOf(line, line.operands[0]) !== "native") return undefined;
  if (Object.hasOwn(NATIVES, name)) return undefined;
  const suggestion = suggest(name);
  const advice = suggestion === undefined ? "" : `: did you mean \`${suggestion}\`?`;
  return {
    code: "unknown-native",
    message: `there is no native function \`${name}\`${advice}`,
    span,
    fixes: changeTo(suggestion, span),
  };
}

/** A process whose module is found nowhere runs all the same: it says so. */
function processFinding(
  snapshot: AsmSnapshot,
  line: InstructionLine,
  spawned: (name: string) => Module | undefined,
  isImported: (name: string) => boolean,
): Finding | undefined {
  const { text: name, span } = line.operands[0];
  const { labels, variables } = snapshot.symbols;
  const isChild =
    roleOf(line, line.operands[0]) === "child" &&
    !labels.has(name) &&
    !variables.has(name) &&
    !isImported(name);
  if (!isChild && !isSpawned(snapshot, line)) return undefined;
  const module = spawned(name);
  if (module?.kind !== "missing") return undefined;
  const what = isChild ? "variable, label or module" : "module";
  return {
    severity: "warning",
    code: "unknown-process",
    message: `there is no ${what} \`${name}\`: the process only prints \`Spawned process: ${name}\``,
    span,
  };
}

/** A computation that is done once for each name. */
function remembering<T>(compute: (name: string) => T): (name: string) => T {
  const known = new Map<string, { readonly value: T }>();
  return (name) => {
    let found = known.get(name);
    if (found === undefined) {
      found = { value: compute(name) };
      known.set(name, found);
    }
    return found.value;
  };
}

/** The lines that every run gets to, with nothing done before that could change the outcome. */
function certainLines({ syntax }: AsmSnapshot): ReadonlySet<InstructionLine> {
  const lines = new Set<InstructionLine>();
  for (const line of syntax.lines) {
    if (line.kind !== "instruction" || line.mnemonic === undefined) continue;
    lines.add(line);
    if (flowOf(line.mnemonic) !== "next" || OUTSIDE.has(rowOf(line.mnemonic).group)) break;
  }
  return lines;
}

/** What reaches outside may make a file that is imported later. */
const OUTSIDE: ReadonlySet<Group> = new Set([
  "files",
  "system",
  "network",
  "async",
  "database",
  "processes",
] as const);
