/**
 * The names that a document gets from others: what its imports offer, and where each name is made.
 *
 * Invariant: works on broken text, and where modules import each other in a circle.
 * Absent by design: following the code. A name counts as imported wherever the document says IMPORT; of
 * several imports that offer it, the last one before the cursor is meant.
 */
import { type AsmSnapshot, roleOf, type Snapshot } from "../analyze/index.ts";
import type { InstructionLine, LabelLine, OperandSyntax } from "../asm/syntax.ts";
import type { OperandRole } from "../isa/index.ts";
import { makesFunction, storesValue } from "../isa/typing.ts";
import { documentation, type LibraryEntry, libraryModuleAt } from "../std/index.ts";
import { isSpawned } from "./cursor.ts";
import type { ExportedName, Import, ImportedName } from "./exported-name.ts";
import { lispExports, lispImports } from "./lisp/imports.ts";
import { librarySnapshot, type ResolveModule, spawnPaths } from "./modules.ts";

/** In source order. */
export function importsOf(snapshot: Snapshot): readonly Import[] {
  if (snapshot.language === "lisp") return lispImports(snapshot);
  return instructionsOf(snapshot).flatMap((line): Import[] => {
    const operand = operandOf(line, "module");
    return operand === undefined || operand.text === ""
      ? []
      : [{ line, path: operand.text, span: operand.span }];
  });
}

/** The paths that the features may ask for when they look at a document, each once. */
export function modulePathsIn(snapshot: Snapshot): readonly string[] {
  const paths = new Set(importsOf(snapshot).map(({ path }) => path));
  if (snapshot.language === "lisp") return [...paths];
  for (const line of instructionsOf(snapshot)) {
    if (line.operands.length === 0) continue;
    const isProcess = operandOf(line, "child") !== undefined || isSpawned(snapshot, line);
    for (const path of isProcess ? spawnPaths(line.operands[0].text) : []) paths.add(path);
  }
  return [...paths];
}

/** What `name` means at `offset`, if it is imported. */
export function importedName(
  snapshot: Snapshot,
  name: string,
  offset: number,
  resolve: ResolveModule,
): ImportedName | undefined {
  const known = asking(snapshot);
  let found: ImportedName | undefined;
  for (const from of importsOf(snapshot)) {
    if (found !== undefined && from.span.start > offset) break;
    const exported = exportedBy(from, snapshot, resolve, known).get(name);
    if (exported !== undefined) found = { ...exported, from };
  }
  return found;
}

/** Every name that the document imports, those of later imports in place of those of earlier ones. */
export function importedNames(snapshot: Snapshot, resolve: ResolveModule): ReadonlyMap<string, ImportedName> {
  const known = asking(snapshot);
  const names = new Map<string, ImportedName>();
  for (const from of importsOf(snapshot)) {
    for (const [name, exported] of exportedBy(from, snapshot, resolve, known)) {
      names.set(name, { ...exported, from });
    }
  }
  return names;
}

type Names = ReadonlyMap<string, ExportedName>;

/** The exports of documents that were looked into, by URI; none for one that is being looked into. */
type Known = Map<string, Names>;

function asking(snapshot: Snapshot): Known {
  return new Map([[snapshot.uri, NONE]]);
}

function exportedBy({ path }: Import, importer: Snapshot, resolve: ResolveModule, known: Known): Names {
  const module = resolve(path, importer.uri);
  return module?.kind === "source" ? exportsOf(module.snapshot, resolve, known) : NONE;
}

const NONE: Names = new Map();

/** What a document offers to those who import it, in the order of its exports. */
export function exportsOf(snapshot: Snapshot, resolve: ResolveModule, known: Known = new Map()): Names {
  const library = libraryModuleAt(snapshot.uri);
  if (library !== undefined) return libraryExports(library);
  let names = known.get(snapshot.uri);
  if (names === undefined) {
    known.set(snapshot.uri, NONE);
    names = readExports(snapshot, resolve, known);
    known.set(snapshot.uri, names);
  }
  return names;
}

function readExports(snapshot: Snapshot, resolve: ResolveModule, known: Known): Names {
  if (snapshot.language === "lisp") {
    const imported = importsOf(snapshot).flatMap((from) => [...exportedBy(from, snapshot, resolve, known)]);
    return lispExports(snapshot, new Map(imported));
  }
  const names = new Map<string, ExportedName>();
  const passedOn = new Map<string, ExportedName>();
  const stores = new Map<string, number>();
  const lines = instructionsOf(snapshot);
  lines.forEach((line, index) => {
    const operand = line.operands[0];
    if (operand === undefined || operand.text === "") return;
    const role = roleOf(line, operand);
    if (line.mnemonic !== undefined && storesValue(line.mnemonic)) stores.set(operand.text, index);
    else if (role === "module") {
      const from = { line, path: operand.text, span: operand.span };
      for (const [name, exported] of exportedBy(from, snapshot, resolve, known)) passedOn.set(name, exported);
    } else if (role === "export") {
      const store = stores.get(operand.text);
      const made = store === undefined ? passedOn.get(operand.text) : storedName(snapshot, lines, store);
      names.set(operand.text, made ?? exportAlone(snapshot, line, operand));
    }
  });
  return names;
}

/** The operand of a line that has a role. */
function operandOf(line: InstructionLine, role: OperandRole): OperandSyntax | undefined {
  return line.operands.find((operand) => roleOf(line, operand) === role);
}

function instructionsOf(snapshot: AsmSnapshot): readonly InstructionLine[] {
  return snapshot.syntax.lines.filter((line) => line.kind === "instruction");
}

/** The name that a STORE binds, and the function that it binds it to, if it is one. */
function storedName(snapshot: AsmSnapshot, lines: readonly InstructionLine[], store: number): ExportedName {
  const line = lines[store];
  const maker: InstructionLine | undefined = lines[store - 1];
  const label = isFunctionMaker(maker) ? labelOf(snapshot, maker) : undefined;
  return {
    name: line.operands[0].text,
    home: snapshot,
    place: label?.nameSpan ?? line.operands[0].span,
    line: label?.span ?? line.span,
    documented: (label ?? maker ?? line).span.start,
    label,
    parameters: isFunctionMaker(maker) ? maker.operands.slice(1).map(({ text }) => text) : undefined,
    entry: undefined,
  };
}

function isFunctionMaker(line: InstructionLine | undefined): line is InstructionLine {
  return line?.mnemonic !== undefined && makesFunction(line.mnemonic);
}

function labelOf(snapshot: AsmSnapshot, { operands }: InstructionLine): LabelLine | undefined {
  return operands.length === 0 ? undefined : snapshot.symbols.labels.get(operands[0].text)?.definition;
}

/** A name whose making is not seen: a closure, a handler or a parameter may have bound it. */
function exportAlone(home: AsmSnapshot, line: InstructionLine, { text, span }: OperandSyntax): ExportedName {
  return {
    name: text,
    home,
    place: span,
    line: line.span,
    documented: line.span.start,
    label: undefined,
    parameters: undefined,
    entry: undefined,
  };
}

function libraryExports(module: string): Names {
  let names = ofLibrary.get(module);
  if (names === undefined) {
    names = new Map(documentation(module).map((entry) => [entry.name, libraryName(entry)]));
    ofLibrary.set(module, names);
  }
  return names;
}

/** The library never changes. */
const ofLibrary = new Map<string, Names>();

function libraryName(entry: LibraryEntry): ExportedName {
  const home = librarySnapshot(entry.source);
  const isFunction = entry.kind === "function";
  const lines = home.language === "asm" ? home.syntax.lines : [];
  const line = lines.find(({ span }) => span.start <= entry.span.start && entry.span.end <= span.end);
  return {
    name: entry.name,
    home,
    place: entry.span,
    line: line?.span ?? entry.span,
    documented: entry.span.start,
    label: line?.kind === "label" ? line : undefined,
    parameters: isFunction ? entry.parameters.map(({ name }) => name) : undefined,
    entry,
  };
}
