/**
 * Compiles an expression that is to be evaluated where a program has stopped: in a debugger.
 *
 * It becomes a program of its own. The names that are visible there are variables of its top level, each in a cell
 * that whoever runs it puts there beforehand; the value is left in a variable too.
 * Invariant: never throws, whatever the text.
 */
import type { Program } from "../program/program.ts";
import type { Diagnostic } from "../text/diagnostic.ts";
import { Analyser } from "./analyser.ts";
import { settleClosures } from "./closures.ts";
import { type Datum, headName, type ListDatum, symbol } from "./datum.ts";
import { FORMS } from "./forms.ts";
import { generate } from "./generate.ts";
import { LIBRARY_FILE } from "./library.ts";
import { Macros } from "./macros.ts";
import type { Variable } from "./nodes.ts";
import { found, type LispProblem } from "./problem.ts";
import { read } from "./read.ts";
import { type Environment, Scope } from "./scope.ts";
import { slotOf } from "./slots.ts";
import { inWords } from "./words/problems.ts";

export interface LispExpression {
  readonly program: Program;
  /** The visible names that it uses. */
  readonly uses: readonly UsedName[];
  /** The variable of its top level that has its value in the end. */
  readonly result: string;
}

export interface UsedName {
  readonly name: string;
  /** The variable of the top level for its cell. */
  readonly slot: string;
  /** `set!` changes it. */
  readonly assigned: boolean;
}

/** What can be named where an expression is evaluated. */
export interface Visible {
  readonly names: readonly string[];
  /** The program's top-level forms: their macros can be used. */
  readonly forms: readonly Datum[];
}

const SOURCE = "expression";

/** The expression, or what is wrong with it; the value is that of the last of several forms. */
export function readLispExpression(text: string, visible: Visible): LispExpression | readonly Diagnostic[] {
  try {
    return compile(text, visible);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return [complaint(text, { kind: "nested-too-deeply", what: "expression" })];
  }
}

function compile(text: string, { names, forms }: Visible): LispExpression | readonly Diagnostic[] {
  const { forms: written, found: unreadable } = read(text);
  if (unreadable.length > 0) return unreadable.map(inWords);
  const last = written.at(-1);
  if (last === undefined) return [complaint(text, { kind: "malformed-form", is: "no-expression" })];
  if (DEFINING.has(headName(last) ?? ""))
    return [complaint(text, { kind: "malformed-form", is: "no-value" })];
  const span = { start: 0, end: text.length };
  const analyser = new Analyser({
    span,
    exportsOf: () => undefined,
    macros: new Macros(text.length),
    forms: FORMS,
  });
  analyser.names.isOn = false;
  const { main, globals } = analyser;
  const top: Environment = { scope: globals, code: main, tail: false };
  for (const form of forms) {
    const head = headName(form);
    if (head === "define") analyser.noteFunction(form as ListDatum);
    else if (MACROS.has(head ?? "")) analyser.sequence([form], top);
  }
  // The program's own mistakes are reported elsewhere.
  analyser.problems.found.length = 0;
  const variables = names.map((name) => analyser.bindLocal(symbol(name, span), globals, main));
  const result = analyser.bindLocal(symbol("~result", span), new Scope(globals), main);
  analyser.noteControl(written);
  const value = analyser.body(written, top, span);
  analyser.finish([{ kind: "assign", variable: result, value, defines: true, span }]);
  const functions = settleClosures([main, ...analyser.functions], analyser.variables);
  for (const variable of variables) variable.boxed = true;
  const { code, labels, procedures, found: late } = generate(functions, []);
  const found = [...analyser.problems.found, ...late].filter(({ severity }) => severity === "error");
  if (found.length > 0) return found.map(inWords);
  const files = [{ name: SOURCE, text }, LIBRARY_FILE];
  return { program: { code, labels, files, procedures }, uses: usesOf(variables), result: slotOf(result) };
}

const MACROS: ReadonlySet<string> = new Set(["define-syntax", "define-macro"]);
const DEFINING: ReadonlySet<string> = new Set([...MACROS, "define", "import", "export"]);

function usesOf(variables: readonly Variable[]): UsedName[] {
  return variables
    .filter(({ uses }) => uses.length > 0)
    .map((variable) => ({ name: variable.name, slot: slotOf(variable), assigned: variable.assigned }));
}

function complaint(text: string, problem: LispProblem): Diagnostic {
  return inWords(found(problem, { start: 0, end: text.length }));
}
