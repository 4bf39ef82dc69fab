/**
 * The modules that documents import: found, read and kept, so that features can ask for them without waiting.
 *
 * A module is looked for beside the document that names it, then in the working directory, which is the folder
 * of the workspace that holds the document one started from, or without one that document's own.
 *
 * Invariants: an open document counts as it is in the editor, not as it is on disk. A file is read again when it
 * has changed. How much one document can make the server read is limited.
 * Absent by design: the library, which needs no files; documents that are not on a disk.
 */
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import {
  type KnownModule,
  type Module,
  modulePathsIn,
  type Neighbour,
  type ResolveModule,
  type Snapshot,
  withLibrary,
} from "../vm-core/index.ts";
import {
  type FoundModules,
  findModules,
  foundResolver,
  MAX_MODULE_BYTES,
  moduleOf,
} from "../vm-core/node/find-modules.ts";
import { readBounded } from "../vm-core/node/read-bounded.ts";
import type { Documents } from "./documents.ts";

export interface ServerModules {
  /**
   * Looks for what the imports of a document lead to, all the way down; gives the document with the files that it includes.
   * Undefined when there is nothing to do.
   */
  prepare(snapshot: Snapshot): Promise<Snapshot> | undefined;
  /** What was found for a document and for those that it imports. */
  resolverFor(uri: string): ResolveModule;
  /** The open documents and the modules that were found for them, each once. */
  neighbours(): readonly Neighbour[];
  /** Those of some paths that are modules, as a document names them; a large one is left out. */
  near(uri: string, paths: readonly string[]): Promise<readonly KnownModule[]>;
  /** The files that were looked at, or looked for, for a document. */
  filesOf(uri: string): ReadonlySet<string>;
  /** A document is closed: what was found for it is not needed any more. */
  forget(uri: string): void;
}

/** Bytes of a file that is looked at although nothing imports it. */
const MAX_NEAR_BYTES = 64 * 1024;

/** A file, as it was when it was read. */
interface KeptFile {
  readonly stamp: string;
  readonly module: Module | undefined;
}

export function createModules(documents: Documents, folders: () => readonly string[]): ServerModules {
  const found = new Map<string, FoundModules>();
  const kept = new Map<string, KeptFile>();
  /** Of files that no document imports. */
  const small = new Map<string, KeptFile>();

  const prepare = async (root: Snapshot, workingDirectory: string) => {
    const open = openFiles(documents);
    const look = async (file: string) =>
      openModule(documents, open.get(file)) ?? (await fileModule(file, kept));
    const { root: whole, modules } = await findModules(root, { pathOf: filePath, workingDirectory, look });
    found.set(root.uri, modules);
    documents.keep(whole);
    return whole;
  };

  return {
    prepare(snapshot) {
      const file = filePath(snapshot.uri);
      const { inclusions } = snapshot;
      if (file === undefined || (modulePathsIn(snapshot).length === 0 && inclusions.length === 0)) {
        found.delete(snapshot.uri);
        return undefined;
      }
      return prepare(snapshot, workingDirectoryOf(file, folders()));
    },
    resolverFor(uri) {
      const file = filePath(uri);
      if (file === undefined) return withLibrary(() => undefined);
      const workingDirectory = workingDirectoryOf(file, folders());
      return foundResolver(found.get(uri) ?? new Map(), { pathOf: filePath, workingDirectory });
    },
    neighbours() {
      const known = new Map<string, Neighbour>();
      const add = (document: Snapshot, resolve: ResolveModule) => {
        if (!known.has(document.uri)) known.set(document.uri, { document, resolve });
      };
      for (const uri of documents.open()) {
        const document = documents.snapshot(uri);
        if (document !== undefined) add(document, this.resolverFor(uri));
      }
      for (const [root, modules] of found) {
        const resolve = this.resolverFor(root);
        for (const module of modules.values()) if (module?.kind === "source") add(module.snapshot, resolve);
      }
      return [...known.values()];
    },
    async near(uri, paths) {
      const folder = path.dirname(filePath(uri) ?? "");
      const open = openFiles(documents);
      const looked = paths.map(async (written) => {
        const file = path.join(folder, written);
        const module =
          openModule(documents, open.get(file)) ?? (await fileModule(file, small, MAX_NEAR_BYTES));
        return module?.kind === "source" ? [{ path: written, document: module.snapshot }] : [];
      });
      return (await Promise.all(looked)).flat();
    },
    filesOf: (uri) => new Set(found.get(uri)?.keys()),
    forget: (uri) => void found.delete(uri),
  };
}

function workingDirectoryOf(file: string, folders: readonly string[]): string {
  const holding = folders.filter((folder) => isInside(folder, file));
  return holding.sort((a, b) => b.length - a.length)[0] ?? path.dirname(file);
}

/** Whether a file is somewhere below a folder. */
export function isInside(folder: string, file: string): boolean {
  const inside = path.relative(folder, file);
  return !inside.startsWith("..") && !path.isAbsolute(inside);
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

/** The URIs of the documents that are open, by their paths. */
function openFiles(documents: Documents): ReadonlyMap<string, string> {
  return new Map(
    documents.open().flatMap((uri) => {
      const file = filePath(uri);
      return file === undefined ? [] : [[file, uri] as const];
    }),
  );
}

function openModule(documents: Documents, uri: string | undefined): Module | undefined {
  const snapshot = uri === undefined ? undefined : documents.snapshot(uri);
  return snapshot === undefined ? undefined : { kind: "source", snapshot };
}

async function fileModule(
  place: string,
  kept: Map<string, KeptFile>,
  limit = MAX_MODULE_BYTES,
): Promise<Module | undefined> {
  try {
    const before = kept.get(place);
    const found = await readBounded(place, limit, before?.stamp);
    if (found === "unchanged") return before?.module;
    if (found?.bytes === undefined && limit < MAX_MODULE_BYTES) return undefined;
    if (found === undefined) throw new Error("not a file");
    const module = moduleOf(pathToFileURL(place).href, found.bytes);
    kept.set(place, { stamp: found.stamp, module });
    return module;
  } catch {
    kept.delete(place);
    return undefined;
  }
}
