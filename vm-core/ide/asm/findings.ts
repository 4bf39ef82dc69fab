/**
 * Findings about names in assembly that need more than the document: native functions and processes that there are not,
 * and variables that no import offers.
 */
import { type AsmSnapshot, roleOf } from "../../analyze/index.ts";
import type { InstructionLine } from "../../asm/syntax.ts";
import { flowOf, type Group, rowOf } from "../../isa/index.ts";
import { NATIVES } from "../../std/index.ts";
import { suggester } from "../../text/closest.ts";
import type { Diagnostic } from "../../text/diagnostic.ts";
import { once } from "../../text/once.ts";
import { importedNames } from "../imports.ts";
import { type ModuleCause, problemInWords } from "../module-problem.ts";
import { type Module, type ResolveModule, spawnedModule } from "../modules.ts";
import { isSpawned } from "./cursor.ts";
import { outwardLines } from "./outward-lines.ts";
import { unknownNames } from "./unknown-names.ts";

export function asmFindings(snapshot: AsmSnapshot, resolve: ResolveModule): readonly Diagnostic[] {
  const end = certainEnd(snapshot);
  const suggest = suggester(Object.keys(NATIVES));
  const spawned = remembering((name) => spawnedModule(name, snapshot.uri, resolve));
  const imported = once(() => importedNames(snapshot, resolve));
  const found: Diagnostic[] = [];
  for (const line of outwardLines(snapshot.syntax)) {
    const { span } = line.operands[0];
    const native = unknownNative(line, suggest);
    if (native !== undefined) {
      const severity = line.span.start < end ? "error" : "warning";
      found.push(problemInWords({ severity, cause: native, span }));
      continue;
    }
    // A process whose module is found nowhere runs all the same: it says so.
    const process = unknownProcess(snapshot, line, spawned, (name) => imported().has(name));
    if (process !== undefined) found.push(problemInWords({ severity: "warning", cause: process, span }));
  }
  return [...found, ...unknownNames(snapshot, resolve, imported)];
}

function unknownNative(
  line: InstructionLine,
  suggest: (name: string) => string | undefined,
): ModuleCause | undefined {
  const { text: name } = line.operands[0];
  if (roleOf(line, line.operands[0]) !== "native" || Object.hasOwn(NATIVES, name)) return undefined;
  return { kind: "unknown-native", name, nearest: suggest(name) };
}

function unknownProcess(
  snapshot: AsmSnapshot,
  line: InstructionLine,
  spawned: (name: string) => Module | undefined,
  isImported: (name: string) => boolean,
): ModuleCause | undefined {
  const { text: name } = line.operands[0];
  const { labels, variables } = snapshot.symbols;
  const mayBeChild =
    roleOf(line, line.operands[0]) === "child" &&
    !labels.has(name) &&
    !variables.has(name) &&
    !isImported(name);
  if (!mayBeChild && !isSpawned(snapshot, line)) return undefined;
  if (spawned(name)?.kind !== "missing") return undefined;
  return { kind: "unknown-process", name, mayBeChild };
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

/**
 * The end of the lines that every run gets to, with nothing done before that could change the outcome: they end with the
 * first one that transfers control or reaches outside.
 */
export function certainEnd({ syntax, text }: AsmSnapshot): number {
  const last = syntax.lines.find(
    (line) =>
      line.kind === "instruction" &&
      line.mnemonic !== undefined &&
      (flowOf(line.mnemonic) !== "next" || OUTSIDE.has(rowOf(line.mnemonic).group)),
  );
  return last === undefined ? text.length + 1 : last.span.end;
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
