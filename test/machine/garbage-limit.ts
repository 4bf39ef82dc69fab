/** What a test says of how much garbage may wait, and as much as there is of everything else. */
import type { GarbageLimit } from "../../vm-core/run/host-memory.ts";

export function garbageLimit(said: Partial<GarbageLimit>): GarbageLimit {
  return {
    most: Number.POSITIVE_INFINITY,
    onlyWhenFull: false,
    collect: () => undefined,
    limitYoung: () => undefined,
    resident: () => 0,
    mostResident: Number.POSITIVE_INFINITY,
    muchResident: Number.POSITIVE_INFINITY,
    hurry: () => undefined,
    ...said,
  };
}
