/**
 * Compiles a Lisp text in stages: it is read and analysed, and becomes a Program when somebody asks for it.
 *
 * Invariant: what a later stage finds is never among the problems of an earlier one, and does not change them.
 */
import { compareDiagnostics } from "../text/diagnostic.ts";
import { once } from "../text/once.ts";
import { stopWhenUnwanted } from "../text/wanted.ts";
import { Analyser } from "./analyser.ts";
import { AskedResult, type LispResult } from "./asked-result.ts";
import { knownFunction, type SettledClosures, settle, settleForms } from "./closures.ts";
import { type Doubtful, findDoubtful, findDoubtfulAgain } from "./doubtful.ts";
import type { FormMemory, KeptForm } from "./form-memory.ts";
import { SharedSymbols } from "./form-symbols.ts";
import { FORMS } from "./forms.ts";
import { type Generated, generate } from "./generate.ts";
import { Inclusions } from "./inclusions.ts";
import { LIBRARY_FILE } from "./library.ts";
import { Macros } from "./macros.ts";
import {
  keepWhole,
  nextVersion,
  type ReplacedPart,
  steadyFormOf,
  type VersionChange,
} from "./next-version.ts";
import type { TextOutside } from "./outside.ts";
import { type AnalysedPart, isPlain } from "./part-problems.ts";
import { distinct, found, type LocatedProblem } from "./problem.ts";
import { read } from "./read.ts";
import type { ReadResult } from "./read-result.ts";
import { generateReplaced, type ReplacedForms } from "./replaced-code.ts";
import { LastingNames } from "./replaced-names.ts";
import type { Stages } from "./stages.ts";
import { NO_SYMBOLS, TextSymbols } from "./symbols.ts";
import { withinStack } from "./within-stack.ts";
import { inWords } from "./words/problems.ts";

/** A version of a text that has been read and analysed. */
interface AnalysedText {
  readonly reading: ReadResult;
  readonly analyser: Analyser;
  readonly stages: Stages;
  /** What is another than in the version before, where that is known. */
  readonly change: VersionChange | undefined;
  /** The part in which something is wrong, where that is known, and its place. */
  readonly flawed: AnalysedPart | undefined;
  readonly part: ReplacedPart | undefined;
  /** Its forms, where nothing is wrong with it. */
  readonly forms: readonly KeptForm[];
  /** For the next version. */
  readonly memory: FormMemory | undefined;
}

function analyse(
  text: string,
  fileName: string,
  outside: TextOutside,
  memory: FormMemory | undefined,
): AnalysedText {
  const { exportsOf, includeOf } = outside;
  const stages: Stages = { settled: undefined, generated: undefined, names: undefined, doubtful: undefined };
  const next = memory && nextVersion(memory, { text, fileName, outside, stages });
  if (next !== undefined) return { ...next.version, change: next.change, flawed: next.flawed, memory };
  const reading = read(text, memory?.formsOf(text));
  memory?.keep(reading);
  const analyser = new Analyser({
    span: { start: 0, end: text.length },
    exportsOf,
    macros: new Macros(text.length),
    forms: FORMS,
    inclusions: new Inclusions(fileName, text.length, includeOf),
    memory,
  });
  analyser.run(reading.forms, reading.unclosed, reading.names);
  if (memory !== undefined && !analyser.isSteady) {
    memory.clear();
    return analyse(text, fileName, outside, undefined);
  }
  if (memory !== undefined) {
    memory.done(reading, analyser, isPlain(analyser));
    keepWhole(memory, reading, analyser, stages);
  }
  return {
    reading,
    analyser,
    stages,
    change: undefined,
    flawed: undefined,
    part: undefined,
    forms: [],
    memory,
  };
}

/** The closures of a version, kept with it: those of forms that are others are settled where the version before had its own. */
function settledIn({ analyser, stages, change, forms }: AnalysedText): SettledClosures {
  const { main, functions, variables } = analyser;
  const before = change?.before.settled;
  if (change !== undefined && before !== undefined) {
    const isAlone = change.gone.every(({ form }) => form.settled !== undefined);
    const added = change.added.map(({ form }) => form);
    const { others } = change.definitions;
    if (isAlone) stages.settled = settleForms(main, added, before, others, () => forms.map(steadyFormOf));
  }
  stages.settled ??= settle([main, ...functions], variables, [], analyser.openImport);
  return stages.settled;
}

/** The code of a version, kept with it where nothing is wrong; undefined where the stack of JavaScript is too small for it. */
function generatedIn(version: AnalysedText, settled: SettledClosures): Generated | undefined {
  const { analyser, stages, memory } = version;
  const made =
    generatedAgain(version, settled) ??
    withinStack(() => generate(settled.functions(), analyser.exports, "nothing", memory?.code));
  if (made?.found.length === 0) stages.generated = made;
  return made;
}

function generatedAgain(
  { analyser, change, forms, memory }: AnalysedText,
  settled: SettledClosures,
): Generated | undefined {
  const before = change?.before;
  const code = before?.generated;
  // Where all closures are settled anew, others may be what they were not.
  if (memory === undefined || code === undefined || before?.settled?.others !== settled.others)
    return undefined;
  const { at, gone, added, definitions } = change as VersionChange;
  const replaced: ReplacedForms = {
    at,
    gone: gone.map(({ form }) => form),
    added: added.map(({ form }) => form),
    defined: definitions.added
      .filter(({ isKnown }) => isKnown)
      .map(({ before, variable }) => ({ before, now: knownFunction(variable) })),
    count: forms.length,
    formAt: (index) => steadyFormOf(forms[index]),
  };
  const program = { main: analyser.main, others: settled.others };
  return withinStack(() => generateReplaced(code, replaced, program, memory.code));
}

/** The names of a version, kept with it. */
function namesIn({ analyser, reading, stages, change, memory }: AnalysedText, text: string): TextSymbols {
  const before = change?.before.names;
  const { comments } = reading;
  let found = change && before?.replace(text, comments, change);
  stages.names = before;
  if (found === undefined) {
    stages.names = new LastingNames(text, comments, analyser, memory?.symbols ?? new SharedSymbols());
    found = stages.names.run();
    stages.names.align();
  }
  return new TextSymbols(found);
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
  const version = analyse(text, fileName, outside, memory);
  if (version.flawed !== undefined) return flawedResult(version, version.flawed, text);
  const { reading, analyser } = version;
  const { forms, unclosed, comments, found: unreadable } = reading;
  const { inclusions } = analyser;
  const early = distinct([...unreadable, ...analyser.problems.found]);
  const told = (all: readonly LocatedProblem[]) =>
    all.map((each) => inWords(inclusions.inText(each))).sort(compareDiagnostics);
  const settled = once(() => settledIn(version));
  // What macros make without end is not looked at any further.
  const { hasEndlessMacros } = analyser;
  const generated = once(() => {
    if (hasEndlessMacros) return { program: undefined, late: [] };
    const failed = early.some(({ severity }) => severity === "error");
    stopWhenUnwanted();
    const functions = withinStack(settled);
    stopWhenUnwanted();
    const made = functions && generatedIn(version, functions);
    const late = made?.found ?? [tooDeep()];
    if (made === undefined || failed || late.length > 0) return { program: undefined, late };
    const { code, labels, procedures, hasLibrary } = made;
    const own = { name: fileName, text };
    const isAlone = inclusions.asked.length === 0 && !hasLibrary;
    const files = isAlone ? [own] : inclusions.files([own, LIBRARY_FILE]);
    return { program: { code: inclusions.placed(code, 2), labels, files, procedures }, late };
  });
  const symbols = once(
    () =>
      withinStack(() => {
        if (!hasEndlessMacros) settled();
        return namesIn(version, text);
      }) ?? NO_SYMBOLS,
  );
  const problems = once(() => told(early));
  const diagnostics = once(() => told([...early, ...generated().late]));
  const doubtful = () => {
    if (generated().program === undefined) return [];
    const found = symbols();
    stopWhenUnwanted();
    return doubtfulIn(version, found).all.map(inWords);
  };
  return new AskedResult({
    program: () => generated().program,
    problems,
    diagnostics,
    inclusions: () => inclusions.asked,
    forms: () => forms,
    unclosed: () => unclosed,
    comments: () => comments,
    symbols,
    doubtful,
  });
}

/** What is doubtful in a version, kept with it. */
function doubtfulIn({ reading, stages, change }: AnalysedText, found: TextSymbols): Doubtful {
  const before = change?.before.doubtful;
  if (change !== undefined && before !== undefined && stages.names === change.before.names) {
    const { at, gone, added } = change;
    const data = reading.forms.slice(at, at + added.length);
    const were = gone.map(({ symbols }) => symbols);
    stages.doubtful = findDoubtfulAgain(before, were, at, data, found);
  }
  stages.doubtful ??= findDoubtful(reading.forms, found);
  return stages.doubtful;
}

/** What is known of a version in which something is wrong in one part: there is no program. */
function flawedResult(
  { reading, stages, part: place }: AnalysedText,
  { problems: early, late = [], analyser }: AnalysedPart,
  text: string,
): LispResult {
  const { forms, unclosed, comments } = reading;
  const told = (all: readonly LocatedProblem[]) => all.map(inWords).sort(compareDiagnostics);
  const problems = once(() => told(early));
  const diagnostics = once(() => told([...early, ...late]));
  const symbols = once(() => {
    const found = place && stages.names?.withPart(text, comments, place, analyser);
    return found === undefined ? NO_SYMBOLS : new TextSymbols(found);
  });
  return new AskedResult({
    program: () => undefined,
    problems,
    diagnostics,
    inclusions: () => [],
    forms: () => forms,
    unclosed: () => unclosed,
    comments: () => comments,
    symbols,
    doubtful: () => [],
  });
}

/** What macros make can be nested more deeply than any text. */
export function tooDeep(): LocatedProblem {
  return found({ kind: "nested-too-deeply", what: "expansion-of-program" }, { start: 0, end: 0 });
}
