/**
 * Rename in Lisp, with lexical scope.
 *
 * Invariant: every name in the text means the same afterwards as before. This is made sure of by reading the
 * edited text. A name that other files know is renamed in all of them (`rename-across.ts`).
 */
import { includedBefore, type LispSnapshot } from "../../analyze/index.ts";
import { readAtom } from "../../lisp/atoms.ts";
import { type LispMeaning, type LispResult, type LispSymbol, readLisp } from "../../lisp/index.ts";
import { applyEdits, type TextEdit } from "../../text/diagnostic.ts";
import { span } from "../../text/span.ts";
import type { RenameResult, RenameTarget } from "../answers.ts";
import type { ExportedName } from "../exported-name.ts";
import { exportsOf, importsOf } from "../imports.ts";
import { isLibrary, libraryOnly, type ResolveModule } from "../modules.ts";
import { renameRunName, runNameTarget } from "../run-names.ts";
import { mentionAt, wordAt } from "./cursor.ts";
import { lispSharedReferences, symbolReferences } from "./references.ts";
import { lispOtherMeanings, lispRunNames } from "./run-names.ts";

/** The name under the cursor, if the text itself makes what it means. */
export function prepareLispRename(snapshot: LispSnapshot, offset: number): RenameTarget | undefined {
  const ofRun = isLibrary(snapshot.uri) ? undefined : runNameTarget(lispRunNames(snapshot), offset);
  if (ofRun !== undefined) return ofRun;
  const mention = isLibrary(snapshot.uri) ? undefined : mentionAt(snapshot, offset);
  if (mention?.meaning.kind !== "symbol" || mention.meaning.symbol.kind === "import") return undefined;
  return { span: mention.span, name: mention.meaning.symbol.name };
}

export function lispRename(
  snapshot: LispSnapshot,
  offset: number,
  newName: string,
  resolve: ResolveModule = libraryOnly,
): RenameResult {
  const names = lispRunNames(snapshot);
  if (!isLibrary(snapshot.uri) && runNameTarget(names, offset) !== undefined) {
    const name = newName.trim();
    const refusal = nameRefusal(name);
    if (refusal !== undefined) return { refusal };
    return renameRunName(snapshot, names, offset, name, lispOtherMeanings(snapshot), (one) => one);
  }
  const meaning = isLibrary(snapshot.uri) ? undefined : mentionAt(snapshot, offset)?.meaning;
  if (meaning?.kind !== "symbol" || meaning.symbol.kind === "import") {
    return { refusal: "Only a name that this file defines can be renamed." };
  }
  const { symbol } = meaning;
  const name = newName.trim();
  const edits = symbolReferences(snapshot, symbol)
    .map(({ span }): TextEdit => ({ span, text: name }))
    .filter(() => name !== symbol.name);
  const refusal =
    edits.length === 0
      ? undefined
      : (nameRefusal(name) ??
        outsideRefusal(snapshot, symbol, resolve) ??
        meaningRefusal(snapshot, edits, name, resolve));
  return refusal === undefined ? { edits } : { refusal };
}

/** The part of renaming a shared name in a document that makes, imports or includes it. */
export function lispRenameShared(
  snapshot: LispSnapshot,
  exported: ExportedName,
  name: string,
  isHome: boolean,
  resolve: ResolveModule,
  edited: ReadonlyMap<string, string>,
): RenameResult {
  const edits = lispSharedReferences(snapshot, exported.name, isHome).map(
    ({ span }): TextEdit => ({ span, text: name }),
  );
  // Who includes a text that changes may mean something else by the new name.
  if (name === exported.name || (edits.length === 0 && snapshot.inclusions.length === 0)) return { edits };
  const refusal = nameRefusal(name) ?? meaningRefusal(snapshot, edits, name, resolve, { exported, edited });
  return refusal === undefined ? { edits } : { refusal };
}

function nameRefusal(name: string): string | undefined {
  if (name === "") return "A name needs at least one character.";
  const atom = readAtom(name, span(0, name.length));
  const isName = atom.kind === "symbol" && wordAt(name, 0).end === name.length;
  const isFree = isName && ![".", "...", "_"].includes(name) && !name.includes("#|");
  return isFree ? undefined : `\`${name}\` cannot be read as a name.`;
}

function outsideRefusal(
  snapshot: LispSnapshot,
  symbol: LispSymbol,
  resolve: ResolveModule,
): string | undefined {
  if (snapshot.symbols.exports.some((one) => one.symbol === symbol)) {
    return `\`${symbol.name}\` is exported: other files may know it by that name.`;
  }
  const isGlobal = symbol.scope.start === 0 && symbol.scope.end === snapshot.text.length;
  const unknown = importsOf(snapshot).find(({ path }) => resolve(path, snapshot.uri)?.kind !== "source");
  if (!isGlobal || unknown === undefined) return undefined;
  return `What \`${unknown.path}\` offers is not known: it may offer this name.`;
}

/**
 * Reads the edited text, and looks whether each name still means what it did; a shared name is imported by its new name,
 * and files that are included have it.
 */
function meaningRefusal(
  snapshot: LispSnapshot,
  edits: readonly TextEdit[],
  name: string,
  resolve: ResolveModule,
  shared?: { readonly exported: ExportedName; readonly edited: ReadonlyMap<string, string> },
): string | undefined {
  const { text, uri, lines } = snapshot;
  const offering =
    (nameOf: (exported: ExportedName) => string) =>
    (path: string): readonly { readonly name: string }[] | undefined => {
      const module = resolve(path, uri);
      if (module?.kind !== "source") return undefined;
      return [...exportsOf(module.snapshot, resolve).values()].map((one) => ({ name: nameOf(one) }));
    };
  const renamed = shared?.exported;
  const isRenamed = (one: ExportedName) => one.name === renamed?.name && one.home.uri === renamed.home.uri;
  const includeOf = includedBefore(snapshot);
  const before = readLisp(text, uri, { exportsOf: offering((one) => one.name), includeOf });
  const renaming = offering((one) => (isRenamed(one) ? name : one.name));
  const after = readLisp(applyEdits(text, edits), uri, {
    exportsOf: renaming,
    includeOf: (path, from) => {
      const file = includeOf(path, from);
      if (file === undefined || "problem" in file) return file;
      return { ...file, text: shared?.edited.get(file.name) ?? file.text };
    },
  });
  const [was, is] = [meaningsOf(before, (one) => (one === renamed?.name ? name : one)), meaningsOf(after)];
  const different = was.findIndex((meaning, i) => meaning !== is[i]);
  if (different >= 0 || was.length !== is.length) {
    const place = before.symbols.mentions[Math.max(0, different)]?.span.start ?? 0;
    return `\`${name}\` would mean something else in line ${lines.lineAt(place) + 1}.`;
  }
  const found = errorsOf(after);
  if (found.length <= errorsOf(before).length) return undefined;
  return `That would be an error: ${found[found.length - 1].message}.`;
}

function errorsOf({ diagnostics }: LispResult) {
  return diagnostics.filter(({ severity }) => severity === "error");
}

/** What each mention means, in words that do not change with names of the text; `called` gives names of included files. */
function meaningsOf(
  { symbols }: LispResult,
  called: (name: string) => string = (name) => name,
): readonly string[] {
  const numbers = new Map(symbols.definitions.map((symbol, i) => [symbol, i]));
  return symbols.mentions.map(({ meaning, access }) => `${access} ${wordFor(meaning, numbers, called)}`);
}

function wordFor(
  meaning: LispMeaning,
  numbers: ReadonlyMap<LispSymbol, number>,
  called: (name: string) => string,
): string {
  switch (meaning.kind) {
    case "symbol":
      return `symbol ${numbers.get(meaning.symbol)}`;
    case "module":
      return `module ${meaning.path}`;
    case "library":
    case "form":
    case "word":
      return `${meaning.kind} ${meaning.name}`;
    case "unknown":
      return `unknown ${meaning.defined ? called(meaning.name) : meaning.name}`;
    default:
      return meaning satisfies never;
  }
}
