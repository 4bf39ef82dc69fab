/**
 * The module loader: from a path as written to a Program.
 *
 * A module is looked for beside the importing file, then in the working directory, then in the library.
 */
import { readAssembly } from "../asm/index.ts";
import type { Program } from "../program/program.ts";
import { bytesInSpace } from "../run/code-space.ts";
import type { LoadModule, ModuleSource } from "../run/importing.ts";
import { isInLibrary, libraryModule, librarySource, libraryUri } from "../std/index.ts";
import { type Allowance, within } from "../text/allowance.ts";
import { Fault } from "../value/callable.ts";
import { type FoundFile, type ReadModule, readWholeProgram } from "./read-program.ts";

/** `prepare` makes what runs of a program that was read. */
export function moduleLoader(read: ReadModule, prepare: (source: Program) => Program): LoadModule {
  const find = finder(read);
  return async (path, from, allowance) => {
    const found = await find(path, from, allowance);
    if (found instanceof Fault) return found;
    return { ...found, program: within(allowance, () => prepare(found.program)) };
  };
}

function finder(read: ReadModule): LoadModule {
  return async (path, from, allowance) => {
    const library = libraryModule(path);
    // The library has no files beside it, and is not to find those of the program.
    if (library !== undefined && isInLibrary(from)) return libraryProgram(library);
    const found = await read(path, from);
    if (!(found instanceof Fault)) return compile(found, read, allowance);
    return library === undefined || found.kind !== "FileError" ? found : libraryProgram(library);
  };
}

/** Programs of the library: they never change, so all runs share them. */
const assembled = new Map<string, ModuleSource>();

function libraryProgram(module: string): ModuleSource {
  let source = assembled.get(module);
  if (source === undefined) {
    const key = libraryUri(module);
    const { program } = readAssembly(librarySource(module), key);
    if (program === undefined) throw new Error(`${key} does not assemble`);
    source = { key, program };
    assembled.set(module, source);
  }
  return source;
}

async function compile(
  file: FoundFile,
  readModule: ReadModule,
  allowance: Allowance,
): Promise<ModuleSource | Fault> {
  const read = await readWholeProgram(file, readModule, allowance);
  if (read.program === undefined) return read.fault;
  return { key: file.name, program: read.program, bytes: bytesInSpace(read.program) };
}
