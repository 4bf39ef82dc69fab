/**
 * Go to definition in assembly: from a label to where it is defined, from an address to the instruction there, from a
 * variable or a field to the places that store it, from the name of a process to where it is registered, from an imported
 * name to the module that makes it, from a module's path to the module.
 */
import type { AsmSnapshot } from "../../analyze/index.ts";
import type { InstructionLine } from "../../asm/syntax.ts";
import { type Span, span } from "../../text/span.ts";
import type { Definition, DefinitionTarget } from "../answers.ts";
import { importedName } from "../imports.ts";
import { libraryOnly, type Module, type ResolveModule, spawnedModule } from "../modules.ts";
import { runNameTargets } from "../run-names.ts";
import { type Subject, subjectAt } from "./cursor.ts";
import { runNames } from "./run-names.ts";
import { variableAt } from "./variables.ts";

export function definition(
  snapshot: AsmSnapshot,
  offset: number,
  resolve: ResolveModule = libraryOnly,
): Definition | undefined {
  const subject = subjectAt(snapshot, offset);
  if (subject === undefined) return undefined;
  const targets = targetsOf(snapshot, subject, resolve);
  return targets.length === 0 ? undefined : { origin: subject.span, targets };
}

function targetsOf(
  snapshot: AsmSnapshot,
  subject: Subject,
  resolve: ResolveModule,
): readonly DefinitionTarget[] {
  const here = (span: Span, name: Span) => ({ document: snapshot, span, name });
  switch (subject.kind) {
    case "label": {
      const symbol = snapshot.symbols.labels.get(subject.name);
      const lines = symbol?.definition === undefined ? [] : [symbol.definition, ...symbol.repeated];
      return lines.map((line) => here(line.span, line.nameSpan));
    }
    case "address": {
      const line = instructionLineAt(snapshot, subject.address);
      return line === undefined ? [] : [here(line.span, line.wordSpan)];
    }
    case "variable": {
      const { writes = [], isGlobal } = variableAt(snapshot, subject.name, subject.span) ?? {};
      const imported = isGlobal
        ? importedName(snapshot, subject.name, subject.span.start, resolve)
        : undefined;
      return [
        ...writes.map((write) => here(write, write)),
        ...(imported === undefined
          ? []
          : [{ document: imported.home, span: imported.line, name: imported.place }]),
      ];
    }
    case "field":
    case "registered":
      return runNameTargets(snapshot, runNames(snapshot), subject.span.start);
    case "module":
      return startOf(resolve(subject.path, snapshot.uri));
    case "process":
      return startOf(spawnedModule(subject.name, snapshot.uri, resolve));
    default:
      return [];
  }
}

function startOf(module: Module | undefined): readonly DefinitionTarget[] {
  if (module?.kind !== "source") return [];
  return [{ document: module.snapshot, span: span(0, 0), name: span(0, 0) }];
}

/** The line of the instruction with an address; there is one even when the text is broken. */
export function instructionLineAt(snapshot: AsmSnapshot, address: number): InstructionLine | undefined {
  let next = 0;
  for (const line of snapshot.syntax.lines) {
    if (line.kind !== "instruction") continue;
    if (next === address) return line;
    next++;
  }
  return undefined;
}
