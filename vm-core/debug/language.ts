/** The languages of frames: how expressions in them are evaluated and values written. */
import { isLisp } from "../analyze/lisp.ts";
import type { CodeSpace, SourcePlace } from "../run/code-space.ts";
import { variablesOf } from "../run/frame.ts";
import type { Process } from "../run/process.ts";
import type { Value } from "../value/value.ts";
import type { StackFrame } from "./call-stack.ts";
import { evaluate, evaluateText, namesIn } from "./evaluate.ts";
import { Complaint, parseExpression } from "./expression.ts";
import { LispEvaluator, type Purpose, type Result } from "./lisp/evaluator.ts";
import { type OfferedName, offeredNames } from "./lisp/offered-names.ts";
import { ASSEMBLY, lispNotation, type Notation } from "./notation.ts";

/** An expression that has been read. */
export type Evaluate = (process: Process, frame: StackFrame) => Value | Complaint;

export interface Language {
  readonly notation: Notation;
  /** Reads an expression that is evaluated whenever a place is reached. */
  parse(text: string, place: SourcePlace): Evaluate | Complaint;
  evaluate(text: string, process: Process, frame: StackFrame, purpose: Purpose): Result | Complaint;
  /** Where the last word of a text begins. */
  wordStart(text: string): number;
  /** The names that an expression can use. */
  names(process: Process, frame: StackFrame): readonly OfferedName[];
}

const ASSEMBLY_LANGUAGE: Language = {
  notation: ASSEMBLY,
  parse: (text) => {
    const expression = parseExpression(text);
    if (expression instanceof Complaint) return expression;
    return (process, frame) => evaluate(expression, namesIn(process, frame));
  },
  evaluate: (text, process, frame) => {
    const value = evaluateText(text, namesIn(process, frame));
    return value instanceof Complaint ? value : { value, changed: false };
  },
  wordStart: (text) => text.search(/[\p{L}\p{N}_$]*$/u),
  names: (process, { frame }) => {
    const globals = process.globals[frame.layout.module] ?? frame;
    const names = new Set([...variablesOf(frame), ...variablesOf(globals)].map(([name]) => name));
    return [...names].map((name) => ({ name: ASSEMBLY.variable(name), kind: "variable" }));
  },
};

function lispLanguage(space: CodeSpace): Language {
  const evaluator = new LispEvaluator(space);
  return {
    notation: lispNotation((value) => evaluator.nameOf(value)),
    parse: (text, place) => {
      const evaluate: Evaluate = (process, frame) => {
        const result = evaluator.evaluate(text, process, frame, "look");
        return result instanceof Complaint ? result : result.value;
      };
      return evaluator.check(text, place) ?? evaluate;
    },
    wordStart: (text) => text.search(/[^\s()[\]{}"'`,;]*$/),
    names: offeredNames,
    evaluate: (text, process, frame, purpose) => evaluator.evaluate(text, process, frame, purpose),
  };
}

/** The language that a place is written in. */
export type LanguageOf = (place: SourcePlace | undefined) => Language;

export function languagesIn(space: CodeSpace): LanguageOf {
  const lisp = lispLanguage(space);
  return (place) => (place !== undefined && isLisp(place.file.name) ? lisp : ASSEMBLY_LANGUAGE);
}
