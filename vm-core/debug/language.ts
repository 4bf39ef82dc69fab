/** The languages that frames are in: how expressions in them are evaluated and values written. */
import { isLisp } from "../analyze/lisp.ts";
import type { CodeSpace, SourcePlace } from "../run/code-space.ts";
import type { Process } from "../run/process.ts";
import type { Value } from "../value/value.ts";
import type { StackFrame } from "./call-stack.ts";
import { evaluate, evaluateText, namesIn } from "./evaluate.ts";
import { Complaint, parseExpression } from "./expression.ts";
import { LispEvaluator, type Purpose, type Result } from "./lisp/evaluator.ts";
import { ASSEMBLY, lispNotation, type Notation } from "./notation.ts";

/** An expression that has been read. */
export type Evaluate = (process: Process, frame: StackFrame) => Value | Complaint;

export interface Language {
  readonly notation: Notation;
  /** Reads an expression that is evaluated whenever a place is reached. */
  parse(text: string, place: SourcePlace): Evaluate | Complaint;
  evaluate(text: string, process: Process, frame: StackFrame, purpose: Purpose): Result | Complaint;
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
    evaluate: (text, process, frame, purpose) => evaluator.evaluate(text, process, frame, purpose),
  };
}

/** The language that a place is written in. */
export type LanguageOf = (place: SourcePlace | undefined) => Language;

export function languagesIn(space: CodeSpace): LanguageOf {
  const lisp = lispLanguage(space);
  return (place) => (place !== undefined && isLisp(place.file.name) ? lisp : ASSEMBLY_LANGUAGE);
}
