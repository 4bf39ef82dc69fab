/** Snapshots of Lisp. */
import { type LispResult, type Outside, readLisp, readLispSyntax } from "../lisp/index.ts";
import { compareDiagnostics, type Diagnostic, told } from "../text/diagnostic.ts";
import { LineIndex } from "../text/line-index.ts";
import { once } from "../text/once.ts";
import { lispFindings } from "./lisp-findings.ts";
import { partlyAnalysed, type TooMuch } from "./partial.ts";
import type { LispSnapshot } from "./snapshot.ts";

/** What is known about a Lisp text. Never throws: what is wrong with the text is in `diagnostics`. */
export function analyzeLisp(uri: string, version: number, text: string, outside?: Outside): LispSnapshot {
  const result = readLisp(text, uri, outside);
  const { program } = result;
  return snapshotOf(uri, version, text, result, told(result.diagnostics), () =>
    program === undefined
      ? told(result.diagnostics)
      : told([...result.diagnostics, ...result.doubtful, ...lispFindings(program, text)]).toSorted(
          compareDiagnostics,
        ),
  );
}

/** What the syntax of a Lisp text tells; no macro of `define-macro` is run. Never throws. */
export function analyzeLispSyntax(
  uri: string,
  version: number,
  text: string,
  tooMuch: TooMuch,
): LispSnapshot {
  const result = readLispSyntax(text);
  const note = partlyAnalysed(text, tooMuch, "lisp");
  const problems = [note, ...told(result.diagnostics)].sort(compareDiagnostics);
  return snapshotOf(uri, version, text, result, problems, () => problems);
}

/** What is not known yet is found out when somebody asks first. */
function snapshotOf(
  uri: string,
  version: number,
  text: string,
  result: LispResult,
  problems: readonly Diagnostic[],
  findDiagnostics: () => readonly Diagnostic[],
): LispSnapshot {
  const { program, comments, forms, unclosed, inclusions } = result;
  const diagnostics = once(findDiagnostics);
  const all =
    unclosed.length === 0 ? forms : [...forms, ...unclosed].sort((a, b) => a.span.start - b.span.start);
  return {
    language: "lisp",
    uri,
    version,
    text,
    lines: new LineIndex(text),
    syntax: { language: "lisp", forms: all, comments },
    get symbols() {
      return result.symbols;
    },
    problems,
    get diagnostics() {
      return diagnostics();
    },
    program,
    inclusions,
    rewrites: [],
  };
}
