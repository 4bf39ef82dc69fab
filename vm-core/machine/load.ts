/**
 * The module loader: from a path as written to a Program.
 *
 * A module is looked for beside the importing file, then in the working directory, then in the library.
 */
import { analyze } from "../analyze/index.ts";
import { reportDiagnostic } from "../analyze/report.ts";
import type { LoadModule, ModuleSource } from "../run/modules.ts";
import { libraryModule, MODULES } from "../std/index.ts";
import { Fault } from "../value/callable.ts";

/** A file as a host found it. */
export interface FoundFile {
  /** Its canonical name: the same for every path that leads to it. */
  readonly name: string;
  readonly text: string;
}

/** Reads the first of several places that there is: a path relative to the importing file, and to the working directory. */
export type ReadModule = (path: string, from: string) => Promise<FoundFile | Fault>;

/** The URI under which the editor shows a module of the library. */
export const LIBRARY_SCHEME = "ttvm-std:/";

export function moduleLoader(read: ReadModule): LoadModule {
  return async (path, from) => {
    const found = await read(path, from);
    if (!(found instanceof Fault)) return compile(found);
    const library = libraryModule(path);
    if (library === undefined || found.kind !== "FileError") return found;
    return compile({ name: `${LIBRARY_SCHEME}${library}.ttvm`, text: MODULES[library] });
  };
}

function compile({ name, text }: FoundFile): ModuleSource | Fault {
  const { program, diagnostics, lines } = analyze(name, 0, text);
  if (program !== undefined) return { key: name, program };
  const first = diagnostics.find((diagnostic) => diagnostic.severity === "error");
  const kind = first?.code === "unknown-label" ? "UnknownLabel" : "ParseError";
  return new Fault(kind, first === undefined ? `cannot read ${name}` : reportDiagnostic(first, lines));
}
