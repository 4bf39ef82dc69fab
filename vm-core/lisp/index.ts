import { compareDiagnostics } from "../text/diagnostic.ts";
import { once } from "../text/once.ts";
import { Analyser } from "./analyser.ts";
import { AskedResult, type LispResult } from "./asked-result.ts";
import { settleClosures } from "./closures.ts";
import { compile, tooDeep } from "./compile.ts";
import type { FormMemory } from "./form-memory.ts";
import { FORMS } from "./forms.ts";
import { Macros } from "./macros.ts";
import type { TextOutside } from "./outside.ts";
import { problemsOfPart } from "./part-problems.ts";
import { read } from "./read.ts";
import type { ReadResult } from "./read-result.ts";
import {
  findDefinitions,
  findLispSymbols,
  type LispSymbol,
  type LispSymbols,
  NO_SYMBOLS,
} from "./symbols.ts";
import { withinStack } from "./within-stack.ts";
import { inWords } from "./words/problems.ts";

export { type WriteLispOptions, writeLisp } from "../run/write-lisp.ts";

export type { LispResult } from "./asked-result.ts";
export type { Datum, LispComment } from "./datum.ts";
export { type LispExpression, readLispExpression, type UsedName, type Visible } from "./expression.ts";
export { FormMemory } from "./form-memory.ts";
export { WRITTEN_FORMS } from "./forms.ts";
export type { FoundNames, KnownForm } from "./found-symbols.ts";
export { WAIT_FOR_INPUT } from "./generate.ts";
export { lispFunctions, signatureOf } from "./library-docs.ts";
export type { ExportsOf, IncludedFile, IncludeOf, Inclusion, TextOutside } from "./outside.ts";
export { bracketsAt } from "./read.ts";
export { isOpenLisp, type LispExpansion, type LispInput, LispSession } from "./session.ts";
export { severalValues } from "./several-values.ts";
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

const NOTHING_OUTSIDE: TextOutside = { exportsOf: () => undefined };

/** `fileName` becomes the Program's first file. What was read with `memory` before is used up. */
export function readLisp(
  text: string,
  fileName: string,
  outside: TextOutside = NOTHING_OUTSIDE,
  memory?: FormMemory,
): LispResult {
  if (memory === undefined) return compileSafely(text, fileName, outside);
  return whenAsked(text, fileName, outside, memory);
}

function compileSafely(
  text: string,
  fileName: string,
  outside: TextOutside,
  memory?: FormMemory,
): LispResult {
  try {
    return compile(text, fileName, outside, memory);
  } catch (error) {
    memory?.clear();
    if (!(error instanceof RangeError)) throw error;
    const diagnostics = [inWords(tooDeep())];
    const { comments } = read(text);
    return {
      program: undefined,
      problems: diagnostics,
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

/** The next version of a text: for its problems, what has changed is enough where nothing else has been asked for. */
function whenAsked(text: string, fileName: string, outside: TextOutside, memory: FormMemory): LispResult {
  const version = memory.begin(text);
  let all: LispResult | undefined;
  const whole = () => {
    if (all !== undefined) return all;
    const isNewest = version === memory.version;
    const between = isNewest ? memory.between(text) : undefined;
    if (between !== undefined) compileSafely(between, fileName, outside, memory);
    all = compileSafely(text, fileName, outside, isNewest ? memory : undefined);
    return all;
  };
  const part = once(() => {
    const { last } = memory;
    const isNewest = last !== undefined && version === memory.version;
    const found = isNewest ? withinStack(() => problemsOfPart(last, text, fileName, outside)) : undefined;
    return found?.map(inWords).sort(compareDiagnostics);
  });
  const early = () => (all === undefined ? part() : undefined);
  return new AskedResult({
    problems: () => early() ?? whole().problems,
    inclusions: () => (early() === undefined ? whole().inclusions : []),
    program: () => whole().program,
    diagnostics: () => whole().diagnostics,
    forms: () => whole().forms,
    unclosed: () => whole().unclosed,
    comments: () => whole().comments,
    symbols: () => whole().symbols,
    doubtful: () => whole().doubtful,
  });
}

/** What the syntax tells: no macro of `define-macro` is run, there is no Program, and only the reader's problems. */
export function readLispSyntax(text: string): LispResult {
  const { forms, unclosed, comments, names, found: unreadable } = read(text);
  const diagnostics = unreadable.map(inWords).sort(compareDiagnostics);
  return new AskedResult({
    program: () => undefined,
    problems: () => diagnostics,
    diagnostics: () => diagnostics,
    forms: () => forms,
    unclosed: () => unclosed,
    comments: () => comments,
    symbols: once(() => symbolsOf(text, { forms, unclosed, comments, names })),
    doubtful: () => [],
    inclusions: () => [],
  });
}

/** What a text defines, as its syntax tells it; nothing of where these names can be named, and what refers to them. */
export function lispDefinitions(text: string): readonly LispSymbol[] {
  const reading = read(text);
  const analyser = syntaxAnalyser(text, true);
  try {
    analyser.run(reading.forms, reading.unclosed, reading.names);
    return findDefinitions(text, reading.comments, analyser);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return [];
  }
}

function syntaxAnalyser(text: string, isOutline: boolean): Analyser {
  return new Analyser({
    span: { start: 0, end: text.length },
    exportsOf: () => undefined,
    macros: Macros.spent(),
    forms: FORMS,
    isOutline,
  });
}

function symbolsOf(
  text: string,
  { forms, unclosed, comments, names }: Pick<ReadResult, "forms" | "unclosed" | "comments" | "names">,
): LispSymbols {
  const analyser = syntaxAnalyser(text, false);
  try {
    analyser.run(forms, unclosed, names);
    settleClosures([analyser.main, ...analyser.functions], analyser.variables);
    return findLispSymbols(text, comments, analyser);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return NO_SYMBOLS;
  }
}
