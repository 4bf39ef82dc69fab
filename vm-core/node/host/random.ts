/** Requests of the random group: bits from the system's generator. */
import { randomBytes } from "node:crypto";
import { normalInt } from "../../index.ts";
import type { Performers } from "./performers.ts";

export const RANDOM: Performers<"random"> = {
  random: () => normalInt(randomBytes(8).readBigInt64LE()),
};
