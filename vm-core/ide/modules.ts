/**
 * What an import leads to, as data: features ask, and the server or the command line has the answers ready.
 *
 * Invariant: nothing here reads anything. A module that was not looked for yet is undefined, which is not
 * the same as missing: about the first nothing is said.
 */
import {
  type AsmSnapshot,
  analyzeAssembly,
  analyzeLisp,
  type LispSnapshot,
  type Snapshot,
} from "../analyze/index.ts";
import { LIBRARY_FILE } from "../lisp/library.ts";
import { LIBRARY_SCHEME, libraryModule, libraryModuleAt, librarySource, libraryUri } from "../std/index.ts";

/** What an import leads to. */
export type Module =
  | { readonly kind: "source"; readonly snapshot: Snapshot }
  /** It can be imported, but there is no text to look into; `problem` says why it cannot be. */
  | { readonly kind: "bytecode"; readonly uri: string; readonly problem: string | undefined }
  /** It has more than `most` bytes, so nobody looks into it. */
  | { readonly kind: "large"; readonly uri: string; readonly most: number }
  | {
      readonly kind: "missing";
      /** The places where it would be, first one first. */
      readonly tried: readonly string[];
      /** What else there is to say, such as that it may not be read. */
      readonly reason?: string;
    };

/** The module that `path` leads to, as written in the document with the URI `from`. */
export type ResolveModule = (path: string, from: string) => Module | undefined;

/** Modules that `find` knows, and those of the library where there is none: the order of a run. */
export function withLibrary(find: ResolveModule): ResolveModule {
  return (path, from) => {
    const library = libraryModule(path);
    const inLibrary = library === undefined ? undefined : librarySnapshot(library);
    // The library has no files beside it, and does not find those of the program.
    if (from.startsWith(LIBRARY_SCHEME)) return sourceModule(inLibrary);
    const found = find(path, from);
    return found === undefined || found.kind === "missing" ? (sourceModule(inLibrary) ?? found) : found;
  };
}

/** Where there are no files: the library alone. */
export const libraryOnly: ResolveModule = withLibrary(() => undefined);

function sourceModule(snapshot: Snapshot | undefined): Module | undefined {
  return snapshot === undefined ? undefined : { kind: "source", snapshot };
}

/** The snapshot of a module of the library. */
export function librarySnapshot(module: string): AsmSnapshot {
  let snapshot = analyzed.get(module);
  if (snapshot === undefined) {
    snapshot = analyzeAssembly(libraryUri(module), 0, librarySource(module));
    analyzed.set(module, snapshot);
  }
  return snapshot;
}

/** Texts of the library never change. */
const analyzed = new Map<string, AsmSnapshot>();

/** The part of the library that every program in Lisp has. */
export function lispLibrarySnapshot(): LispSnapshot {
  lispLibrary ??= analyzeLisp(LIBRARY_FILE.name, 0, LIBRARY_FILE.text);
  return lispLibrary;
}

let lispLibrary: LispSnapshot | undefined;

/** The text of a document of the library. */
export function libraryText(uri: string): string | undefined {
  if (uri === LIBRARY_FILE.name) return LIBRARY_FILE.text;
  const module = libraryModuleAt(uri);
  return module === undefined ? undefined : librarySource(module);
}

/** `std/math` for a document of the library; of another one the last part of its path. */
export function moduleName(uri: string): string {
  const library = libraryModuleAt(uri);
  if (library !== undefined) return `std/${library}`;
  const last = uri.slice(uri.lastIndexOf("/") + 1);
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}

/** Whether a document is one of the library: it is read, never edited. */
export function isLibrary(uri: string): boolean {
  return uri.startsWith(LIBRARY_SCHEME);
}

/** The paths under which SPAWN and SUPERVISE_CHILD look for a module by name. */
export function spawnPaths(name: string): readonly string[] {
  const plain = name.replace(/\.ttvm$/, "");
  return [`${plain}.ttvm`, `examples/${plain}.ttvm`, `std/process/${plain}`];
}

/** The module that a process of this name runs; undefined when one of its places is not known yet. */
export function spawnedModule(name: string, from: string, resolve: ResolveModule): Module | undefined {
  const tried: string[] = [];
  for (const path of spawnPaths(name)) {
    const found = resolve(path, from);
    if (found?.kind !== "missing") {
      if (found !== undefined || !path.startsWith("std/")) return found;
      tried.push(path);
    } else {
      tried.push(...found.tried);
    }
  }
  return { kind: "missing", tried };
}
