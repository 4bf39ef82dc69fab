/**
 * What is wrong with a Lisp text, in words.
 *
 * Invariant: every message about the text of a Lisp program is written here, or in `findings.ts` when it is about
 * what the program does.
 */
import type { Diagnostic, Fix, RelatedPlace } from "../../text/diagnostic.ts";
import { writeString } from "../../text/literal.ts";
import type { Span } from "../../text/span.ts";
import { toldMessage } from "../../text/told-message.ts";
import type {
  EscapeProblem,
  LispProblem,
  LiteralProblem,
  LocatedProblem,
  MacroProblem,
  PatternProblem,
  RulesProblem,
  UndefinedProblem,
} from "../problem.ts";

/** A problem as a diagnostic. */
export function inWords({ severity, problem, span }: LocatedProblem): Diagnostic {
  return {
    severity,
    code: problem.kind,
    cause: problem,
    message: toldMessage(messageOf(problem)),
    span,
    page: `diagnostics.md#${problem.kind}`,
    ...more(problem, span),
  };
}

type ProblemOf<K extends LispProblem["kind"]> = LispProblem extends infer P
  ? P extends { readonly kind: infer Kind }
    ? K extends Kind
      ? P
      : never
    : never
  : never;

type LispProblemWords = { readonly [K in LispProblem["kind"]]: (problem: ProblemOf<K>) => string };

const WORDS: LispProblemWords = {
  "unclosed-comment": () => "this comment is never closed: `|#` is missing",
  "unterminated-string": () => "this string is never closed",
  "misplaced-dot": () => "a dot comes before the last of at least two data in `(…)`",
  "missing-datum": () => "there is nothing after this",
  "unmatched-parenthesis": ({ bracket, opening }) =>
    opening === undefined
      ? `there is nothing that this \`${bracket}\` closes`
      : `this \`${bracket}\` does not close the \`${opening.bracket}\`: \`${opening.closing}\` would`,
  "unclosed-parenthesis": ({ bracket, closing }) =>
    `this \`${bracket}\` is never closed: \`${closing}\` is missing`,
  "malformed-literal": literalInWords,
  "unknown-escape": escapeInWords,
  "malformed-form": (problem) => {
    switch (problem.is) {
      case "shape":
        return writtenAs(problem.shape);
      case "dotted":
        return "a form has no dot: quote it to have it as a value";
      case "parameter":
        return "a parameter is a name";
      case "no-expression":
        return "the expression is empty";
      case "several-values":
        return "`receive` takes a message: what gives names to several values is `receive-values` here";
      case "no-value":
        return "a definition has no value";
      case "rules":
        return rulesInWords(problem.because);
      default:
        return problem satisfies never;
    }
  },
  "malformed-object": () => "an object has a value after each key",
  "malformed-pattern": ({ because }) => patternInWords(because),
  "duplicate-parameter": ({ name }) => `there are two parameters \`${name}\``,
  "duplicate-binding": ({ name }) => `\`${name}\` is bound twice here`,
  "misplaced-definition": () => "a definition belongs at the top level or among the forms of a body",
  "misplaced-else": () => "`else` is the last clause",
  "misplaced-import": () => "an import belongs at the top level",
  "misplaced-form": ({ name }) => `\`${name}\` is a form, not a value`,
  "misplaced-unquote": ({ mark }) => `\`${mark}\` belongs in a \`\` \` \`\` template`,
  "dotted-datum": () =>
    "there are no dotted pairs here: a list of two items `(a b)` takes their place, or an object `{:a b}`",
  "not-a-variable": ({ name }) => `\`${name}\` is no variable of this program`,
  "not-a-function": () => "only functions can be called",
  "wrong-argument-count": ({ name, wanted, is, got }) =>
    `\`${name}\` takes ${is === "exact" ? "" : `at ${is} `}${wanted} argument${wanted === 1 ? "" : "s"}, not ${got}`,
  "endless-expansion": ({ macro }) =>
    macro === undefined
      ? "macros expand without end here"
      : `the macro \`${macro}\` makes too much of this use`,
  "no-matching-rule": ({ macro }) => `no rule of the macro \`${macro}\` fits this use`,
  "macro-failed": ({ macro, because }) => `the macro \`${macro}\` failed: ${macroInWords(because)}`,
  "undefined-variable": undefinedInWords,
  "unreadable-include": ({ path, because }) => `${writeString(path)} cannot be included: ${because}`,
  "included-problem": ({ path, because, document, span }) => {
    const { line, column } = document.lines.position(span.start);
    return `in ${path}, line ${line + 1}, column ${column + 1}: ${messageOf(because)}`;
  },
  "hidden-form": ({ name }) => `\`${name}\` is a form, which this definition hides`,
  "hidden-function": ({ name }) => `\`${name}\` is a function of the library, which this definition hides`,
  "unused-name": ({ name }) => `nobody uses \`${name}\``,
  "number-test": ({ name, orFalse }) =>
    orFalse
      ? `\`${name}\` may give the number 0, which counts as false here: test it with \`number?\``
      : `\`${name}\` gives a number, and 0 counts as false here: compare it, as in \`(> … 0)\``,
  "nested-too-deeply": ({ what, maximum }) => {
    switch (what) {
      case "text":
        return `forms are nested more than ${maximum} deep here`;
      case "expansion-of-program":
        return "what macros make of this program is nested too deeply";
      case "expansion-of-input":
        return "what macros make of this input is nested too deeply";
      case "expression":
        return "the expression is nested too deeply";
      default:
        return what satisfies never;
    }
  },
};

/** The kinds of problems that there are: the codes of their diagnostics. */
export const PROBLEM_KINDS = Object.keys(WORDS) as readonly LispProblem["kind"][];

function messageOf(problem: LispProblem): string {
  return (WORDS[problem.kind] as (problem: LispProblem) => string)(problem);
}

function writtenAs(shape: string): string {
  return `this form is written \`${shape}\``;
}

function literalInWords({ word, is, text = "" }: LiteralProblem): string {
  switch (is) {
    case "bars":
      return `a name is not written between bars: symbols are strings, so \`${writeString(text)}\` takes the place of \`${word}\``;
    case "bytevector":
      return "there are no bytevectors here: a list or a vector of integers takes their place";
    case "character":
      return `characters are strings of length 1: \`${writeString(text)}\` takes the place of \`${word}\``;
    case "unknown-word":
      return `\`${word}\` means nothing: \`#t\` and \`#f\` do`;
    case "more-than-64-bits":
      return `\`${word}\` has more than 64 bits`;
    case "no-64-bit-integer":
      return `\`${word}\` is outside the 64 bits of an integer`;
    case "rational":
      return `there are no rational numbers here: \`${quotientOf(word)}\` gives a float, \`quotient\` an integer`;
    case "no-number":
      return `\`${word}\` is no number, and no name may begin like one`;
    default:
      return is satisfies never;
  }
}

/** `-1/3` as `(/ -1 3.0)`. */
function quotientOf(rational: string): string {
  const [above, below] = rational.replace(/^\+/, "").split("/");
  return `(/ ${above} ${below}.0)`;
}

function escapeInWords({ escape: written, is }: EscapeProblem): string {
  return is === "no-character"
    ? `\`${written}\` is no character`
    : `\`${written}\` is no escape; the backslash stays${written === "\\x" ? ": `\\u{41}` is the character with the number 41 in base 16" : ""}`;
}

function rulesInWords(problem: RulesProblem): string {
  switch (problem.is) {
    case "rules-shape":
      return writtenAs("(syntax-rules (literal…) (pattern template)…)");
    case "rule-shape":
      return "a rule is written `(pattern template)`";
    case "ellipsis-after-nothing":
      return "there is nothing before this ellipsis that it repeats";
    case "two-ellipses":
      return "a list of a pattern has one ellipsis at most";
    case "nothing-repeated":
      return "there is no variable with an ellipsis before this ellipsis";
    case "duplicate-pattern-variable":
      return `the pattern has two variables \`${problem.name}\``;
    case "missing-ellipsis": {
      const { name, wanted } = problem;
      const ellipses = wanted === 1 ? "an ellipsis" : `${wanted} ellipses`;
      return `\`${name}\` is followed by ${ellipses} in the pattern: the template needs as many`;
    }
    default:
      return problem satisfies never;
  }
}

function patternInWords(problem: PatternProblem): string {
  switch (problem.is) {
    case "bound-twice":
      return `the pattern binds \`${problem.name}\` twice`;
    case "tail":
      return "the dot of a pattern is followed by a name";
    case "object":
      return "a pattern of an object is written `{:field pattern …}`";
    default:
      return problem satisfies never;
  }
}

function macroInWords(problem: MacroProblem): string {
  switch (problem.is) {
    case "fault":
      return problem.message;
    case "endless":
      return "the macros of this program compute without end";
    case "outside":
      return "a macro makes data of data: it does not reach outside, and there are no processes for it";
    case "no-datum":
      return "it gave a value that no program can write";
    case "too-large":
      return "it makes too much of this use";
    default:
      return problem satisfies never;
  }
}

function undefinedInWords({ name, inMacro, meant, foreign }: UndefinedProblem): string {
  const where = inMacro ? " in the code of a macro, which has the functions defined before it" : "";
  return `there is no variable \`${name}\`${where}${hintOf(meant, foreign)}`;
}

/** What is known for sure; a name that is only similar is no advice. */
function adviceOf({ meant, foreign }: UndefinedProblem): string | undefined {
  return foreign === undefined ? undefined : hintOf(meant, foreign).slice(": ".length);
}

function hintOf(meant: string | undefined, foreign: UndefinedProblem["foreign"]): string {
  if (foreign?.advice !== undefined) return `: ${foreign.advice}`;
  if (meant === undefined) return "";
  return foreign === undefined ? `: did you mean \`${meant}\`?` : `: it is called \`${meant}\` here`;
}

/** What a diagnostic says beside its message. */
function more(
  problem: LispProblem,
  span: Span,
): Pick<Diagnostic, "related" | "fixes" | "report" | "advice" | "tag"> {
  switch (problem.kind) {
    case "undefined-variable":
      return {
        report: toldMessage(`Undefined variable: ${problem.name}`),
        advice: adviceOf(problem),
        fixes: fixesOf(problem, span),
      };
    case "unmatched-parenthesis":
      return problem.opening === undefined
        ? {}
        : { related: places(problem.opening.span, "it was opened here") };
    case "unclosed-parenthesis":
      return { related: places(problem.innermost, "the innermost open one is here") };
    case "unused-name":
      return { tag: "unnecessary" };
    case "included-problem": {
      const { span: place, document, because } = problem;
      return { related: [{ span: place, message: messageOf(because), document }] };
    }
    case "macro-failed":
      return { related: places(problem.at, "it happened here") };
    default:
      return {};
  }
}

function places(span: Span | undefined, message: string): readonly RelatedPlace[] {
  return span === undefined ? [] : [{ span, message }];
}

function fixesOf({ meant }: UndefinedProblem, span: Span): readonly Fix[] {
  if (meant === undefined) return [];
  return [{ title: `Change to \`${meant}\``, edits: [{ span, text: meant }], preferred: true }];
}
