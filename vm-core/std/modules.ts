/**
 * The modules of the standard library as source text, and the paths that lead to them.
 *
 * Absent by design: a module's other names as modules of their own; `std/strings` is `std/string`, so that
 * importing both runs it once.
 */
import advanced from "./modules/advanced.ttvm";
import convert from "./modules/convert.ttvm";
import io from "./modules/io.ttvm";
import list from "./modules/list.ttvm";
import math from "./modules/math.ttvm";
import network from "./modules/network.ttvm";
import prelude from "./modules/prelude.ttvm";
import counter from "./modules/process/counter.ttvm";
import helloWorld from "./modules/process/hello_world.ttvm";
import process from "./modules/process.ttvm";
import string from "./modules/string.ttvm";
import test from "./modules/test.ttvm";

/** Source text by name, without `std/` and ending. */
export const MODULES: Readonly<Record<string, string>> = {
  prelude,
  math,
  string,
  list,
  convert,
  io,
  network,
  advanced,
  process,
  test,
};

/** Programs that `SPAWN` finds by name: they run as processes and export nothing. */
const PROGRAMS: Readonly<Record<string, string>> = {
  "process/hello_world": helloWorld,
  "process/counter": counter,
};

/** The URI of a module of the library begins so: the editor shows its text, and nobody edits it. */
export const LIBRARY_SCHEME = "ttvm-std:/";

/** The names that `SPAWN` takes for the programs of the library. */
export const PROCESS_NAMES: readonly string[] = Object.keys(PROGRAMS).map((name) =>
  name.slice("process/".length),
);

export function libraryUri(module: string): string {
  return `${LIBRARY_SCHEME}${module}.ttvm`;
}

export function isInLibrary(uri: string): boolean {
  return uri.startsWith(LIBRARY_SCHEME);
}

/** The name of the library module with a URI. */
export function libraryModuleAt(uri: string): string | undefined {
  return isInLibrary(uri) ? libraryModule(`std/${uri.slice(LIBRARY_SCHEME.length)}`) : undefined;
}

/** The source text of what `libraryModule` names. */
export function librarySource(name: string): string {
  return MODULES[name] ?? PROGRAMS[name];
}

/** Other names, and the modules that they stand for. */
export const MODULE_ALIASES: Readonly<Record<string, string>> = { strings: "string", lists: "list" };

/** The name of the library module that a path means: `std/math`, `std/math.ttvm`. */
export function libraryModule(path: string): string | undefined {
  const written = /^std\/([\w/]+?)(?:\.ttvm)?$/.exec(path)?.[1];
  if (written === undefined) return undefined;
  const name = Object.hasOwn(MODULE_ALIASES, written) ? MODULE_ALIASES[written] : written;
  return Object.hasOwn(MODULES, name) || Object.hasOwn(PROGRAMS, name) ? name : undefined;
}
