/** What the machine keeps of each unit. */
import type { LoadedModule } from "../run/code-space.ts";
import type { KnownTypes } from "./atom.ts";
import type { UnitCode } from "./compile.ts";

/** A unit: code that is entered at one address. */
export interface Unit {
  readonly address: number;
  readonly module: LoadedModule;
  code: UnitCode | null;
  known: KnownTypes;
  compiled: number;
  isStale: boolean;
  /** Whether it may hand over to the form of its function that is called: not where a frame did not fit. */
  mayHandOver: boolean;
  /** Since it was last looked at whether it is worth entering. */
  entered: number;
  executed: number;
  /** How often control comes by before it is entered again, once it rests. */
  pause: number;
}

/** What a unit has that was not entered yet. */
export const UNUSED = {
  compiled: 0,
  isStale: false,
  mayHandOver: true,
  entered: 0,
  executed: 0,
  pause: 1_000,
};

/** Has a unit compiled anew although nothing was unexpected in it. */
export function makeAnew(unit: Unit): void {
  if (unit.isStale) return;
  unit.isStale = true;
  unit.compiled--;
}
