/**
 * A finding of the verifier as data: what is wrong, where, and the way that leads there.
 *
 * Invariant: no words. They are made last, for assembly in `words.ts`, for Lisp in `analyze/lisp-words.ts`; whoever decides
 * something about a finding reads its parts.
 */
import type { Mnemonic } from "../isa/index.ts";
import type { Fix, Severity } from "../text/diagnostic.ts";
import type { Span } from "../text/span.ts";
import type { FaultKind } from "../value/callable.ts";

/** Code by the label at its first address, or by that address alone; `top-level` for that of the program. */
export type NamedCode = { readonly label: string | undefined; readonly address: number } | "top-level";

/** A set of types, as bits of `TYPE`. */
type Types = number;

/** Why an instruction faults on its operands. */
export type Mismatch =
  /** Something else than a function is called. */
  | { readonly is: "callee"; readonly got: Types }
  | { readonly is: "argument-list"; readonly got: Types }
  | { readonly is: "argument-count"; readonly passed: number; readonly taken: number }
  /** Values that cannot be compared with each other; deepest first, as `operands`. */
  | { readonly is: "comparison"; readonly got: readonly Types[] }
  | { readonly is: "operands"; readonly wanted: readonly Types[]; readonly got: readonly Types[] }
  /** The types fit, the values do not. */
  | { readonly is: "values" };

/** Why a target written as a number is probably wrong. */
export type Misplacement =
  | { readonly is: "end" }
  | { readonly is: "beside-catch" }
  | { readonly is: "inside"; readonly code: NamedCode }
  /** Some label is meant, which is at another address. */
  | { readonly is: "label"; readonly label: string; readonly address: number };

/** What is wrong; `kind` is the code of the diagnostic. */
export type FindingCause =
  | {
      readonly kind: "stack-underflow";
      readonly operation: Mnemonic;
      readonly needed: number;
      readonly depth: number;
    }
  /** `least` is the least depth with which some path leads there. */
  | {
      readonly kind: "possible-stack-underflow";
      readonly operation: Mnemonic;
      readonly needed: number;
      readonly least: number;
    }
  | { readonly kind: "return-at-top-level"; readonly operation: Mnemonic }
  | { readonly kind: "undefined-variable"; readonly name: string }
  | { readonly kind: "possibly-undefined-variable"; readonly name: string }
  | { readonly kind: "division-by-zero"; readonly operation: Mnemonic }
  /** The types fit, and another fault than of types or a division is raised. */
  | { readonly kind: "certain-fault"; readonly operation: Mnemonic; readonly fault: FaultKind }
  | { readonly kind: "type-mismatch"; readonly operation: Mnemonic; readonly mismatch: Mismatch }
  /** The code reads names that a use does not give (`missing`), or does not read some that it gives (`surplus`). */
  | {
      readonly kind: "argument-mismatch";
      readonly operation: Mnemonic;
      readonly code: NamedCode;
      readonly problem: "missing" | "surplus";
      readonly names: readonly string[];
    }
  | { readonly kind: "endless-loop"; readonly because: "no-way-out" | "no-change" }
  | { readonly kind: "falls-into-function"; readonly code: NamedCode; readonly isTopLevel: boolean }
  | { readonly kind: "misplaced-target"; readonly target: number; readonly problem: Misplacement }
  | { readonly kind: "unanswered-receive"; readonly operation: Mnemonic; readonly isAnythingSent: boolean }
  | {
      readonly kind: "unbalanced-try";
      readonly problem: "nothing-open" | "opened-each-turn" | "open-on-one-path" | "never-closed";
    }
  | { readonly kind: "uneven-join"; readonly at: "loop" | "join"; readonly values: number }
  | { readonly kind: "uneven-result"; readonly at: "join" | "return"; readonly values: number }
  | { readonly kind: "unreachable-code"; readonly count: number }
  | { readonly kind: "unused-label"; readonly name: string }
  | { readonly kind: "unused-store"; readonly name: string };

/** What a place on the way to a finding, or beside it, is. */
export type StepPlace =
  | { readonly is: "function-made" | "function-called" | "function-start" | "function-use" }
  | { readonly is: "jump"; readonly operation: Mnemonic }
  | { readonly is: "fault" | "first-path" | "second-path" | "loop-start" | "meeting" | "still-open" }
  /** The other path, with `more` values than the first, or fewer where it is negative. */
  | { readonly is: "uneven-path"; readonly more: number }
  | { readonly is: "address"; readonly address: number }
  | { readonly is: "use"; readonly operation: Mnemonic; readonly names: readonly string[] }
  | { readonly is: "lower-return"; readonly values: number };

export interface PathStep {
  readonly span: Span;
  readonly step: StepPlace;
}

export interface Finding {
  readonly severity: Severity;
  readonly cause: FindingCause;
  readonly span: Span;
  /** In the order in which a run comes by. */
  readonly path: readonly PathStep[];
  /** The editor draws it faded. */
  readonly isUnnecessary?: boolean;
  readonly fixes?: readonly Fix[];
}

export function finding(
  severity: Severity,
  cause: FindingCause,
  span: Span,
  path: readonly PathStep[] = [],
): Finding {
  return { severity, cause, span, path };
}

/** A step of a path whose place is the instruction at an address. */
export interface PlacedStep {
  readonly address: number;
  readonly step: StepPlace;
}

/**
 * A finding in the code of one function, whose places are addresses, so that it can be kept when the code moves. Its path is
 * the one that leads to a block, and further steps.
 */
export interface Placed {
  readonly severity: Severity;
  readonly cause: FindingCause;
  readonly address: number;
  /** The address of the block that the path leads to. */
  readonly block: number;
  readonly steps: readonly PlacedStep[];
}

export function placed(
  severity: Severity,
  cause: FindingCause,
  address: number,
  block: number,
  steps: readonly PlacedStep[] = NO_STEPS,
): Placed {
  return { severity, cause, address, block, steps };
}

const NO_STEPS: readonly PlacedStep[] = [];

/** A hint about what is not needed. */
export function unnecessary(cause: FindingCause, span: Span): Finding {
  return { severity: "hint", cause, span, path: [], isUnnecessary: true };
}
