/**
 * Functions that engines do not compile into generated code.
 *
 * An engine compiles small functions into those that call them. What units do once a slice, or once a run, would be compiled again with
 * each unit, which takes longer than all the calls that it saves.
 */

/** The function behind a proxy, into which engines do not look. A call takes some nanoseconds more. */
export function outOfLine<F extends (...values: never[]) => unknown>(run: F): F {
  return new Proxy(run, {});
}
