/**
 * Texts in generated code: a place that reads from them remembers the last one in which each position is an offset.
 *
 * Absent by design: texts in which positions are to be looked up, and long ones. The operators have an index of them.
 */
import { Fault } from "../value/callable.ts";
import { effort } from "../value/effort.ts";
import { isLongText, measuringEffort, scalarCount } from "../value/scalars.ts";
import { charAt, slice } from "../value/sequence.ts";
import type { Value } from "../value/value.ts";
import type { Ledger } from "./ledger.ts";

/** Code units of a remembered text at most: one that is equal, but another object, is compared each time. */
const LONGEST = 511;

export class TextPlace {
  /** A text of no more than `LONGEST` code units, each of them a character: reading from it counts as no effort. */
  text: string | undefined;

  constructor(private readonly ledger: Ledger) {}

  /**
   * The character of a text at an index; undefined where the interpreter is to execute the instruction. `left` is what is left of
   * the slice in front of it.
   */
  read(text: string, index: number, left: number): Value | undefined {
    if (!this.ledger.mayWalk(measuringEffort(text), left)) return undefined;
    this.remember(text);
    const before = effort.spent;
    const result = charAt(text, index);
    if (!(result instanceof Fault)) return result;
    effort.spent = before;
    return undefined;
  }

  /** The characters from one position up to another; undefined where the interpreter is to execute the instruction. */
  part(text: string, from: number, to: number, left: number): string | undefined {
    if (isLongText(text) || !this.ledger.mayWalk(2 * measuringEffort(text), left)) return undefined;
    this.remember(text);
    return slice(text, from, to) as string;
  }

  /** The number of characters of a text; −1 where the interpreter is to execute the instruction. */
  count(text: string, left: number): number {
    if (isLongText(text) || !this.ledger.mayWalk(measuringEffort(text), left)) return -1;
    this.remember(text);
    return scalarCount(text);
  }

  private remember(text: string): void {
    if (text.length <= LONGEST && scalarCount(text) === text.length) this.text = text;
  }
}
