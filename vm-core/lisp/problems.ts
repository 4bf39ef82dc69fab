/**
 * What the analyser finds wrong with a program.
 *
 * Invariant: nothing is said about the parts of a form that is itself reported: those are looked at for their names.
 */
import type { Span } from "../text/span.ts";
import { found, type LispProblem, type LocatedProblem } from "./problem.ts";

const MOST = 100;

export class Problems {
  readonly found: LocatedProblem[] = [];
  /** Forms that the reader has reported, in order; none lies in another. */
  unclosed: readonly Span[] = [];
  /** How much there was to report, said or not. */
  count = 0;
  private malformed = 0;

  /** More would not be reported. */
  get isFull(): boolean {
    return this.found.length >= MOST;
  }

  /** Whether the parts of a malformed form are looked at. */
  get isExploring(): boolean {
    return this.malformed > 0;
  }

  report(problem: LispProblem, span: Span): void {
    this.count++;
    if (!this.isFull && !this.isQuiet(span)) this.found.push(found(problem, span));
  }

  /** Looks at the parts of a malformed form. */
  explore(work: () => void): void {
    this.malformed++;
    work();
    this.malformed--;
  }

  /** Whether nothing is reported at a place. */
  isQuiet({ start }: Span): boolean {
    if (this.isExploring) return true;
    let low = 0;
    let high = this.unclosed.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.unclosed[middle].end < start) low = middle + 1;
      else high = middle;
    }
    return low < this.unclosed.length && this.unclosed[low].start <= start;
  }
}
