/** Snapshots of Lisp. */
import { rememberIn } from "../facts/memory.ts";
import { type LispResult, readLisp, readLispSyntax, type TextOutside } from "../lisp/index.ts";
import { compareDiagnostics, told } from "../text/diagnostic.ts";
import { LineIndex } from "../text/line-index.ts";
import { once } from "../text/once.ts";
import { stopWhenUnwanted } from "../text/wanted.ts";
import { AskedSnapshot, type KnownText } from "./asked-snapshot.ts";
import type { DocumentMemory } from "./document-memory.ts";
import { lispFindings } from "./lisp-findings.ts";
import { partlyAnalysed, type TooMuch } from "./partial.ts";
import type { LispSnapshot } from "./snapshot.ts";

/** What is known about a Lisp text. Never throws: what is wrong with the text is in `diagnostics`. */
export function analyzeLisp(
  uri: string,
  version: number,
  text: string,
  outside?: TextOutside,
  memory?: DocumentMemory,
): LispSnapshot {
  const result = readLisp(text, uri, outside, memory?.forms);
  const programOf = once(() => {
    const { program } = result;
    if (program !== undefined && memory !== undefined) {
      rememberIn(memory.facts, program);
      memory.facts.control.continueOrShiftIn(program);
    }
    return program;
  });
  const known = { uri, version, text, lines: memory?.linesOf(text) ?? new LineIndex(text) };
  const newest = snapshotOf(known, result, {
    program: programOf,
    earlyProblems: () => told(result.problems),
    problems: () => told(result.diagnostics),
    diagnostics: () => {
      const { diagnostics } = result;
      stopWhenUnwanted();
      const program = programOf();
      if (program === undefined) return told(diagnostics);
      stopWhenUnwanted();
      const { doubtful } = result;
      stopWhenUnwanted();
      return told([...diagnostics, ...doubtful, ...lispFindings(program, text, memory?.verifier)]).toSorted(
        compareDiagnostics,
      );
    },
  });
  return memory === undefined
    ? newest
    : lasting(newest, memory, () => analyzeLisp(uri, version, text, outside));
}

/** A snapshot that stays true when its forms have been moved on to a newer version: its text is analysed again then. */
function lasting(
  newest: LispSnapshot,
  { forms }: DocumentMemory,
  analyseAgain: () => LispSnapshot,
): LispSnapshot {
  const own = forms.version;
  const again = once(analyseAgain);
  const current = () => (forms.version === own ? newest : again());
  return new AskedSnapshot("lisp", newest, {
    inclusions: () => current().inclusions,
    syntax: () => current().syntax,
    symbols: () => current().symbols,
    earlyProblems: () => current().earlyProblems,
    problems: () => current().problems,
    diagnostics: () => current().diagnostics,
    program: () => current().program,
    rewrites: () => [],
  });
}

/** What the syntax of a Lisp text tells; no macro of `define-macro` is run. Never throws. */
export function analyzeLispSyntax(
  uri: string,
  version: number,
  text: string,
  tooMuch: TooMuch,
): LispSnapshot {
  const result = readLispSyntax(text);
  const problems = once(() =>
    [partlyAnalysed(text, tooMuch, "lisp"), ...told(result.diagnostics)].sort(compareDiagnostics),
  );
  const known = { uri, version, text, lines: new LineIndex(text) };
  return snapshotOf(known, result, {
    program: () => result.program,
    earlyProblems: problems,
    problems,
    diagnostics: problems,
  });
}

type AnalysedParts = Pick<LispSnapshot, "program" | "earlyProblems" | "problems" | "diagnostics">;

/** What is not known yet is found out when somebody asks first. */
function snapshotOf(
  known: KnownText,
  result: LispResult,
  find: { readonly [K in keyof AnalysedParts]: () => AnalysedParts[K] },
): LispSnapshot {
  const syntax = once((): LispSnapshot["syntax"] => {
    const { comments, forms, unclosed } = result;
    const all =
      unclosed.length === 0 ? forms : [...forms, ...unclosed].sort((a, b) => a.span.start - b.span.start);
    return { language: "lisp", forms: all, comments };
  });
  return new AskedSnapshot("lisp", known, {
    syntax,
    symbols: () => result.symbols,
    earlyProblems: once(find.earlyProblems),
    problems: once(find.problems),
    diagnostics: once(find.diagnostics),
    program: find.program,
    inclusions: () => result.inclusions,
    rewrites: () => [],
  });
}
