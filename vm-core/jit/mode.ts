/** When code is compiled, when that is given up, and what units and those who enter them agree on. */

/** When code is compiled: when it is hot, or when it is reached. */
export type JitMode = "auto" | "always";

/** How often control gets to an entry before it is compiled. */
export const HOT = 1_000;
/** How many times more often where another unit contains it. */
export const SPREAD = 16;
/** Instructions of a run before anything is compiled. */
export const WARM = 50_000;
/** Instructions of a run after which it may become warm: as many as its first slice has, and many runs end in that. */
export const LUKEWARM = 1_000;
/** How often control gets to a hot entry that could not be compiled yet until that is asked again. */
export const PATIENCE = 50;
/** How deep generated code calls itself, where functions are small: the host's stack is finite. */
export const DEEPEST = 800;
/**
 * Slices one by one after something was compiled: so generated code is left at many places before engines optimize it, and they
 * do not have to do that again.
 */
export const SETTLING = 30;
/** Instructions that a unit executes on average when it is worth entering. */
export const WORTH = 4;
/** After how many entries code is looked at. */
export const LOOKED_AT = 200;
/** How often code is compiled at most. */
export const MOST_COMPILED = 10;
/** Values of the stack at the entry that a unit may take. */
export const MOST_TAKEN = 16;
/** What a unit returns whose guards do not hold for the process; nothing has been done then. */
export const MISFIT = -21;
