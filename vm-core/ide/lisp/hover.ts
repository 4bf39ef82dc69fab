/** Hover in Lisp: how what is named is written, what it is, and what is said about it. */
import type { LispSnapshot } from "../../analyze/index.ts";
import { FORM_WORDS } from "../../lisp/forms.ts";
import type { LispMeaning, LispSymbol } from "../../lisp/index.ts";
import { signatureOf } from "../../lisp/library-docs.ts";
import { closest } from "../../text/closest.ts";
import { writeString } from "../../text/literal.ts";
import type { Span } from "../../text/span.ts";
import type { Hover } from "../answers.ts";
import { describeModule, documentationOf, importedPage } from "../describe-module.ts";
import type { ImportedName } from "../exported-name.ts";
import { importedName } from "../imports.ts";
import { knownInWords } from "../known-value.ts";
import { codeBlock, escapeMarkdown, inlineCode, paragraphs, shorten } from "../markdown.ts";
import { libraryOnly, moduleName, type ResolveModule } from "../modules.ts";
import { sectionOf } from "../page.ts";
import { mentionAt, scopesAround } from "./cursor.ts";
import { describeForm, describeFunction } from "./describe.ts";
import { knownHere } from "./known-here.ts";
import { macroShapes } from "./macro-shapes.ts";

export function lispHover(
  snapshot: LispSnapshot,
  offset: number,
  resolve: ResolveModule = libraryOnly,
): Hover | undefined {
  const mention = mentionAt(snapshot, offset);
  if (mention === undefined) return undefined;
  const { markdown, page } = describe(snapshot, mention.meaning, mention.span, resolve);
  if (markdown === undefined) return undefined;
  return { span: mention.span, markdown, ...(page !== undefined && { page }) };
}

/** What is said, and the page about what every program has, or about what the library has. */
interface Description {
  readonly markdown: string | undefined;
  readonly page?: string | undefined;
}

function describe(
  snapshot: LispSnapshot,
  meaning: LispMeaning,
  place: Span,
  resolve: ResolveModule,
): Description {
  const { start } = place;
  const importedOr = (name: string, otherwise: () => string): Description => {
    const imported = importedName(snapshot, name, start, resolve);
    return imported === undefined
      ? { markdown: otherwise() }
      : { markdown: describeImported(imported), page: importedPage(imported) };
  };
  switch (meaning.kind) {
    case "symbol": {
      const { symbol } = meaning;
      const own = (): string => describeSymbol(snapshot, symbol, place);
      return symbol.kind === "import" ? importedOr(symbol.name, own) : { markdown: own() };
    }
    case "library":
      return { markdown: describeFunction(meaning.name), page: sectionOf("lisp.md", "Functions") };
    case "form":
      return { markdown: describeForm(meaning.name), page: sectionOf("lisp.md", "Forms") };
    case "word":
      return { markdown: FORM_WORDS[meaning.name] };
    case "module": {
      const { path, isIncluded } = meaning;
      const form = isIncluded ? "include" : "import";
      const written = codeBlock(`(${form} ${writeString(path)})`, "ttvm-lisp");
      const found = resolve(path, snapshot.uri);
      return { markdown: describeModule(path, found, resolve, { written, isIncluded }) };
    }
    case "unknown":
      return importedOr(meaning.name, () => describeUnknown(snapshot, meaning.name, start));
    default:
      return meaning satisfies never;
  }
}

function describeSymbol(snapshot: LispSnapshot, symbol: LispSymbol, place: Span): string {
  const { references, documentation } = symbol;
  const writes = references.filter(({ access }) => access === "write").length;
  const uses = references.length;
  const counted = uses === 0 ? "never used" : `named in ${uses} ${uses === 1 ? "place" : "places"}`;
  const changed = writes === 0 ? "" : `, changed in ${writes}`;
  return paragraphs(
    codeBlock(headingOf(snapshot, symbol), "ttvm-lisp"),
    documentation?.split("\n").map(escapeMarkdown).join("  \n"),
    `${whatIs(snapshot, symbol)}, ${counted}${changed}`,
    isVariable(symbol) ? knownInWords(knownHere(snapshot, symbol, place), "here") : undefined,
    calledBy(callersOf(snapshot, symbol)),
  );
}

function isVariable({ kind, parameters }: LispSymbol): boolean {
  return parameters === undefined && (kind === "variable" || kind === "local" || kind === "parameter");
}

function calledBy(callers: readonly string[]): string | undefined {
  return callers.length === 0 ? undefined : `Called by ${callers.join(", ")}`;
}

const MOST_CALLERS = 8;

/** The functions that call one, each once; what is in none is the top level. */
function callersOf(snapshot: LispSnapshot, { references, parameters }: LispSymbol): readonly string[] {
  if (parameters === undefined) return [];
  const callers = references
    .filter(({ access }) => access === "call")
    .map(({ span }) => scopesAround(snapshot, span.start).find(({ kind }) => kind === "function"))
    .map((scope) => (scope?.name === undefined ? "the top level" : inlineCode(scope.name)));
  const found = [...new Set(callers)];
  const more = found.length - MOST_CALLERS;
  return more > 0 ? [...found.slice(0, MOST_CALLERS), `${more} more`] : found;
}

/** `Function, line 3`. */
function whatIs(snapshot: LispSnapshot, { kind, nameSpan, scope, boxed }: LispSymbol): string {
  const line = `line ${snapshot.lines.lineAt(nameSpan.start) + 1}`;
  const isGlobal = scope.start === 0 && scope.end === snapshot.text.length;
  switch (kind) {
    case "function":
      return `${isGlobal ? "Function" : "Local function"}, ${line}`;
    case "macro":
      return `Macro, ${line}`;
    case "variable":
      return `Variable, ${line}`;
    case "import":
      return `Imported in ${line}`;
    case "parameter":
    case "local": {
      const where = scopesAround(snapshot, scope.start).find((one) => one.kind === "function")?.name;
      const owner = kind === "parameter" && where !== undefined ? ` of ${inlineCode(where)}` : "";
      return `${kind === "parameter" ? "Parameter" : "Local variable"}${owner}, ${line}${boxed ? ", shared by closures" : ""}`;
    }
    default:
      return kind satisfies never;
  }
}

/** `(add a more…)` for a function, else the form that makes it, as it is written. */
function headingOf(snapshot: LispSnapshot, symbol: LispSymbol): string {
  const { kind, name, parameters, span } = symbol;
  if (parameters !== undefined) return signatureOf(name, parameters.names, parameters.rest);
  if (kind === "macro") return macroShapes(snapshot, symbol).join("\n");
  if (kind === "import") return name;
  return shorten(snapshot.text.slice(span.start, span.end).replace(/\s+/g, " "), MOST_SHOWN);
}

const MOST_SHOWN = 120;

function describeImported(imported: ImportedName): string {
  const { name, parameters, home, from } = imported;
  const line = home.lines.lineAt(imported.place.start) + 1;
  const signature = parameters === undefined ? name : signatureOf(name, parameters);
  const source = moduleName(home.uri);
  return paragraphs(
    codeBlock(signature, "ttvm-lisp"),
    documentationOf(imported),
    `From ${inlineCode(from.path)}, ${source === from.path ? "" : `made in ${inlineCode(source)}, `}line ${line}`,
  );
}

function describeUnknown(snapshot: LispSnapshot, name: string, offset: number): string {
  const known = scopesAround(snapshot, offset).flatMap(({ symbols }) => symbols.map((symbol) => symbol.name));
  const meant = closest(name, known);
  return `Nothing here is called ${inlineCode(name)}${meant === undefined ? "" : `. Did you mean ${inlineCode(meant)}?`}`;
}
