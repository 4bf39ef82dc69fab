/**
 * Go to definition: from a label to where it is defined, from an address to the instruction there, from a
 * variable to the places that store it.
 */
import type { Snapshot } from "../analyze/index.ts";
import type { InstructionLine } from "../asm/syntax.ts";
import type { Span } from "../text/span.ts";
import { subjectAt } from "./cursor.ts";

export interface Definition {
  /** The name under the cursor. */
  readonly origin: Span;
  readonly targets: readonly DefinitionTarget[];
}

export interface DefinitionTarget {
  /** The whole line. */
  readonly span: Span;
  /** The name in it. */
  readonly name: Span;
}

export function definition(snapshot: Snapshot, offset: number): Definition | undefined {
  const subject = subjectAt(snapshot, offset);
  if (subject === undefined) return undefined;
  const targets = targetsOf(snapshot, subject);
  return targets.length === 0 ? undefined : { origin: subject.span, targets };
}

function targetsOf(
  snapshot: Snapshot,
  subject: NonNullable<ReturnType<typeof subjectAt>>,
): readonly DefinitionTarget[] {
  switch (subject.kind) {
    case "label": {
      const symbol = snapshot.symbols.labels.get(subject.name);
      const lines = symbol?.definition === undefined ? [] : [symbol.definition, ...symbol.repeated];
      return lines.map((line) => ({ span: line.span, name: line.nameSpan }));
    }
    case "address": {
      const line = instructionLineAt(snapshot, subject.address);
      return line === undefined ? [] : [{ span: line.span, name: line.wordSpan }];
    }
    case "variable": {
      const writes = snapshot.symbols.variables.get(subject.name)?.writes ?? [];
      return writes.map((write) => ({ span: write, name: write }));
    }
    default:
      return [];
  }
}

/** The line of the instruction with an address; there is one even when the text is broken. */
export function instructionLineAt(snapshot: Snapshot, address: number): InstructionLine | undefined {
  let next = 0;
  for (const line of snapshot.syntax.lines) {
    if (line.kind !== "instruction") continue;
    if (next === address) return line;
    next++;
  }
  return undefined;
}
