/** Something that a run may not do, thrown where it is found out on the way. */
import type { Fault } from "../index.ts";

export class Refusal extends Error {
  constructor(readonly fault: Fault) {
    super(fault.message);
  }
}
