/**
 * The modules that a document leads to, looked for all the way down, so that findings can ask for them; and the files that
 * it, or one of them, includes.
 *
 * A module is looked for beside the document that names it, then in the working directory: the order of a run.
 *
 * Invariant: how many files one document can make us read is limited; beyond that a module is unknown, which is no
 * finding. Modules were analysed with what they include.
 * Absent by design: the library, which needs no files.
 */
import path from "node:path";
import {
  type IncludedFile,
  type IncludeOf,
  isStillIncluded,
  LANGUAGES,
  type Language,
  libraryExports,
  type Module,
  modulePathsIn,
  type ResolveModule,
  readIncluded,
  readProgram,
  type Snapshot,
  withLibrary,
} from "../index.ts";

/** How the documents of an editor, or the files of a command, are found. */
export interface DocumentSource {
  /** The path of a document; undefined for one that is not on a disk. */
  readonly pathOf: (uri: string) => string | undefined;
  readonly workingDirectory: string;
  /** The module in a file; undefined where there is none. */
  readonly look: (file: string) => Promise<Module | undefined>;
}

/** What was found, by the file's path; undefined where there is no such file. */
export type FoundModules = Map<string, Module | undefined>;

const MAX_PLACES = 1_000;
const MAX_PATHS = 300;
/** Larger files are not looked into. */
export const MAX_MODULE_BYTES = 4_000_000;

/** What a document leads to, and the document as it is with what it includes: the same one when nothing has changed. */
export interface ModulesOfDocument {
  readonly root: Snapshot;
  readonly modules: FoundModules;
}

export async function findModules(given: Snapshot, source: DocumentSource): Promise<ModulesOfDocument> {
  const modules: FoundModules = new Map();
  const root = await withIncluded(given, modules, source);
  const pending = [root];
  /** Files that were looked at because they are included are looked into as modules, too. */
  const seen = new Set<string>();
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const from = next.uri;
    const places = modulePathsIn(next)
      .slice(0, MAX_PATHS)
      .flatMap((written) => placesOf(written, from, source))
      .filter((place) => !seen.has(place));
    for (const place of new Set(places)) {
      seen.add(place);
      const module = await look(place, modules, source);
      if (module?.kind !== "source") continue;
      const snapshot = await withIncluded(module.snapshot, modules, source);
      modules.set(place, { kind: "source", snapshot });
      pending.push(snapshot);
    }
  }
  return { root, modules };
}

/** Looks at a place, once; where the limit is reached, there is nothing. */
async function look(
  place: string,
  modules: FoundModules,
  source: DocumentSource,
): Promise<Module | undefined> {
  if (modules.has(place)) return modules.get(place);
  if (modules.size >= MAX_PLACES) return undefined;
  const module = await source.look(place);
  modules.set(place, module);
  return module;
}

/** Snapshots of texts that include others, with these, by what was known before they were looked for. */
const COMPLETED = new WeakMap<Snapshot, Snapshot>();

/** A document with the files that it includes as they are now. */
async function withIncluded(
  given: Snapshot,
  modules: FoundModules,
  source: DocumentSource,
): Promise<Snapshot> {
  if (given.inclusions.length === 0) return given;
  const newest = COMPLETED.get(given) ?? given;
  const { uri, version, text } = newest;
  const { analyze }: Language = LANGUAGES[newest.language];
  const whole = await readIncluded(
    (path, from) => included(path, from, modules, source),
    (includeOf: IncludeOf) =>
      isStillIncluded(newest, includeOf)
        ? newest
        : analyze(uri, version, text, { exportsOf: libraryExports, includeOf }),
  );
  COMPLETED.set(given, whole);
  return whole;
}

async function included(
  path: string,
  from: string,
  modules: FoundModules,
  source: DocumentSource,
): Promise<IncludedFile> {
  for (const place of placesOf(path, from, source)) {
    const module = await look(place, modules, source);
    if (module?.kind === "source") return { name: module.snapshot.uri, text: module.snapshot.text };
    if (module?.kind === "large") return { problem: `${path} has more than ${module.most} bytes` };
    if (module !== undefined) return { problem: `${path} is no source text` };
  }
  return { problem: `File operation failed on ${path}: No such file or directory (os error 2)` };
}

/** Answers from what was found, and from the library. */
export function foundResolver(known: FoundModules, source: Omit<DocumentSource, "look">): ResolveModule {
  return withLibrary((written, from) => lookUp(known, placesOf(written, from, source)));
}

/** The first of some places that there is; undefined when one before it was not looked at. */
function lookUp(known: FoundModules, places: readonly string[]): Module | undefined {
  for (const place of places) {
    if (!known.has(place)) return undefined;
    const module = known.get(place);
    if (module !== undefined) return module;
  }
  return places.length === 0 ? undefined : { kind: "missing", tried: places };
}

/** Where a module is looked for, without repetition. */
function placesOf(
  written: string,
  from: string,
  { pathOf, workingDirectory }: Omit<DocumentSource, "look">,
): readonly string[] {
  const file = pathOf(from);
  if (file === undefined || written.includes("\0")) return [];
  const places = [path.resolve(path.dirname(file), written), path.resolve(workingDirectory, written)];
  // To look at a share of another machine is to tell that machine who one is.
  return [...new Set(places)].filter((place) => isShare(file) || !isShare(place));
}

function isShare(place: string): boolean {
  return /^[\\/]{2}/.test(place);
}

/** The module that a file holds; undefined bytes are those of a file of more than `MAX_MODULE_BYTES`. */
export function moduleOf(uri: string, bytes: Uint8Array | undefined): Module {
  if (bytes === undefined) return { kind: "large", uri, most: MAX_MODULE_BYTES };
  const read = readProgram({ name: uri, bytes });
  if (read.snapshot !== undefined) return { kind: "source", snapshot: read.snapshot };
  return { kind: "bytecode", uri, problem: read.program === undefined ? read.problems[0] : undefined };
}
