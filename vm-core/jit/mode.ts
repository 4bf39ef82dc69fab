/** When code is compiled, and when that is given up. */

/** When code is compiled: when it is hot, or when it is reached. */
export type JitMode = "auto" | "always";

/** After how many entries code is looked at. */
export const LOOKED_AT = 200;
/** How often code is compiled at most. */
export const MOST_COMPILED = 10;
