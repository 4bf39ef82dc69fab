/** Find references: every place that names what is under the cursor. */
import type { AsmSnapshot } from "../../analyze/index.ts";
import type { Reference } from "../answers.ts";
import { runNameReferences } from "../run-names.ts";
import { subjectAt } from "./cursor.ts";
import { runNames } from "./run-names.ts";
import { globalNamed, type TextVariable, variableAt } from "./variables.ts";

/** In source order, the declaration among them; empty when the cursor is on no such name. */
export function references(snapshot: AsmSnapshot, offset: number): readonly Reference[] {
  const subject = subjectAt(snapshot, offset);
  if (subject?.kind === "label") return labelReferences(snapshot, subject.name);
  if (subject?.kind === "variable") {
    return variableReferences(variableAt(snapshot, subject.name, subject.span));
  }
  if (subject?.kind === "field" || subject?.kind === "registered") {
    return runNameReferences(runNames(snapshot), subject.span.start);
  }
  return [];
}

/** The global of a name that is exported or imported, and in its home the function of the same name. */
export function sharedReferences(snapshot: AsmSnapshot, name: string, isHome: boolean): readonly Reference[] {
  const ofLabel = isHome ? labelReferences(snapshot, name) : [];
  const spans = new Set(ofLabel.map(({ span }) => span.start));
  const others = variableReferences(globalNamed(snapshot, name)).filter(({ span }) => !spans.has(span.start));
  return inOrder([...ofLabel, ...others]);
}

export function labelReferences(snapshot: AsmSnapshot, name: string): readonly Reference[] {
  const symbol = snapshot.symbols.labels.get(name);
  if (symbol === undefined) return [];
  const definitions = symbol.definition === undefined ? [] : [symbol.definition, ...symbol.repeated];
  return inOrder([
    ...definitions.map((line): Reference => ({ span: line.nameSpan, access: "declare" })),
    ...symbol.references.map((span): Reference => ({ span, access: "read" })),
  ]);
}

export function variableReferences(variable: TextVariable | undefined): readonly Reference[] {
  if (variable === undefined) return [];
  return inOrder([
    ...variable.writes.map((span): Reference => ({ span, access: "write" })),
    ...variable.reads.map((span): Reference => ({ span, access: "read" })),
  ]);
}

function inOrder(references: Reference[]): readonly Reference[] {
  return references.sort((a, b) => a.span.start - b.span.start);
}
