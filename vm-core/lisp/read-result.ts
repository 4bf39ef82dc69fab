/** What reading a Lisp text gives. */
import type { Datum, LispComment, ListDatum } from "./datum.ts";
import type { LocatedProblem } from "./problem.ts";

/** A form of the top level in parentheses that nothing is wrong with: it is the same wherever the same is written. */
export interface ReadForm {
  readonly datum: ListDatum;
  /** The comments in it. */
  readonly comments: readonly LispComment[];
  /** The names in it that decide how control goes. */
  readonly names: readonly string[];
  /** A parenthesis is opened in the first column. */
  readonly hasLineStart: boolean;
}

/** Gives the form that begins at an offset, where that is known. */
export type FormAt = (start: number) => ReadForm | undefined;

export interface ReadResult {
  /** The top-level forms that are whole, in order. */
  readonly forms: readonly Datum[];
  /** Top-level forms that are never closed, up to where they were given up. */
  readonly unclosed: readonly Datum[];
  readonly comments: readonly LispComment[];
  readonly found: readonly LocatedProblem[];
  /** The names in all of them that decide how control goes. */
  readonly names: ReadonlySet<string>;
  /** A datum that is dropped at the top level has a parenthesis in the first column, or is one. */
  readonly dropsLineStart: boolean;
  /** Forms of the top level that can be kept, in order. */
  readonly whole: readonly ReadForm[];
}
