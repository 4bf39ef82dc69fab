/** Requests of the time group. */
import { setTimeout as sleep } from "node:timers/promises";
import { normalInt } from "../../index.ts";
import type { Performers } from "./performers.ts";

/** A timer counts at most this far. */
const LONGEST = 2 ** 31 - 1;

export const TIME: Performers<"sleep" | "clock" | "monotonic"> = {
  sleep: async ({ milliseconds }, { closing }) => {
    const until = performance.now() + milliseconds;
    for (let left = milliseconds; left > 0 && !closing.aborted; left = until - performance.now()) {
      await sleep(Math.min(Math.ceil(left), LONGEST), undefined, { signal: closing }).catch(() => {});
    }
    return undefined;
  },
  clock: ({ unit }) => (unit === "seconds" ? Math.floor(Date.now() / 1000) : Date.now()),
  monotonic: () => normalInt(process.hrtime.bigint()),
};
