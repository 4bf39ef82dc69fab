/**
 * What can be wrong with a Lisp text, as data: a kind, which is the code of the diagnostic, and its parts.
 *
 * Invariant: nothing here is in words; `words/problems.ts` makes them, last.
 */
import type { RelatedPlace, Severity } from "../text/diagnostic.ts";
import type { Span } from "../text/span.ts";

/** What the reader finds. */
export type ReaderProblem =
  | { readonly kind: "unclosed-comment" }
  | { readonly kind: "unterminated-string" }
  | { readonly kind: "misplaced-dot" }
  | { readonly kind: "missing-datum" }
  /** Without an `opening` there is nothing that the bracket closes. */
  | {
      readonly kind: "unmatched-parenthesis";
      readonly bracket: string;
      readonly opening?: { readonly bracket: string; readonly closing: string; readonly span: Span };
    }
  | {
      readonly kind: "unclosed-parenthesis";
      readonly bracket: string;
      readonly closing: string;
      /** The innermost open bracket, where that is another one. */
      readonly innermost: Span | undefined;
    }
  | LiteralProblem
  | EscapeProblem;

export interface LiteralProblem {
  readonly kind: "malformed-literal";
  readonly word: string;
  readonly is:
    | "unknown-word"
    | "more-than-64-bits"
    | "no-64-bit-integer"
    | "no-number"
    | "rational"
    | "bars"
    | "bytevector"
    | "character";
  /** The string that takes the place of a character, or of a name between bars. */
  readonly text?: string;
}

export interface EscapeProblem {
  readonly kind: "unknown-escape";
  readonly escape: string;
  readonly is: "no-character" | "no-escape";
}

/** Why rules of `syntax-rules` cannot be followed. */
export type RulesProblem =
  | {
      readonly is:
        | "rules-shape"
        | "rule-shape"
        | "ellipsis-after-nothing"
        | "two-ellipses"
        | "nothing-repeated";
    }
  | { readonly is: "duplicate-pattern-variable"; readonly name: string }
  | { readonly is: "missing-ellipsis"; readonly name: string; readonly wanted: number };

/** Why a pattern of `receive` matches nothing. */
export type PatternProblem =
  | { readonly is: "bound-twice"; readonly name: string }
  | { readonly is: "tail" | "object" };

/** Why the code of a macro gave no data. */
export type MacroProblem =
  | { readonly is: "fault"; readonly message: string }
  | { readonly is: "endless" | "outside" | "no-datum" | "too-large" };

/** What the analyser finds. */
export type AnalyserProblem =
  | { readonly kind: "malformed-form"; readonly is: "shape"; readonly shape: string }
  | {
      readonly kind: "malformed-form";
      readonly is: "dotted" | "parameter" | "no-expression" | "no-value" | "several-values";
    }
  | { readonly kind: "malformed-form"; readonly is: "rules"; readonly because: RulesProblem }
  | { readonly kind: "malformed-object" }
  | { readonly kind: "malformed-pattern"; readonly because: PatternProblem }
  | { readonly kind: "duplicate-parameter" | "duplicate-binding"; readonly name: string }
  | { readonly kind: "misplaced-definition" | "misplaced-else" | "misplaced-import" }
  | { readonly kind: "misplaced-form"; readonly name: string }
  | { readonly kind: "misplaced-unquote"; readonly mark: string }
  | { readonly kind: "dotted-datum" }
  | { readonly kind: "not-a-variable"; readonly name: string }
  | { readonly kind: "not-a-function" }
  | ArgumentCountProblem
  | { readonly kind: "endless-expansion"; readonly macro: string | undefined }
  | { readonly kind: "no-matching-rule"; readonly macro: string }
  | {
      readonly kind: "macro-failed";
      readonly macro: string;
      readonly because: MacroProblem;
      readonly at: Span | undefined;
    }
  | UndefinedProblem;

export interface ArgumentCountProblem {
  readonly kind: "wrong-argument-count";
  readonly name: string;
  readonly wanted: number;
  /** Whether it takes exactly so many, at least, or at most. */
  readonly is: "exact" | "least" | "most";
  readonly got: number;
}

export interface UndefinedProblem {
  readonly kind: "undefined-variable";
  readonly name: string;
  /** In the code of a macro, which has only what is defined before it. */
  readonly inMacro: boolean;
  /** What may be meant: a name that takes its place. */
  readonly meant: string | undefined;
  /** It is a name of another Lisp: one that is called `meant` here, or one that there is not; `advice` is for the latter. */
  readonly foreign: { readonly advice: string | undefined } | undefined;
}

/** What is nested too deeply. */
export interface DepthProblem {
  readonly kind: "nested-too-deeply";
  readonly what: "expansion-of-program" | "expansion-of-input" | "expression" | "text";
  /** Of a text: as deep as it may be. */
  readonly maximum?: number;
}

/** What is wrong with the path of an `include`, or in the file that it includes: `span` is in the `document`. */
export type IncludeProblem =
  | { readonly kind: "unreadable-include"; readonly path: string; readonly because: string }
  | {
      readonly kind: "included-problem";
      readonly path: string;
      readonly because: LispProblem;
      readonly document: NonNullable<RelatedPlace["document"]>;
      readonly span: Span;
    };

/** What is no error, but probably not meant. */
export type DoubtfulProblem =
  | { readonly kind: "hidden-form" | "hidden-function" | "unused-name"; readonly name: string }
  /** Whether what is tested may be false, too. */
  | { readonly kind: "number-test"; readonly name: string; readonly orFalse: boolean };

export type LispProblem = ReaderProblem | AnalyserProblem | DepthProblem | IncludeProblem | DoubtfulProblem;

/** A problem at its place. */
export interface LocatedProblem {
  readonly severity: Severity;
  readonly problem: LispProblem;
  readonly span: Span;
}

/** An error at its place. */
export function found(problem: LispProblem, span: Span): LocatedProblem {
  return { severity: "error", problem, span };
}

/** Each problem of a place once: a function that macros call is analysed for them, too. */
export function distinct(all: readonly LocatedProblem[]): readonly LocatedProblem[] {
  const first = new Map<string, LocatedProblem>();
  for (const each of all) {
    const { problem, span } = each;
    const key = `${problem.kind} ${span.start} ${span.end}`;
    if (!first.has(key)) first.set(key, each);
  }
  return [...first.values()];
}
