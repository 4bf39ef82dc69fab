/** A part of a program that starts many processes. */

/**
 * Starts `count` processes that execute what is from a label, one after the other. The variable `left` says how many are
 * still to be started: a process finds there its own number, which counts down.
 */
export function startMany(count: number, label: string): string {
  return `PUSH_INT ${count}
STORE left
LABEL start_${label}
MAKE_FUNCTION ${label}
SPAWN
POP
LOAD left
PUSH_INT 1
SUB
DUP
STORE left
JNZ start_${label}
`;
}
