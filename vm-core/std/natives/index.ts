/** All native functions by name. */
import type { Natives } from "../../run/native.ts";
import { LIST } from "./list.ts";
import { MATH } from "./math.ts";
import { STRING } from "./string.ts";
import { URL } from "./url.ts";
import { VALUE } from "./value.ts";
import { VECTOR } from "./vector.ts";

export const NATIVES: Natives = { ...MATH, ...STRING, ...LIST, ...URL, ...VALUE, ...VECTOR };

/** The same, for who imports functions alone. */
export function nativeFunctions(): Natives {
  return NATIVES;
}
