/** The one way from a text to what is known about it: (uri, version, text) → Snapshot. */
import { parse, problemInWords, resultOf, sketch } from "../asm/index.ts";
import type { AsmSyntax } from "../asm/syntax.ts";
import { rememberIn } from "../facts/memory.ts";
import type { TextOutside } from "../lisp/index.ts";
import { findRewrites } from "../optimize/index.ts";
import { compareDiagnostics, type Diagnostic, inOrder, told } from "../text/diagnostic.ts";
import { LineIndex } from "../text/line-index.ts";
import { once } from "../text/once.ts";
import type { Span } from "../text/span.ts";
import { stopWhenUnwanted } from "../text/wanted.ts";
import { type DocumentLabels, inAssembly, verify, verifySketch } from "../verify/index.ts";
import { AskedSnapshot } from "./asked-snapshot.ts";
import { type DocumentMemory, type ReadText, readText } from "./document-memory.ts";
import type { Language } from "./language.ts";
import { analyzeLisp, analyzeLispSyntax } from "./lisp.ts";
import { LARGEST, partlyAnalysed, type TooMuch } from "./partial.ts";
import type { AsmSnapshot, LanguageId, Snapshot, SnapshotOf } from "./snapshot.ts";
import { findSymbols, type Symbols } from "./symbols.ts";

export { DocumentMemory } from "./document-memory.ts";
export { includedBefore, isStillIncluded, readIncluded } from "./included.ts";
export type { Language } from "./language.ts";
export { analyzeLisp } from "./lisp.ts";
export type { TooMuch } from "./partial.ts";
export type { AsmSnapshot, LanguageId, LispSnapshot, LispSyntax, Snapshot, SnapshotOf } from "./snapshot.ts";
export {
  type LabelSymbol,
  namesLabel,
  roleOf,
  type Symbols,
  type VariableSymbol,
} from "./symbols.ts";

/**
 * The languages. Whatever else there is to a language is a table by the same ids: what the editor offers
 * (`ide/languages.ts`), how it debugs (`debug/language.ts`).
 */
export const LANGUAGES: { readonly [L in LanguageId]: Language<SnapshotOf[L]> } = {
  asm: {
    id: "asm",
    editorId: "ttvm",
    extensions: [".ttvm"],
    stepUnit: "instruction",
    analyze: analyzeAssembly,
    largest: LARGEST.asm,
    analyzeSyntax: analyzeAssemblySyntax,
  },
  lisp: {
    id: "lisp",
    editorId: "ttvm-lisp",
    extensions: [".lisp"],
    stepUnit: "form",
    analyze: analyzeLisp,
    largest: LARGEST.lisp,
    analyzeSyntax: analyzeLispSyntax,
  },
};

/** The language of a text by its name, which may be a URI; assembly unless the name says something else. */
export function languageOfName(name: string): Language {
  return Object.values<Language>(LANGUAGES).find((language) => isNamedAs(language, name)) ?? LANGUAGES.asm;
}

/** Whether a name, which may be a URI, ends as the files of a language do. */
export function isNamedAs({ extensions }: Pick<Language, "extensions">, name: string): boolean {
  const written = name.toLowerCase();
  return extensions.some((extension) => written.endsWith(extension));
}

/** The language that an editor calls by a name of its own. */
export function languageOfEditor(editorId: string): Language | undefined {
  return Object.values<Language>(LANGUAGES).find((language) => language.editorId === editorId);
}

/** Analyses a text in the language of its name; never throws. `outside` says what modules export and files hold. */
export function analyze(uri: string, version: number, text: string, outside?: TextOutside): Snapshot {
  return languageOfName(uri).analyze(uri, version, text, outside);
}

/** What is known about an assembly text. Never throws: what is wrong with the text is in `diagnostics`. */
export function analyzeAssembly(
  uri: string,
  version: number,
  text: string,
  _?: TextOutside,
  memory?: DocumentMemory,
): AsmSnapshot {
  const read = memory?.read(text, uri) ?? readText(text, uri);
  const snapshot = snapshotOfRead(uri, version, text, read, memory);
  return memory === undefined ? snapshot : lasting(snapshot, () => memory.isUsedUp(read));
}

function snapshotOfRead(
  uri: string,
  version: number,
  text: string,
  { reading, lines }: ReadText,
  memory: DocumentMemory | undefined,
): AsmSnapshot {
  const { syntax, program, problems: found } = resultOf(reading);
  if (program !== undefined && memory !== undefined) rememberIn(memory.facts, program);
  const problems = told(found).map(problemInWords).sort(compareDiagnostics);
  const known = { uri, version, text, lines, syntax, program, problems };
  return snapshotOf(known, memory, (symbols) => {
    stopWhenUnwanted();
    if (program !== undefined) memory?.beginWhole();
    const findings =
      program === undefined
        ? verifySketch(
            memory?.sketchOf(reading, uri) ?? sketch(syntax, uri, reading.assembled.made),
            memory && { facts: memory.facts.beginSketch(), verifier: memory.verifier },
          )
        : verify(program, { labels: labelsOf(syntax, symbols), memory: memory?.verifier });
    return inOrder([...problems, ...told(findings).map(inAssembly)]);
  });
}

/**
 * A snapshot that stays true when its syntax has been moved on to a newer version: its text is analysed again then, should
 * anybody still ask.
 */
function lasting(newest: AsmSnapshot, isUsedUp: () => boolean): AsmSnapshot {
  const { uri, version, text } = newest;
  const again = once(() => analyzeAssembly(uri, version, text));
  const current = () => (isUsedUp() ? again() : newest);
  return new AskedSnapshot("asm", newest, {
    inclusions: () => [],
    problems: () => current().problems,
    earlyProblems: () => current().earlyProblems,
    syntax: () => current().syntax,
    program: () => current().program,
    symbols: () => current().symbols,
    diagnostics: () => current().diagnostics,
    rewrites: () => current().rewrites,
  });
}

function analyzeAssemblySyntax(uri: string, version: number, text: string, tooMuch: TooMuch): AsmSnapshot {
  const { syntax, problems: found } = parse(text);
  const note = partlyAnalysed(text, tooMuch, "asm");
  const problems = [note, ...told(found).map(problemInWords)].sort(compareDiagnostics);
  const lines = new LineIndex(text);
  const known = { uri, version, text, lines, syntax, program: undefined, problems };
  return snapshotOf(known, undefined, () => problems);
}

/** The labels of a text for the verifier. */
function labelsOf({ lines }: AsmSyntax, symbols: () => Symbols): DocumentLabels {
  return {
    all: () => symbols().labels,
    placesOf: (names) => {
      const places = new Map<string, Span>();
      for (const line of lines) {
        if (line.kind === "label" && names.has(line.name) && !places.has(line.name))
          places.set(line.name, line.nameSpan);
      }
      return places;
    },
  };
}

/** What is not known yet is found out when somebody asks first. */
function snapshotOf(
  known: Pick<AsmSnapshot, "uri" | "version" | "text" | "lines" | "syntax" | "program" | "problems">,
  memory: DocumentMemory | undefined,
  findDiagnostics: (symbols: () => Symbols) => readonly Diagnostic[],
): AsmSnapshot {
  const { syntax, program, problems } = known;
  const symbols = once(() => findSymbols(syntax));
  const rewrites = once(() => {
    stopWhenUnwanted();
    return program === undefined ? [] : findRewrites(program, memory?.rewrites);
  });
  return new AskedSnapshot("asm", known, {
    syntax: () => syntax,
    program: () => program,
    problems: () => problems,
    earlyProblems: () => problems,
    inclusions: () => [],
    symbols,
    diagnostics: once(() => findDiagnostics(symbols)),
    rewrites,
  });
}
