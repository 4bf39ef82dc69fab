/** When code is compiled, when that is given up, and what units and those who enter them agree on. */

/** When code is compiled: when it is hot, or when it is reached. */
export type JitMode = "auto" | "always";

/** After how many entries code is looked at. */
export const LOOKED_AT = 200;
/** How often code is compiled at most. */
export const MOST_COMPILED = 10;
/** Values of the stack at the entry that a unit may take. */
export const MOST_TAKEN = 16;
/** What a unit returns whose guards do not hold for the process; nothing has been done then. */
export const MISFIT = -21;
