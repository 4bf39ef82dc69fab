/**
 * A snapshot: all there is to know about one version of one document, in assembly or in Lisp.
 *
 * Invariant: immutable; made by `analyze` alone, so the server and the debugger can never disagree.
 */
import type { AsmSyntax } from "../asm/syntax.ts";
import type { Datum, Inclusion, LispComment, LispSymbols } from "../lisp/index.ts";
import type { Rewrite } from "../optimize/index.ts";
import type { Program } from "../program/program.ts";
import type { Diagnostic } from "../text/diagnostic.ts";
import type { LineIndex } from "../text/line-index.ts";
import type { Symbols } from "./symbols.ts";

/** All that is known about one version of a text. */
export type Snapshot = SnapshotOf[LanguageId];

/** The languages, and the snapshots of their documents. */
export interface SnapshotOf {
  readonly asm: AsmSnapshot;
  readonly lisp: LispSnapshot;
}

export type LanguageId = keyof SnapshotOf;

/** The snapshot of an assembly text. */
export interface AsmSnapshot extends AnySnapshot {
  readonly language: "asm";
  readonly syntax: AsmSyntax;
  readonly symbols: Symbols;
}

/** The snapshot of a Lisp text. */
export interface LispSnapshot extends AnySnapshot {
  readonly language: "lisp";
  readonly syntax: LispSyntax;
  readonly symbols: LispSymbols;
}

export interface LispSyntax {
  readonly language: "lisp";
  /** The top-level forms, those among them that are never closed. */
  readonly forms: readonly Datum[];
  readonly comments: readonly LispComment[];
}

interface AnySnapshot {
  readonly uri: string;
  readonly version: number;
  readonly text: string;
  readonly lines: LineIndex;
  /** What reading the text has found, ordered by place: why there is no program, and what is doubtful in how it is written. */
  readonly problems: readonly Diagnostic[];
  /** Those problems that are known soonest: all but what generating code finds. */
  readonly earlyProblems: readonly Diagnostic[];
  /**
   * The problems and what the verifier finds, ordered by place; the verifier looks when somebody asks first. Hints of the
   * optimizer are not among them: see `rewrites`.
   */
  readonly diagnostics: readonly Diagnostic[];
  /** Absent when lexing, parsing or assembling failed. Findings of the verifier never withhold it. */
  readonly program: Program | undefined;
  /** The files that were included, or would have been. */
  readonly inclusions: readonly Inclusion[];
  /** What the optimizer would change. */
  readonly rewrites: readonly Rewrite[];
}
