/** `ttvm check`: everything that is known to be wrong or doubtful in source files, without running them. */
import path from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { diagnostics, type Module, type ResolveModule, type Snapshot } from "../../index.ts";
import type { CommandContext } from "../command-context.ts";
import { complain } from "../complain.ts";
import {
  type DocumentSource,
  findModules,
  foundResolver,
  MAX_MODULE_BYTES,
  moduleOf,
} from "../find-modules.ts";
import { loadProgram, STDIN } from "../load-program.ts";
import { readBounded } from "../read-bounded.ts";
import { findFiles } from "../source-files.ts";
import { type CheckFinding, findingsOf } from "./finding.ts";
import { writeSarif } from "./sarif.ts";
import { writeText } from "./text.ts";

export type Format = "text" | "json" | "sarif";

/** Resolves with the exit code: 1 when there is an error or a file cannot be read. */
export async function check(
  paths: readonly string[],
  format: Format,
  color: boolean | undefined,
  context: CommandContext,
): Promise<number> {
  const { cwd } = context;
  const named = paths.filter((file) => file !== STDIN);
  const { files, problems } = findFiles(named, (file) => /\.(?:ttvm|lisp)$/i.test(file), cwd);
  const unread = [...problems];
  const findings: CheckFinding[] = [];
  const look = fileModules();
  /** How many files have been read. */
  let count = 0;
  const all = paths.includes(STDIN) ? [STDIN, ...files] : files;
  for (const file of all) {
    // Within one turn of the loop, everything stays that a weak reference was made to: each program.
    await nextTurn();
    const { snapshot, ...loaded } = await loadProgram(file, {
      stdin: context.stdin,
      cwd,
      onRead: () => count++,
    });
    if (snapshot !== undefined) {
      const resolve = await resolverFor(snapshot, look, cwd);
      for (const item of findingsOf(file, snapshot, diagnostics(snapshot, resolve), resolve))
        findings.push(item);
    }
    // Bytecode has no text that could be wrong: either it can be read, or not.
    else if (loaded.program === undefined) for (const item of loaded.problems) unread.push(item);
  }
  for (const problem of unread) complain(problem, color, context);
  await context.writeOutput(written(findings, count, format, { color, context }));
  return unread.length > 0 || findings.some(({ severity }) => severity === "error") ? 1 : 0;
}

/** What the imports of a file lead to, as in the editor. */
async function resolverFor(
  snapshot: Snapshot,
  look: DocumentSource["look"],
  cwd: string,
): Promise<ResolveModule> {
  const root = path.resolve(cwd, snapshot.uri);
  const source = {
    pathOf: (uri: string) => path.resolve(cwd, uri),
    workingDirectory: cwd,
    // A module that imports the file that is checked leads back to it.
    look: async (file: string) => (file === root ? ({ kind: "source", snapshot } as const) : look(file)),
  };
  return foundResolver((await findModules(snapshot, source)).modules, source);
}

/** Reads each module once. */
function fileModules(): DocumentSource["look"] {
  const read = new Map<string, Promise<Module | undefined>>();
  return (file) => {
    let module = read.get(file);
    if (module === undefined) read.set(file, (module = readModule(file)));
    return module;
  };
}

async function readModule(file: string): Promise<Module | undefined> {
  try {
    const found = await readBounded(file, MAX_MODULE_BYTES);
    return typeof found === "object" ? moduleOf(file, found.bytes) : undefined;
  } catch {
    return undefined;
  }
}

function written(
  findings: readonly CheckFinding[],
  files: number,
  format: Format,
  { color, context }: { readonly color: boolean | undefined; readonly context: CommandContext },
): string {
  if (format === "json") return `${JSON.stringify(findings, undefined, 2)}\n`;
  if (format === "sarif") return writeSarif(findings, context.cwd);
  return writeText(findings, files, context.hasColor(color, "stdout"));
}
