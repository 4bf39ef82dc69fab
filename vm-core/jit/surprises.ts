/** Operands that were not of the types that generated code expected, by the address of their instruction. */
import type { Value } from "../value/value.ts";
import { typeOf } from "./types.ts";

/** Operands that were not as expected, after which a unit is compiled anew. */
const ENOUGH = 8;

interface Surprise {
  readonly types: number[];
  count: number;
}

export class Surprises {
  private readonly all = new Map<number, Surprise>();

  /** Whether there was one at an address. */
  has(address: number): boolean {
    return this.all.has(address);
  }

  /** The types that operands were seen to have at an address, once that is to be minded. */
  noted(address: number): readonly number[] | undefined {
    const surprise = this.all.get(address);
    return surprise === undefined || surprise.count < ENOUGH ? undefined : surprise.types;
  }

  /** Notes operands; true when code that expected others is to be made anew. */
  note(address: number, a: Value, b: Value | undefined): boolean {
    let surprise = this.all.get(address);
    if (surprise === undefined) {
      surprise = { types: [0, 0], count: 0 };
      this.all.set(address, surprise);
    }
    surprise.types[0] |= typeOf(a);
    if (b !== undefined) surprise.types[1] |= typeOf(b);
    surprise.count++;
    return surprise.count >= ENOUGH;
  }
}
