/**
 * Names that only a run knows: fields of objects, and names under which processes are registered. What a document writes
 * under one name is one name of the document.
 *
 * Absent by design: which object has a field, and which process a name.
 */
import type { Snapshot } from "../analyze/index.ts";
import { type Mnemonic, rowOf } from "../isa/index.ts";
import type { TextEdit } from "../text/diagnostic.ts";
import { type Span, touches } from "../text/span.ts";
import type { Access, DefinitionTarget, Reference, RenameResult, RenameTarget } from "./answers.ts";
import { textLineAt } from "./text-line.ts";

/** A place of such a name. A field is written where it gets a value, a process declared where it is registered. */
export interface RunName {
  readonly kind: "field" | "process";
  readonly name: string;
  /** The name alone, without what marks it in the language; with its quotes in assembly. */
  readonly span: Span;
  readonly access: Access;
  /** It is a part of a pattern, where what is around it says what it is. */
  readonly isInPattern?: boolean;
}

/** The instruction of some that gives objects with a field, which no program has made; undefined where none may. */
function giverOf(field: string, { instructions }: OtherMeanings): Mnemonic | undefined {
  return instructions.find((op) => {
    const { givesFields = [] } = rowOf(op);
    return givesFields === "any" || givesFields.includes(field);
  });
}

/** Fields that exceptions have, whoever makes them. */
export const EXCEPTION_FIELDS = ["message", "kind", "value", "frames"];

/** The name at an offset. */
export function runNameAt(names: readonly RunName[], offset: number): RunName | undefined {
  return names.find(({ span }) => touches(span, offset));
}

/** The places of the name at an offset among those of a document, in their order; none where there is no such name. */
export function samePlaces(names: readonly RunName[], offset: number): readonly RunName[] {
  const here = runNameAt(names, offset);
  return here === undefined ? [] : names.filter(({ kind, name }) => kind === here.kind && name === here.name);
}

export function runNameReferences(names: readonly RunName[], offset: number): readonly Reference[] {
  return samePlaces(names, offset).map(({ span, access }) => ({ span, access }));
}

/** Where a field gets values, or a process its name. */
export function runNameTargets(
  document: Snapshot,
  names: readonly RunName[],
  offset: number,
): readonly DefinitionTarget[] {
  return samePlaces(names, offset)
    .filter(({ access }) => access !== "read")
    .map(({ span }) => ({ document, span: textLineAt(document.text, span.start), name: span }));
}

/** The name at an offset, if the document makes it. */
export function runNameTarget(names: readonly RunName[], offset: number): RenameTarget | undefined {
  const places = samePlaces(names, offset);
  const here = runNameAt(places, offset);
  const isMade = places.some(({ access }) => access !== "read");
  return here !== undefined && isMade ? { span: here.span, name: here.name } : undefined;
}

/** What else a document says that may mean one of its names. */
export interface OtherMeanings {
  /** Texts that are values, where they are: they may name a field or a process. */
  readonly texts: readonly { readonly text: string; readonly span: Span }[];
  /** What looks at all fields of an object, or at some by names of its own. */
  readonly looksIntoObjects: readonly { readonly word: string; readonly span: Span }[];
  /** The instructions of the document, each once or more often. */
  readonly instructions: readonly Mnemonic[];
  /** A sentence about who else may know the names, if others may. */
  readonly others: string | undefined;
}

/**
 * Renames a field or a process; `write` is the name as it is written in the language. Nothing changes by it but what
 * shows the name, such as the text of an object.
 */
export function renameRunName(
  { text, lines }: Snapshot,
  names: readonly RunName[],
  offset: number,
  newName: string,
  meanings: OtherMeanings,
  write: (name: string) => string,
): RenameResult {
  const places = samePlaces(names, offset);
  const [{ kind, name: old }] = places;
  if (newName === old) return { edits: [] };
  const lineOf = ({ start }: Span) => lines.lineAt(start) + 1;
  const refuse = (refusal: string): RenameResult => ({ refusal });
  if (/[\r\n]/.test(newName)) return refuse("A name is on one line.");
  if (newName === "") return refuse("A name needs at least one character.");
  if (names.some((one) => one.kind === kind && one.name === newName)) {
    return refuse(`There is a ${kind} \`${newName}\` already.`);
  }
  if (kind === "field") {
    const ofExceptions = [old, newName].find((name) => EXCEPTION_FIELDS.includes(name));
    if (ofExceptions !== undefined) return refuse(`Exceptions have a field \`${ofExceptions}\`, too.`);
    for (const name of [old, newName]) {
      const giver = giverOf(name, meanings);
      if (giver !== undefined) return refuse(`\`${giver}\` may give objects with a field \`${name}\`, too.`);
    }
    const [looking] = meanings.looksIntoObjects;
    if (looking !== undefined) {
      return refuse(
        `\`${looking.word}\` in line ${lineOf(looking.span)} may know fields of objects by their names.`,
      );
    }
  }
  const written = meanings.texts.find((one) => one.text === old || one.text === newName);
  if (written !== undefined) {
    return refuse(`The text \`${written.text}\` in line ${lineOf(written.span)} may name a ${kind}.`);
  }
  if (meanings.others !== undefined) return refuse(meanings.others);
  const edits = places
    .map(({ span }): TextEdit => ({ span, text: write(newName) }))
    .filter((edit) => text.slice(edit.span.start, edit.span.end) !== edit.text);
  return { edits };
}
