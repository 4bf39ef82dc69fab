/**
 * Calls that engines do not compile into who makes them.
 *
 * An engine compiles small functions into those that call them. What each unit calls once a slice would be compiled again with each
 * unit; a unit would be compiled again into the machine that enters it, and that anew when another one is entered. Both take longer
 * than all the calls that they save.
 */

type Called<A, R> = (argument: A) => R;

/** Calls a function. */
export const callOutOfLine = <A, R>(run: Called<A, R>, argument: A): R => run(argument);

/** So many that an engine notes none of them where they are called. */
const MANY: readonly Called<number, number>[] = [
  (n) => n,
  (n) => n + 1,
  (n) => n + 2,
  (n) => n + 3,
  (n) => n + 4,
  (n) => n + 5,
];
/** Calls of each, until engines note what they see. */
const ROUNDS = 50;
for (let round = 0; round < ROUNDS; round++) for (const run of MANY) callOutOfLine(run, round);
