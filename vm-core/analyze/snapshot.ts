/**
 * A snapshot: all there is to know about one version of one document.
 *
 * Invariant: immutable; made by `analyze` alone, so the server and the debugger can never disagree.
 */
import type { AsmSyntax } from "../asm/syntax.ts";
import type { Rewrite } from "../optimize/index.ts";
import type { Program } from "../program/program.ts";
import type { Diagnostic } from "../text/diagnostic.ts";
import type { LineIndex } from "../text/line-index.ts";
import type { Symbols } from "./symbols.ts";

export interface Snapshot {
  readonly uri: string;
  readonly version: number;
  readonly text: string;
  readonly lines: LineIndex;
  readonly syntax: AsmSyntax;
  readonly symbols: Symbols;
  /** Ordered by place. Hints of the optimizer are not among them: see `rewrites`. */
  readonly diagnostics: readonly Diagnostic[];
  /** Absent when lexing, parsing or assembling failed. Findings of the verifier never withhold it. */
  readonly program: Program | undefined;
  /** What the optimizer would change. */
  readonly rewrites: readonly Rewrite[];
}
