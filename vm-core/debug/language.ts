/** The languages of frames: how expressions in them are evaluated and values written. */
import { type LanguageId, languageOfName } from "../analyze/index.ts";
import { closingBraceAfterForms } from "../lisp/read.ts";
import type { CodeSpace, SourcePlace } from "../run/code-space.ts";
import { variablesOf } from "../run/frame.ts";
import type { Process } from "../run/process.ts";
import type { Span } from "../text/span.ts";
import type { Value } from "../value/value.ts";
import { executeText } from "./assembly-console.ts";
import type { StackFrame } from "./call-stack.ts";
import { bindingsIn, evaluate, evaluateText } from "./evaluate.ts";
import { Complaint, closingBrace, parseExpression } from "./expression.ts";
import { instructionsIn } from "./instructions-in.ts";
import { type EvaluationResult, LispEvaluator, type Purpose } from "./lisp/evaluator.ts";
import { lispScopes } from "./lisp/frame-scopes.ts";
import { type OfferedName, offeredNames } from "./lisp/offered-names.ts";
import { lispAddresses, lispForms } from "./lisp/places.ts";
import { ASSEMBLY, lispNotation, type Notation } from "./notation.ts";
import { scopesOf, type VariableScope } from "./variables.ts";

/** An expression that has been read. */
export type Evaluate = (process: Process, frame: StackFrame) => Value | Complaint;

export interface DebugLanguage {
  readonly notation: Notation;
  /** Reads an expression that is evaluated whenever a place is reached. */
  parse(text: string, place: SourcePlace): Evaluate | Complaint;
  /** Where the brace is that closes an expression which begins at `start`; undefined when there is none. */
  closingBrace(text: string, start: number): number | undefined;
  evaluate(text: string, process: Process, frame: StackFrame, purpose: Purpose): EvaluationResult | Complaint;
  /** The scopes of a frame, `own` among them: that of its process. */
  scopes(process: Process, frame: StackFrame, own: VariableScope): readonly VariableScope[];
  /** Where a breakpoint at a place of a file stands; `exact` asks for the innermost part there. */
  addresses(file: string, offset: number, exact: boolean): readonly number[] | undefined;
  /** Where breakpoints can be in a file. */
  places(file: string): readonly Span[];
  /** Where the last word of a text begins. */
  wordStart(text: string): number;
  /** The names that an expression can use. */
  names(process: Process, frame: StackFrame): readonly OfferedName[];
}

function assemblyLanguage(space: CodeSpace): DebugLanguage {
  return {
    notation: ASSEMBLY,
    scopes: (process, frame, own) => [...scopesOf(process, frame), own],
    addresses: (file, offset) => addressAt(space, file, offset),
    places: (file) => [...instructionsIn(space, file)].map(({ span }) => span),
    parse: (text) => {
      const expression = parseExpression(text);
      if (expression instanceof Complaint) return expression;
      return (process, frame) => evaluate(expression, bindingsIn(process, frame));
    },
    closingBrace,
    evaluate: (text, process, frame, purpose) => {
      if (purpose === "execute") return executeText(space, text, process, frame);
      const value = evaluateText(text, bindingsIn(process, frame));
      return value instanceof Complaint ? value : { value, changed: false };
    },
    wordStart: (text) => text.search(/(?<![\p{L}\p{N}_$])[\p{L}\p{N}_$]*$/u),
    names: (process, { frame }) => {
      const globals = process.globals[frame.layout.module] ?? frame;
      const names = new Set([...variablesOf(frame), ...variablesOf(globals)].map(([name]) => name));
      return [...names].map((name) => ({ name: ASSEMBLY.variable(name), kind: "variable" }));
    },
  };
}

/** The instruction that holds `offset`, else the next one in the text. */
function addressAt(space: CodeSpace, file: string, offset: number): readonly number[] | undefined {
  let best: number | undefined;
  let bestStart = Number.POSITIVE_INFINITY;
  for (const { address, span } of instructionsIn(space, file)) {
    if (span.end > offset && span.start < bestStart) {
      best = address;
      bestStart = span.start;
    }
  }
  return best === undefined ? undefined : [best];
}

function lispLanguage(space: CodeSpace): DebugLanguage {
  const evaluator = new LispEvaluator(space);
  const notation = lispNotation((value) => evaluator.nameOf(value));
  return {
    notation,
    scopes: (process, frame, own) => lispScopes(process, frame, notation, own),
    addresses: (file, offset, exact) => lispAddresses(space, file, offset, exact),
    places: (file) => lispForms(space, file),
    parse: (text, place) => {
      const evaluate: Evaluate = (process, frame) => {
        const result = evaluator.evaluate(text, process, frame, "look");
        return result instanceof Complaint ? result : result.value;
      };
      return evaluator.check(text, place) ?? evaluate;
    },
    closingBrace: closingBraceAfterForms,
    wordStart: (text) => text.search(/[^\s()[\]{}"'`,;]*$/),
    names: offeredNames,
    evaluate: (text, process, frame, purpose) => evaluator.evaluate(text, process, frame, purpose),
  };
}

/** The language that a place, or a file, is written in. */
export type LanguageOf = (place: { readonly file: { readonly name: string } } | undefined) => DebugLanguage;

export function languagesIn(space: CodeSpace): LanguageOf {
  const languages: Readonly<Record<LanguageId, DebugLanguage>> = {
    asm: assemblyLanguage(space),
    lisp: lispLanguage(space),
  };
  return (place) => languages[place === undefined ? "asm" : languageOfName(place.file.name).id];
}
