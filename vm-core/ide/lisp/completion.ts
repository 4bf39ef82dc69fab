/**
 * Completion in Lisp: the names that mean something where the cursor is, the nearest first; keys after a colon,
 * modules in an import. Where a name is being made, nothing.
 */
import { isNamedAs, LANGUAGES, type LispSnapshot } from "../../analyze/index.ts";
import type { Datum, ListDatum } from "../../lisp/datum.ts";
import { headName } from "../../lisp/datum.ts";
import { FORM_WORDS, WRITTEN_FORMS } from "../../lisp/forms.ts";
import type { LispSymbol } from "../../lisp/index.ts";
import { lispFunctions, signatureOf } from "../../lisp/library-docs.ts";
import type { TextEdit } from "../../text/diagnostic.ts";
import { joined } from "../../text/joined.ts";
import { once } from "../../text/once.ts";
import type { Span } from "../../text/span.ts";
import {
  type Candidate,
  type Completion,
  type CompletionContext,
  type FeatureContext,
  likeliest,
  modulePaths,
  withSpans,
} from "../candidate.ts";
import { documentationOf } from "../describe-module.ts";
import type { ExportedName, ImportedName } from "../exported-name.ts";
import { importableNames, type KnownModule } from "../importable.ts";
import { exportsOf, importedNames } from "../imports.ts";
import { escapeMarkdown, inlineCode, paragraphs } from "../markdown.ts";
import { libraryOnly, type ResolveModule } from "../modules.ts";
import { EXCEPTION_FIELDS } from "../run-names.ts";
import { matchesBefore } from "../text-line.ts";
import { isInComment, itemIndexAt, listsAround, scopesAround, stringAt, wordAt } from "./cursor.ts";
import { describeForm } from "./describe.ts";
import { lispImportEdits } from "./new-import.ts";
import { snippetOf } from "./snippet.ts";

/** Best first. */
export function lispCompletions(
  snapshot: LispSnapshot,
  offset: number,
  {
    typed,
    resolve = libraryOnly,
    files = [],
    modules = [],
    snippets = false,
    isBrief = false,
    onLeftOut = () => {},
  }: CompletionContext = {},
): readonly Completion[] {
  if (typed !== undefined && !asks(snapshot, typed, offset)) return [];
  const { word, candidates } = lispCandidates(snapshot, offset, {
    resolve,
    files,
    modules,
    snippets,
    isBrief,
    onLeftOut,
  });
  return withSpans(candidates, word, offset);
}

/** A parenthesis begins a form, a colon a key, a quote or a slash the path of a module. */
function asks(snapshot: LispSnapshot, typed: string, offset: number): boolean {
  return typed === "(" || typed === ":" || (typed !== " " && matchesBefore(LISP_PATH, snapshot, offset));
}

/** What comes before the path of a module on its line. */
export const LISP_PATH = /\(\s*(?:import|include)\s/;

interface AskedContext extends FeatureContext {
  readonly snippets: boolean;
  readonly isBrief: boolean;
  readonly onLeftOut: () => void;
}

interface LispCandidates {
  readonly word: Span;
  readonly candidates: readonly Candidate[];
}

const NOTHING: LispCandidates = { word: { start: 0, end: 0 }, candidates: [] };

function lispCandidates(snapshot: LispSnapshot, offset: number, around: AskedContext): LispCandidates {
  if (isInComment(snapshot, offset)) return NOTHING;
  const { text } = snapshot;
  const lists = listsAround(snapshot, offset);
  const list = lists.at(-1);
  const string = stringAt(snapshot, offset);
  if (list !== undefined && isPathAt(list, itemIndexAt(list, offset))) {
    const isImport = headName(list) === "import";
    const paths = modulePaths(around).flatMap((one) => {
      if (!isImport && !isNamedAs(LANGUAGES.lisp, one.label)) return [];
      return [
        { ...one, text: isImport ? pathText(one.label, string) : string ? one.label : `"${one.label}"` },
      ];
    });
    return { word: string ?? wordAt(text, offset), candidates: paths };
  }
  if (string !== undefined) return NOTHING;
  const word = wordAt(text, offset);
  const importing = namesOfImport(snapshot, lists, around);
  if (importing !== undefined) return { word, candidates: importing };
  if (text[word.start] === ":") return { word, candidates: keys(snapshot, offset) };
  if (isNaming(lists, offset)) return NOTHING;
  const isHead = text[word.start - 1] === "(";
  const isAlone = list === undefined || list.items.length <= 1;
  const candidates = [
    ...named(snapshot, offset, word, around),
    ...(isHead ? FORMS[around.snippets && isAlone ? "withSnippets" : "plain"]() : CONSTANTS),
  ];
  return { word, candidates };
}

function isPathAt(list: ListDatum, index: number): boolean {
  const head = headName(list);
  return head === "include" ? index >= 1 : head === "import" && index === 1;
}

/** Without quotes a path is one word. */
function pathText(path: string, string: Span | undefined): string {
  return string !== undefined || /^[^\s()[\]{}";'`,:#0-9][^\s()[\]{}";'`,]*$/.test(path) ? path : `"${path}"`;
}

/** In the list of an import: what the module offers. */
function namesOfImport(
  snapshot: LispSnapshot,
  lists: readonly ListDatum[],
  { resolve }: FeatureContext,
): readonly Candidate[] | undefined {
  const form = lists.at(-2);
  const path = form !== undefined && headName(form) === "import" ? form.items[1] : undefined;
  const written = path?.kind === "symbol" ? path.name : path?.kind === "constant" ? path.value : undefined;
  if (typeof written !== "string") return undefined;
  const module = resolve(written, snapshot.uri);
  if (module?.kind !== "source") return [];
  return [...exportsOf(module.snapshot, resolve).values()].map((name) => ({
    label: name.name,
    kind: name.parameters === undefined ? "variable" : "function",
    documentation: documentationOf(name),
    text: name.name,
  }));
}

/** Whether the word is a name that is just being made: of a definition, a parameter or a binding. */
function isNaming(lists: readonly ListDatum[], offset: number): boolean {
  const [outer, form, list] = [lists.at(-3), lists.at(-2), lists.at(-1)];
  if (list === undefined) return false;
  const index = itemIndexAt(list, offset);
  const head = headName(list);
  if (head?.startsWith("define") && index === 1) return true;
  if (form === undefined) return false;
  const at = form.items.indexOf(list);
  const around = headName(form);
  if (at === 1 && (around === "define" || around === "define-macro" || around === "lambda")) return true;
  if (head === "catch") return index === 1;
  if (outer === undefined || index !== 0 || !BINDERS.has(headName(outer) ?? "")) return false;
  const place = outer.items.indexOf(form);
  return place === 1 || (place === 2 && outer.items[1]?.kind === "symbol");
}

const BINDERS: ReadonlySet<string> = new Set(["let", "let*", "letrec", "letrec*", "do"]);

function named(
  snapshot: LispSnapshot,
  offset: number,
  word: Span,
  { resolve, modules = [], isBrief, onLeftOut }: AskedContext,
): readonly Candidate[] {
  const found = new Map<string, Candidate>();
  const add = (candidate: Candidate): void => {
    if (!found.has(candidate.label)) found.set(candidate.label, candidate);
  };
  const imported = importedNames(snapshot, resolve);
  const typed = snapshot.text.slice(word.start, Math.max(word.start, offset));
  for (const { symbols } of scopesAround(snapshot, offset)) {
    const listed = likeliest(symbols, typed);
    if (listed.length < symbols.length) onLeftOut();
    for (const symbol of listed) {
      const made = symbol.kind === "import" ? imported.get(symbol.name) : undefined;
      if (symbol.nameSpan.start !== word.start) add(made ? ofImport(made) : ofSymbol(symbol, isBrief));
    }
  }
  for (const made of imported.values()) add(ofImport(made));
  for (const candidate of libraryCandidates()) add(candidate);
  for (const name of importable(snapshot, word, modules, resolve)) add(name);
  return [...found.values()];
}

/** The functions that every program has: the same for all. */
const libraryCandidates = once(() =>
  [...lispFunctions().values()].map(({ name, parameters, rest, doc }): Candidate => {
    const detail = signatureOf(name, parameters, rest);
    return { label: name, kind: "function", detail, documentation: doc, text: name };
  }),
);

function ofSymbol(symbol: LispSymbol, isBrief: boolean): Candidate {
  const { name, kind, parameters } = symbol;
  const documentation = isBrief ? undefined : symbol.documentation;
  const shown = kind === "macro" ? "keyword" : parameters === undefined ? "variable" : "function";
  return {
    label: name,
    kind: shown,
    detail: parameters === undefined ? kind : signatureOf(name, parameters.names, parameters.rest),
    documentation: documentation === undefined ? undefined : escapeMarkdown(documentation),
    text: name,
  };
}

function ofImport(made: ImportedName): Candidate {
  return offered(made, made.from.path);
}

function offered(made: ExportedName, path: string): Candidate {
  const { name, parameters } = made;
  return {
    label: name,
    kind: parameters === undefined ? "variable" : "function",
    detail: `${parameters === undefined ? "" : `${signatureOf(name, parameters)} `}${path}`,
    documentation: paragraphs(documentationOf(made), `From ${inlineCode(path)}`),
    text: name,
  };
}

/** What modules offer that are not imported yet, with the form that imports them. */
function importable(
  snapshot: LispSnapshot,
  word: Span,
  modules: readonly KnownModule[],
  resolve: ResolveModule,
): readonly Candidate[] {
  const edits = new Map<string, readonly TextEdit[]>();
  const editFor = lispImportEdits(snapshot);
  return importableNames(snapshot, modules, resolve).flatMap(({ path, exported }) => {
    const added = edits.get(path) ?? [editFor(path)];
    edits.set(path, added);
    // Two edits of one place would be one after the other in no certain order.
    return added[0].span.start === word.start
      ? []
      : [joined(offeredAlways(exported, path), { edits: added })];
  });
}

/** What the library offers is the same for all. */
function offeredAlways(exported: ExportedName, path: string): Candidate {
  if (exported.entry === undefined) return offered(exported, path);
  let candidate = OF_LIBRARY.get(exported);
  if (candidate === undefined) OF_LIBRARY.set(exported, (candidate = offered(exported, path)));
  return candidate;
}

/** By names as the library has them: each comes from the module that makes it. */
const OF_LIBRARY = new WeakMap<ExportedName, Candidate>();

const FORMS = { plain: once(() => findForms(false)), withSnippets: once(() => findForms(true)) };

function findForms(snippets: boolean): readonly Candidate[] {
  const found = WRITTEN_FORMS.map(([name, { shapes }]): Candidate => {
    const snippet = snippets ? snippetOf(shapes[0]) : undefined;
    const documentation = describeForm(name);
    return { label: name, kind: "keyword", detail: shapes[0], documentation, text: name, snippet };
  });
  const words = Object.entries(FORM_WORDS).map(
    ([name, documentation]): Candidate => ({ label: name, kind: "keyword", documentation, text: name }),
  );
  return [...found, ...words];
}

const CONSTANTS: readonly Candidate[] = ["true", "false", "null"].map((text) => ({
  label: text,
  kind: "value",
  text,
}));

/** The keys that the text names, and the fields of exceptions. */
function keys({ syntax, text }: LispSnapshot, offset: number): readonly Candidate[] {
  const found = new Set<string>();
  const pending: Datum[] = [...syntax.forms];
  for (let datum = pending.pop(); datum !== undefined; datum = pending.pop()) {
    if (datum.kind === "list") for (const item of datum.items) pending.push(item);
    else if (datum.kind === "constant" && datum.keyword && !touches(datum.span, offset)) {
      found.add(text.slice(datum.span.start, datum.span.end));
    }
  }
  for (const field of EXCEPTION_FIELDS) found.add(`:${field}`);
  return [...found].sort().map((label) => ({ label, kind: "field", text: label }));
}

function touches({ start, end }: Span, offset: number): boolean {
  return start <= offset && offset <= end;
}
