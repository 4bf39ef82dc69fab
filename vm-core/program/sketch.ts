/**
 * A sketch: what can be said about the code of a text that has mistakes. Lines that give no instruction are holes.
 *
 * Invariant: no Program, so nothing can run it. An address is an index into `lines`; every address in an operand of an
 * instruction is in range.
 */
import type { Span } from "../text/span.ts";
import type { Instruction, SourceFile } from "./program.ts";

/** A line of which it is not known what it does. */
export interface Hole {
  readonly op: undefined;
  readonly span: Span;
  /** Whether it opens a handler, as far as can be told: what faults after it may be meant to. */
  readonly opensHandler: boolean;
}

export interface Sketch {
  readonly lines: readonly (Instruction | Hole)[];
  /** The addresses of the holes, in order. */
  readonly holes: readonly number[];
  readonly labels: ReadonlyMap<string, number>;
  readonly file: SourceFile;
  /** Where holes may lead: whatever has a label, or is named by a line that cannot be read, and the holes themselves. */
  readonly entries: readonly number[];
  /** The variables that holes may store; undefined for any, since one may be an import. */
  readonly mayStore: ReadonlySet<string> | undefined;
}
