/** The problems of an assembly text, in words. */
import { operandsOf, rowOf } from "../isa/index.ts";
import type { Diagnostic, RelatedPlace } from "../text/diagnostic.ts";
import { toldMessage } from "../text/told-message.ts";
import { PATTERN_WORDS } from "../value/pattern.ts";
import { mendsOf } from "./mends.ts";
import { type AsmProblem, type CauseOf, type LiteralKind, type ProblemKind, SEVERITY } from "./problem.ts";
import { usage } from "./usage.ts";

/** A problem as a diagnostic, with the repairs that follow from the problem alone. */
export function problemInWords({ cause, span }: AsmProblem): Diagnostic {
  const { kind } = cause;
  const { message, report, related } = (WORDS[kind] as (cause: AsmProblem["cause"]) => ProblemWords)(cause);
  const fixes = mendsOf({ cause, span });
  return {
    severity: SEVERITY[kind],
    code: kind,
    cause,
    message: toldMessage(message),
    span,
    page: `diagnostics.md#${kind}`,
    ...(kind === "surplus-operand" ? { tag: "unnecessary" as const } : {}),
    ...(kind === "alias" ? { tag: "deprecated" as const } : {}),
    ...(report === undefined ? {} : { report: toldMessage(report) }),
    ...(related === undefined ? {} : { related }),
    ...(fixes.length === 0 ? {} : { fixes }),
  };
}

/** What is said about a problem; `report` as in `Diagnostic`. */
interface ProblemWords {
  readonly message: string;
  readonly report?: string;
  readonly related?: readonly RelatedPlace[];
}

const WORDS: { readonly [K in ProblemKind]: (cause: CauseOf<K>) => ProblemWords } = {
  "unknown-instruction": ({ word, line, nearest, label }) => ({
    message: `unknown instruction \`${word}\`${label === undefined ? didYouMean(nearest) : `: a label is written \`LABEL ${label}\``}`,
    report: line,
  }),
  "missing-operand": missingOperand,
  "surplus-operand": ({ word }) => ({ message: `${word} has no operand; this is ignored` }),
  "unexpected-text": () => ({ message: "nothing may follow the operand but a comment" }),
  "unterminated-string": ({ example }) => ({ message: `the string has no closing quote: ${example}` }),
  "unescaped-quote": () => ({ message: 'a quote inside a string is written `\\"`' }),
  "unknown-escape": ({ written }) => ({ message: `\`${written}\` is no escape; the backslash stays` }),
  "unquoted-string": () => ({
    message: "the rest of the line is the string; quotes make its end visible",
  }),
  "blank-in-name": ({ name }) => ({ message: `the whole rest of the line is the name: \`${name}\`` }),
  "invalid-integer": invalidLiteral,
  "invalid-float": invalidLiteral,
  "invalid-boolean": invalidLiteral,
  "invalid-count": invalidLiteral,
  "invalid-pid": invalidLiteral,
  "invalid-word": ({ operand, text, allowed }) => ({
    message: `invalid ${operand} \`${text}\`: expected ${allowed.map((one) => `\`${one}\``).join(", ")}`,
    report: `Invalid ${operand}: ${text}`,
  }),
  "invalid-pattern": ({ text }) => ({
    message: `invalid pattern \`${text}\`: expected ${PATTERNS}`,
    report: `Invalid pattern: ${text}`,
  }),
  "label-name": ({ name }) => ({
    message: `a label must not start with a digit: \`${name}\` would be read as an address`,
  }),
  alias: ({ word, plain }) => ({ message: `\`${word}\` is another spelling of \`${plain}\`` }),
  "duplicate-label": ({ name, first }) => ({
    message: `the label \`${name}\` is defined twice`,
    related: [{ span: first, message: "it is defined here first" }],
  }),
  "unknown-label": ({ name, nearest }) => ({
    message: `there is no label \`${name}\`${didYouMean(nearest)}`,
    report: `Unknown label: ${name}`,
  }),
  "address-out-of-range": ({ text, length }) => ({
    message: `address ${text} is outside the program: its instructions have the addresses 0 to ${length - 1}, ${length} is its end`,
    report: `Invalid address: ${text}`,
  }),
  "nested-label-try": () => ({
    message: "a TRY with a label cannot be inside a TRY … CATCH … END_TRY",
  }),
  "try-without-catch": () => ({ message: "this TRY has no CATCH before its END_TRY" }),
  "try-without-end": () => ({ message: "this TRY has no label, and no END_TRY that belongs to it" }),
};

function didYouMean(nearest: string | undefined): string {
  return nearest === undefined ? "" : `: did you mean \`${nearest}\`?`;
}

function missingOperand({ operation, operand }: CauseOf<"missing-operand">): ProblemWords {
  if (operation === "LABEL") return { message: "LABEL needs a name", report: "LABEL" };
  const isFirst = operandsOf(operation)[0][0] === operand;
  return {
    message: `${operation} ${isFirst ? "needs an operand" : `also needs \`${operand}\``}: \`${usage(operation)}\``,
    report: isFirst ? rowOf(operation).missingReport : undefined,
  };
}

/** What a wrong operand of a kind is called, in the words of the original machine where it had some. */
const LITERALS: { readonly [K in LiteralKind]: { readonly name: string; readonly expected: string } } = {
  int: { name: "integer", expected: "a whole number of 64 bits" },
  float: { name: "float", expected: "a number such as `1.5` or `2e-3`, `inf` or `nan`" },
  bool: { name: "boolean", expected: "`true` or `false`" },
  count: { name: "list size", expected: "a whole number from 0 on" },
  pid: { name: "PID", expected: "a process number from 0 on" },
  millis: { name: "time", expected: "milliseconds as a whole number from 0 on" },
};

function invalidLiteral({ expected, operand, text }: CauseOf<"invalid-integer">): ProblemWords {
  const literal = LITERALS[expected];
  // The original's words are about lists.
  const name = expected === "count" && operand !== "length" ? operand : literal.name;
  return {
    message: `invalid ${name} \`${text}\`: expected ${literal.expected}`,
    report: `Invalid ${name}: ${text}`,
  };
}

const PATTERNS = `${PATTERN_WORDS.map((word) => `\`${word}\``).join(", ")}, \`exit:PID\`, \`down:PID\`, \`signal:TEXT\`, a literal such as \`42\` or \`"text"\`, or \`FIELD=LITERAL\``;
