/** Requests of the time group. */
import { normalInt } from "../../index.ts";
import type { AtEnd } from "./at-end.ts";
import type { Performers } from "./performers.ts";

/** A timer counts at most this far. */
const LONGEST = 2 ** 31 - 1;

export const TIME: Performers<"sleep" | "clock" | "monotonic"> = {
  sleep: async ({ milliseconds }, { closing, atEnd }) => {
    const until = performance.now() + milliseconds;
    for (let left = milliseconds; left > 0 && !closing.aborted; left = until - performance.now()) {
      await timePasses(Math.min(Math.ceil(left), LONGEST), atEnd);
    }
    return undefined;
  },
  clock: ({ unit }) => (unit === "seconds" ? Math.floor(Date.now() / 1000) : Date.now()),
  monotonic: () => normalInt(process.hrtime.bigint()),
};

/** Resolves after a time in milliseconds, or when the run ends. */
function timePasses(milliseconds: number, atEnd: AtEnd): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      forget();
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    const forget = atEnd(end);
  });
}
