/** Requests of the time group. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Performers } from "./performers.ts";

export const TIME: Performers<"sleep"> = {
  sleep: async ({ milliseconds }) => {
    await sleep(milliseconds);
    return undefined;
  },
};
