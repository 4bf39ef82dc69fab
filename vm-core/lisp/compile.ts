/**
 * Compiles a Lisp text in stages: it is read and analysed, and becomes a Program when somebody asks for it.
 *
 * Invariant: what a later stage finds is never among the problems of an earlier one, and does not change them.
 */
import type { Program } from "../program/program.ts";
import { compareDiagnostics, type Diagnostic } from "../text/diagnostic.ts";
import { once } from "../text/once.ts";
import { stopWhenUnwanted } from "../text/wanted.ts";
import { Analyser } from "./analyser.ts";
import { settleClosures } from "./closures.ts";
import type { Datum, LispComment } from "./datum.ts";
import { findDoubtful } from "./doubtful.ts";
import type { FormMemory } from "./form-memory.ts";
import { FORMS } from "./forms.ts";
import { generate } from "./generate.ts";
import { Inclusions } from "./inclusions.ts";
import { LIBRARY_FILE } from "./library.ts";
import { Macros } from "./macros.ts";
import type { Inclusion, TextOutside } from "./outside.ts";
import { isPlain } from "./part-problems.ts";
import { distinct, found, type LocatedProblem } from "./problem.ts";
import { read } from "./read.ts";
import { findLispSymbols, type LispSymbols, NO_SYMBOLS } from "./symbols.ts";
import { inWords } from "./words/problems.ts";

/** What reading a Lisp text gives. */
export interface LispResult {
  /** Generated when it is asked for; undefined when there is an error. */
  readonly program: Program | undefined;
  /** What reading and analysing the text has found. */
  readonly problems: readonly Diagnostic[];
  /** The problems, and what generating code has found; found out when they are asked for. */
  readonly diagnostics: readonly Diagnostic[];
  readonly forms: readonly Datum[];
  /** Forms that are never closed, up to where they were given up. */
  readonly unclosed: readonly Datum[];
  readonly comments: readonly LispComment[];
  /** Found out when they are asked for. */
  readonly symbols: LispSymbols;
  /** What is no error, but probably not meant; found out when it is asked for. */
  readonly doubtful: readonly Diagnostic[];
  /** The files that it includes, or would: each include that was met, also those in included files. */
  readonly inclusions: readonly Inclusion[];
}

/**
 * Throws a RangeError where what macros make is nested more deeply than the analyser, which recurses, endures. What is given
 * for the version of a document before, which `memory` is of, is used up.
 */
export function compile(
  text: string,
  fileName: string,
  outside: TextOutside,
  memory?: FormMemory,
): LispResult {
  const { exportsOf, includeOf } = outside;
  const reading = read(text, memory?.formsOf(text));
  const { forms, unclosed, comments, names, found: unreadable } = reading;
  memory?.keep(reading);
  const inclusions = new Inclusions(fileName, text.length, includeOf);
  const analyser = new Analyser({
    span: { start: 0, end: text.length },
    exportsOf,
    macros: new Macros(text.length),
    forms: FORMS,
    inclusions,
    memory,
  });
  analyser.run(forms, unclosed, names);
  if (memory !== undefined && !analyser.isSteady) {
    memory.clear();
    return compile(text, fileName, outside);
  }
  memory?.done(reading, analyser, isPlain(analyser));
  const early = distinct([...unreadable, ...analyser.problems.found]);
  const told = (all: readonly LocatedProblem[]) =>
    all.map((each) => inWords(inclusions.inText(each))).sort(compareDiagnostics);
  const settled = once(() => settleClosures([analyser.main, ...analyser.functions], analyser.variables));
  // What macros make without end is not looked at any further.
  const { hasEndlessMacros } = analyser;
  const generated = once(() => {
    if (hasEndlessMacros) return { program: undefined, late: [] };
    const failed = early.some(({ severity }) => severity === "error");
    stopWhenUnwanted();
    const functions = withinStack(settled);
    stopWhenUnwanted();
    const made =
      functions && withinStack(() => generate(functions, analyser.exports, "nothing", memory?.code));
    const late = made?.found ?? [tooDeep()];
    if (made === undefined || failed || late.length > 0) return { program: undefined, late };
    const { code, labels, procedures } = made;
    const own = { name: fileName, text };
    const isAlone = inclusions.asked.length === 0 && !code.some(({ file }) => file === 1);
    const files = isAlone ? [own] : inclusions.files([own, LIBRARY_FILE]);
    return { program: { code: inclusions.placed(code, 2), labels, files, procedures }, late };
  });
  const symbols = once(
    () =>
      withinStack(() => {
        if (!hasEndlessMacros) settled();
        return findLispSymbols(text, comments, analyser, memory?.symbols);
      }) ?? NO_SYMBOLS,
  );
  const problems = once(() => told(early));
  const diagnostics = once(() => told([...early, ...generated().late]));
  return {
    get program() {
      return generated().program;
    },
    get problems() {
      return problems();
    },
    get diagnostics() {
      return diagnostics();
    },
    inclusions: inclusions.asked,
    forms,
    unclosed,
    comments,
    get symbols() {
      return symbols();
    },
    get doubtful() {
      if (generated().program === undefined) return [];
      const found = symbols();
      stopWhenUnwanted();
      return findDoubtful(forms, found).map(inWords);
    },
  };
}

/** What macros make can be nested more deeply than any text. */
export function tooDeep(): LocatedProblem {
  return found({ kind: "nested-too-deeply", what: "expansion-of-program" }, { start: 0, end: 0 });
}

/** What it gives; undefined where the stack of JavaScript is too small for it. */
export function withinStack<T>(compute: () => T): T | undefined {
  try {
    return compute();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return undefined;
  }
}
