/**
 * The Lisp: from text to a Program with the spans of the text, or to what is wrong with it.
 *
 * Invariant: never throws, whatever the text; there is no Program when there is an error.
 */
import type { Program } from "../program/program.ts";
import { compareDiagnostics, type Diagnostic } from "../text/diagnostic.ts";
import { once } from "../text/once.ts";
import { Analyser } from "./analyser.ts";
import { settleClosures } from "./closures.ts";
import type { Comment, Datum } from "./datum.ts";
import { findDoubtful } from "./doubtful.ts";
import { FORMS } from "./forms.ts";
import { generate } from "./generate.ts";
import { Inclusions } from "./inclusions.ts";
import { LIBRARY_FILE } from "./library.ts";
import { Macros } from "./macros.ts";
import type { Inclusion, Outside } from "./outside.ts";
import { type Found, found } from "./problem.ts";
import { type ReadResult, read } from "./reader.ts";
import { findLispSymbols, type LispSymbols, NO_SYMBOLS } from "./symbols.ts";
import { inWords } from "./words/problems.ts";

export { type WriteLispOptions, writeLisp } from "../run/write-lisp.ts";

export type { Comment, Datum } from "./datum.ts";
export { type LispExpression, readLispExpression, type UsedName, type Visible } from "./expression.ts";
export { WRITTEN_FORMS } from "./forms.ts";
export { WAIT_FOR_INPUT } from "./generate.ts";
export { lispFunctions, signatureOf } from "./library-docs.ts";
export type { ExportsOf, IncludedFile, IncludeOf, Inclusion, Outside } from "./outside.ts";
export { bracketsAt } from "./reader.ts";
export { isOpenLisp, type LispExpansion, type LispInput, LispSession } from "./session.ts";
export type {
  LispMeaning,
  LispMention,
  LispReference,
  LispScope,
  LispSymbol,
  LispSymbols,
} from "./symbols.ts";
export { NO_SYMBOLS } from "./symbols.ts";
export { inLisp } from "./words/findings.ts";
export { writeAssembly } from "./write-assembly.ts";

/** What reading a Lisp text gives. */
export interface LispResult {
  readonly program: Program | undefined;
  readonly diagnostics: readonly Diagnostic[];
  readonly forms: readonly Datum[];
  /** Forms that are never closed, up to where they were given up. */
  readonly unclosed: readonly Datum[];
  readonly comments: readonly Comment[];
  /** Found out when they are asked for. */
  readonly symbols: LispSymbols;
  /** What is no error, but probably not meant; found out when it is asked for. */
  readonly doubtful: readonly Diagnostic[];
  /** The files that it includes, or would: each include that was met, also those in included files. */
  readonly inclusions: readonly Inclusion[];
}

const NOTHING_OUTSIDE: Outside = { exportsOf: () => undefined };

/** `fileName` becomes the Program's first file. */
export function readLisp(text: string, fileName: string, outside: Outside = NOTHING_OUTSIDE): LispResult {
  try {
    return compile(text, fileName, outside);
  } catch (error) {
    // What macros make can be nested more deeply than any text: the analyser recurses.
    if (!(error instanceof RangeError)) throw error;
    const problem = { kind: "nested-too-deeply", what: "expansion-of-program" } as const;
    const diagnostics = [inWords(found(problem, { start: 0, end: 0 }))];
    const { comments } = read(text);
    return {
      program: undefined,
      diagnostics,
      forms: [],
      unclosed: [],
      comments,
      symbols: NO_SYMBOLS,
      doubtful: [],
      inclusions: [],
    };
  }
}

/** What the syntax tells: no macro of `define-macro` is run, there is no Program, and only the reader's problems. */
export function readLispSyntax(text: string): LispResult {
  const { forms, unclosed, comments, found: unreadable } = read(text);
  const symbols = once(() => symbolsOf(text, { forms, unclosed, comments }));
  return {
    program: undefined,
    diagnostics: unreadable.map(inWords).sort(compareDiagnostics),
    forms,
    unclosed,
    comments,
    get symbols() {
      return symbols();
    },
    doubtful: [],
    inclusions: [],
  };
}

function symbolsOf(text: string, { forms, unclosed, comments }: Omit<ReadResult, "found">): LispSymbols {
  const macros = Macros.spent();
  const analyser = new Analyser({
    span: { start: 0, end: text.length },
    exportsOf: () => undefined,
    macros,
    forms: FORMS,
  });
  try {
    analyser.run(forms, unclosed);
    settleClosures([analyser.main, ...analyser.functions], analyser.variables);
    return findLispSymbols(text, comments, analyser);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return NO_SYMBOLS;
  }
}

function compile(text: string, fileName: string, { exportsOf, includeOf }: Outside): LispResult {
  const { forms, unclosed, comments, found: unreadable } = read(text);
  const inclusions = new Inclusions(fileName, text.length, includeOf);
  const analyser = new Analyser({
    span: { start: 0, end: text.length },
    exportsOf,
    macros: new Macros(text.length),
    forms: FORMS,
    inclusions,
  });
  analyser.run(forms, unclosed);
  const early = distinct([...unreadable, ...analyser.problems.found]);
  const failed = early.some(({ severity }) => severity === "error");
  let symbols: LispSymbols | undefined;
  const result = (program?: Program, more: readonly Found[] = []): LispResult => ({
    program,
    diagnostics: [...early, ...more].map((each) => inWords(inclusions.inText(each))).sort(compareDiagnostics),
    inclusions: inclusions.asked,
    forms,
    unclosed,
    comments,
    get symbols() {
      symbols ??= findLispSymbols(text, comments, analyser);
      return symbols;
    },
    get doubtful() {
      return program === undefined ? [] : findDoubtful(forms, this.symbols).map(inWords);
    },
  });
  // What macros make without end is not looked at any further.
  if (analyser.hasEndlessMacros) return result();
  const functions = settleClosures([analyser.main, ...analyser.functions], analyser.variables);
  const { code, labels, procedures, found: late } = generate(functions, analyser.exports);
  if (failed || late.length > 0) return result(undefined, late);
  const own = { name: fileName, text };
  const isAlone = inclusions.asked.length === 0 && !code.some(({ file }) => file === 1);
  const files = isAlone ? [own] : inclusions.files([own, LIBRARY_FILE]);
  return result({ code: inclusions.placed(code, 2), labels, files, procedures });
}

/** A function that macros call is analysed for them, too: what is wrong with it is said once. */
function distinct(all: readonly Found[]): readonly Found[] {
  const first = new Map<string, Found>();
  for (const each of all) {
    const { problem, span } = each;
    const key = `${problem.kind} ${span.start} ${span.end}`;
    if (!first.has(key)) first.set(key, each);
  }
  return [...first.values()];
}
