/** Rename a label, at its definition and wherever it is named. */
import type { Snapshot } from "../analyze/index.ts";
import { isAddress } from "../asm/assembler.ts";
import type { TextEdit } from "../text/diagnostic.ts";
import { writeName } from "../text/literal.ts";
import type { Span } from "../text/span.ts";
import { subjectAt } from "./cursor.ts";
import { isLibrary } from "./modules.ts";
import { labelReferences } from "./references.ts";

export interface RenameTarget {
  readonly span: Span;
  /** The name as it is, without quotes. */
  readonly name: string;
}

/** What a rename did, or why there is none: a sentence for the user. */
export type RenameResult = { readonly edits: readonly TextEdit[] } | { readonly refusal: string };

/** The label under the cursor, if it is one that the text defines. */
export function prepareRename(snapshot: Snapshot, offset: number): RenameTarget | undefined {
  if (isLibrary(snapshot.uri)) return undefined;
  const subject = subjectAt(snapshot, offset);
  if (subject?.kind !== "label") return undefined;
  const symbol = snapshot.symbols.labels.get(subject.name);
  return symbol?.definition === undefined ? undefined : { span: subject.span, name: subject.name };
}

export function rename(snapshot: Snapshot, offset: number, newName: string): RenameResult {
  const target = prepareRename(snapshot, offset);
  if (target === undefined) return { refusal: "Only a label that this file defines can be renamed." };
  const name = newName.trim();
  const refusal = name === target.name ? undefined : refusalOf(snapshot, name);
  if (refusal !== undefined) return { refusal };
  const text = writeName(name);
  const edits = labelReferences(snapshot, target.name)
    .filter(({ span }) => snapshot.text.slice(span.start, span.end) !== text)
    .map(({ span }) => ({ span, text }));
  return { edits };
}

function refusalOf(snapshot: Snapshot, name: string): string | undefined {
  if (name === "") return "A label needs a name.";
  if (/^\d/.test(name) || isAddress(name)) {
    return `A label must not start with a digit: \`${name}\` would be read as an address.`;
  }
  if (/[\r\n]/.test(name)) return "A label's name stands on one line.";
  if (snapshot.symbols.labels.get(name)?.definition !== undefined) {
    return `There is a label \`${name}\` already.`;
  }
  return undefined;
}
