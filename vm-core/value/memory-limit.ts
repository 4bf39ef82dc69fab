/**
 * Texts that may become too long to hold.
 *
 * A value that holds one list many times is small, and what is written of it is not: so who writes values asks
 * here, and gets a fault where memory would end.
 */

import { Fault } from "./callable.ts";
import { effort } from "./effort.ts";
import { Pace, type Portions } from "./work.ts";

/** Characters that are written of one list or object at most, in UTF-16 code units. */
export const LONGEST_WRITTEN = 2 ** 26;
/** UTF-16 code units in one string: what every JavaScript engine in use can hold. */
export const LONGEST_TEXT = 2 ** 29 - 25;

/** The fault of a program that has reached its memory limit. */
export function memoryLimit(): Fault {
  return new Fault("ResourceLimit", "Resource limit reached: memory");
}

export function isMemoryLimit({ kind, message }: Fault): boolean {
  return kind === "ResourceLimit" && message === memoryLimit().message;
}

/** A text that may be too long for a string: the engine, or a `Writer`, says so with a RangeError. */
export function textWithinMemory<T extends string | Fault>(compute: () => T): T | Fault {
  try {
    return compute();
  } catch (error) {
    if (error instanceof RangeError) return memoryLimit();
    throw error;
  }
}

/** As `textWithinMemory`, of a text that is made in portions. */
export function* portionsWithinMemory<T>(portions: Portions<T>): Portions<T | Fault> {
  try {
    return yield* portions;
  } catch (error) {
    if (error instanceof RangeError) return memoryLimit();
    throw error;
  }
}

/** Characters that are put together at once. */
const FLUSHED = 2 ** 19;

/** Characters of a piece that are added at once by who works in portions. */
export const ADDED = 2 ** 14;

/** Puts pieces together. */
export class TextWriter {
  private text = "";
  private pieces: string[] = [];
  /** In UTF-16 code units. */
  length = 0;

  private flushed = 0;

  constructor(private readonly longest = LONGEST_WRITTEN) {}

  /** Throws a RangeError when the text becomes too long. */
  add(piece: string): void {
    this.length += piece.length;
    effort.spent += piece.length;
    if (this.length > this.longest) throw new RangeError("Invalid string length");
    this.pieces.push(piece);
    // Many small pieces take far more memory than their text.
    if (this.pieces.length >= 4096 || this.length - this.flushed >= FLUSHED) this.flush();
  }

  /** Adds a piece of any length, in portions; one that is no longer than `ADDED` is added faster at once. */
  *adding(piece: string, pace = new Pace()): Portions<void> {
    for (let start = 0; start < piece.length; start += ADDED) {
      this.add(piece.slice(start, start + ADDED));
      if (pace.isOver()) yield this.length;
    }
  }

  finish(): string {
    this.flush();
    return this.text;
  }

  private flush(): void {
    this.text += this.pieces.join("");
    this.flushed = this.length;
    this.pieces = [];
  }
}
