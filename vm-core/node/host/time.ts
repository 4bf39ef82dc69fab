/** Requests of the time group. */
import { normalInt } from "../../index.ts";
import type { Performers } from "./performers.ts";

export const TIME: Performers<"clock" | "monotonic"> = {
  clock: ({ unit }) => (unit === "seconds" ? Math.floor(Date.now() / 1000) : Date.now()),
  monotonic: () => normalInt(process.hrtime.bigint()),
};
