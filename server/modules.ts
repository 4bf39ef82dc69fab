/**
 * The modules that documents import: found, read and kept, so that features can ask for them without waiting.
 *
 * A module is looked for beside the document that names it, then in the working directory, which is the folder
 * of the workspace that holds the document one started from, or without one that document's own.
 *
 * Invariants: an open document counts as it is in the editor, not as it is on disk. A file is read again when it
 * has changed. How many files one document can make the server read, and how large they are, is limited;
 * beyond that a module is unknown, which is no finding.
 * Absent by design: the library, which needs no files; documents that are not on a disk.
 */
import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import {
  type Module,
  modulePathsIn,
  type ResolveModule,
  readProgram,
  type Snapshot,
  withLibrary,
} from "../vm-core/index.ts";
import type { Documents } from "./documents.ts";

export interface Modules {
  /** Looks for what the imports of a document lead to, all the way down; undefined when there is nothing to do. */
  prepare(snapshot: Snapshot): Promise<void> | undefined;
  /** What was found for a document and for those that it imports. */
  resolverFor(uri: string): ResolveModule;
  /** The documents for which the file with this URI was looked at, or looked for. */
  dependents(uri: string): readonly string[];
  /** A document is closed: what was found for it is not needed any more. */
  forget(uri: string): void;
}

/** A file, as it was when it was read. */
interface KeptFile {
  readonly stamp: string;
  readonly module: Module | undefined;
}

/** What was found for one document: by the file's path, undefined where there is no such file. */
type Found = Map<string, Module | undefined>;

const MAX_PLACES = 1_000;
const MAX_PATHS = 300;
const MAX_BYTES = 4_000_000;

export function createModules(documents: Documents, folders: () => readonly string[]): Modules {
  const found = new Map<string, Found>();
  const kept = new Map<string, KeptFile>();

  const prepare = async (root: Snapshot, directory: string) => {
    const known: Found = new Map();
    const open = openFiles(documents);
    const pending = [root];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      const from = next.uri;
      const places = modulePathsIn(next)
        .slice(0, MAX_PATHS)
        .flatMap((written) => placesOf(written, from, directory))
        .filter((place) => !known.has(place));
      for (const place of new Set(places)) {
        if (known.size >= MAX_PLACES) return found.set(root.uri, known);
        const module = open.get(place) ?? (await fileModule(place, kept));
        known.set(place, module);
        if (module?.kind === "source") pending.push(module.snapshot);
      }
    }
    return found.set(root.uri, known);
  };

  return {
    prepare(snapshot) {
      const file = filePath(snapshot.uri);
      if (file === undefined || modulePathsIn(snapshot).length === 0) {
        found.delete(snapshot.uri);
        return undefined;
      }
      return prepare(snapshot, workingDirectory(file, folders())).then(() => undefined);
    },
    resolverFor(uri) {
      const file = filePath(uri);
      if (file === undefined) return withLibrary(() => undefined);
      const directory = workingDirectory(file, folders());
      const known: Found = found.get(uri) ?? new Map();
      return withLibrary((written, from) => lookUp(known, placesOf(written, from, directory)));
    },
    dependents(uri) {
      const file = filePath(uri);
      if (file === undefined) return [];
      return [...found].filter(([root, known]) => root !== uri && known.has(file)).map(([root]) => root);
    },
    forget: (uri) => void found.delete(uri),
  };
}

/** The first of some places that there is; undefined when one before it was not looked at. */
function lookUp(known: Found, places: readonly string[]): Module | undefined {
  for (const place of places) {
    if (!known.has(place)) return undefined;
    const module = known.get(place);
    if (module !== undefined) return module;
  }
  return places.length === 0 ? undefined : { kind: "missing", tried: places };
}

/** Where a module is looked for, without repetition. */
function placesOf(written: string, from: string, directory: string): readonly string[] {
  const file = filePath(from);
  if (file === undefined || written.includes("\0")) return [];
  const places = [path.resolve(path.dirname(file), written), path.resolve(directory, written)];
  // To look at a share of another machine is to tell that machine who one is.
  return [...new Set(places)].filter((place) => isShare(file) || !isShare(place));
}

function isShare(place: string): boolean {
  return /^[\\/]{2}/.test(place);
}

function workingDirectory(file: string, folders: readonly string[]): string {
  const holding = folders.filter((folder) => {
    const inside = path.relative(folder, file);
    return !inside.startsWith("..") && !path.isAbsolute(inside);
  });
  return holding.sort((a, b) => b.length - a.length)[0] ?? path.dirname(file);
}

/** The path of a document on a disk. */
export function filePath(uri: string): string | undefined {
  if (!uri.startsWith("file:")) return undefined;
  try {
    return fileURLToPath(uri);
  } catch {
    return undefined;
  }
}

function openFiles(documents: Documents): ReadonlyMap<string, Module> {
  const open = new Map<string, Module>();
  for (const uri of documents.open()) {
    const file = filePath(uri);
    const snapshot = file === undefined ? undefined : documents.snapshot(uri);
    if (file !== undefined && snapshot !== undefined) open.set(file, { kind: "source", snapshot });
  }
  return open;
}

async function fileModule(place: string, kept: Map<string, KeptFile>): Promise<Module | undefined> {
  try {
    const { mtimeMs, size, ino } = await stat(place).then((stats) => {
      if (!stats.isFile()) throw new Error("not a file");
      return stats;
    });
    const stamp = `${mtimeMs} ${size} ${ino}`;
    const before = kept.get(place);
    if (before?.stamp === stamp) return before.module;
    const module = size > MAX_BYTES ? TOO_LARGE : moduleOf(place, await readFile(place));
    kept.set(place, { stamp, module });
    return module;
  } catch {
    kept.delete(place);
    return undefined;
  }
}

/** There is such a module, and nothing is said about it. */
const TOO_LARGE: Module = { kind: "bytecode", uri: "", problem: undefined };

function moduleOf(place: string, bytes: Uint8Array): Module {
  const uri = pathToFileURL(place).href;
  const read = readProgram({ name: uri, bytes });
  if (read.snapshot !== undefined) return { kind: "source", snapshot: read.snapshot };
  return { kind: "bytecode", uri, problem: read.program === undefined ? read.problems[0] : undefined };
}
