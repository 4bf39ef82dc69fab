/**
 * A problem of an assembly text as data: what is wrong and where.
 *
 * Invariant: no words. `words.ts` makes them last, and `mends.ts` the repairs; code that decides something about a
 * problem reads its parts.
 */
import type { Mnemonic } from "../isa/index.ts";
import type { Severity } from "../text/diagnostic.ts";
import type { Span } from "../text/span.ts";

/** The kinds of literals that an operand may hold. */
export type LiteralKind = "int" | "float" | "bool" | "count" | "pid" | "millis";

/** What is wrong; `kind` is the code of the diagnostic. */
export type ProblemCause =
  /** `nearest` is the instruction that the word may be meant for, `label` the name in a label written as `NAME:`. */
  | {
      readonly kind: "unknown-instruction";
      readonly word: string;
      /** The whole line without its comment. */
      readonly line: string;
      readonly nearest: string | undefined;
      readonly label: string | undefined;
    }
  /** The operand is `undefined` for a LABEL without a name. */
  | { readonly kind: "missing-operand"; readonly operation: Mnemonic; readonly operand: string }
  | { readonly kind: "missing-operand"; readonly operation: "LABEL"; readonly operand: undefined }
  /** What follows an instruction without operands; `removal` reaches from the instruction to its end. */
  | { readonly kind: "surplus-operand"; readonly word: string; readonly removal: Span }
  /** What follows the last operand. */
  | { readonly kind: "unexpected-text" }
  /** `example` is what a well-formed line looks like. */
  | { readonly kind: "unterminated-string"; readonly example: string }
  /** The places of the inner quotes. */
  | { readonly kind: "unescaped-quote"; readonly quotes: readonly Span[] }
  | { readonly kind: "unknown-escape"; readonly written: string }
  | { readonly kind: "unquoted-string"; readonly text: string }
  | { readonly kind: "blank-in-name"; readonly name: string }
  | {
      readonly kind:
        | "invalid-integer"
        | "invalid-float"
        | "invalid-boolean"
        | "invalid-count"
        | "invalid-pid";
      readonly operand: string;
      readonly expected: LiteralKind;
      readonly text: string;
    }
  | {
      readonly kind: "invalid-word";
      readonly operand: string;
      readonly text: string;
      readonly allowed: readonly string[];
      readonly nearest: string | undefined;
    }
  | { readonly kind: "invalid-pattern"; readonly text: string; readonly nearest: string | undefined }
  /** The name of a label could be read as an address. */
  | { readonly kind: "label-name"; readonly name: string }
  /** `plain` is the instruction that the word is another spelling of; `replaced` reaches over what is ignored. */
  | { readonly kind: "alias"; readonly word: string; readonly plain: string; readonly replaced: Span }
  | { readonly kind: "duplicate-label"; readonly name: string; readonly first: Span }
  | { readonly kind: "unknown-label"; readonly name: string; readonly nearest: string | undefined }
  /** `length` is the number of instructions. */
  | { readonly kind: "address-out-of-range"; readonly text: string; readonly length: number }
  | { readonly kind: "nested-label-try" }
  | { readonly kind: "try-without-catch" }
  | { readonly kind: "try-without-end" };

export type ProblemKind = ProblemCause["kind"];

/** A problem of a kind. */
export type CauseOf<K extends ProblemKind, C = ProblemCause> = C extends ProblemCause
  ? K extends C["kind"]
    ? C
    : never
  : never;

export interface AsmProblem {
  readonly cause: ProblemCause;
  readonly span: Span;
}

/** How serious each kind is. An error leaves its line without an instruction, so there is no program. */
export const SEVERITY: { readonly [K in ProblemKind]: Severity } = {
  "unknown-instruction": "error",
  "missing-operand": "error",
  "surplus-operand": "warning",
  "unexpected-text": "error",
  "unterminated-string": "error",
  "unescaped-quote": "warning",
  "unknown-escape": "warning",
  "unquoted-string": "warning",
  "blank-in-name": "warning",
  "invalid-integer": "error",
  "invalid-float": "error",
  "invalid-boolean": "error",
  "invalid-count": "error",
  "invalid-pid": "error",
  "invalid-word": "error",
  "invalid-pattern": "error",
  "label-name": "error",
  alias: "hint",
  "duplicate-label": "error",
  "unknown-label": "error",
  "address-out-of-range": "error",
  "nested-label-try": "error",
  "try-without-catch": "error",
  "try-without-end": "error",
};

export function isError({ cause }: AsmProblem): boolean {
  return SEVERITY[cause.kind] === "error";
}
