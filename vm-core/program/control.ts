/**
 * What decides where control can go in a Program, as one object for all Programs in which that is the same.
 *
 * Invariant: Programs with one Control have code of the same length, and the same labels; at each address they have the same
 * instruction, or instructions after which control goes to the next one and that name no code (`isStraight`). So what is found
 * from nothing else is found once for all of them: an edit inside of a function mostly leaves it as it is.
 */
import type { Instruction, Program } from "./program.ts";

export interface ProgramControl {
  readonly is: "control";
}

/** The Control of a Program: its own, unless it was said to have that of another. */
export function controlOf(program: Program): ProgramControl {
  let control = FOUND.get(program);
  if (control === undefined) FOUND.set(program, (control = { is: "control" }));
  return control;
}

/** Says that a Program has the Control of another one, before anybody asks for it. */
export function shareControl(control: ProgramControl, program: Program): void {
  FOUND.set(program, control);
}

const FOUND = new WeakMap<Program, ProgramControl>();

/** Something that is found of a Program by its Control, once for each. */
export function oncePerControl<T>(find: (program: Program) => T): (program: Program) => T {
  const known = new WeakMap<ProgramControl, { readonly value: T }>();
  return (program) => {
    const control = controlOf(program);
    let found = known.get(control);
    if (found === undefined) known.set(control, (found = { value: find(program) }));
    return found.value;
  };
}

/**
 * Something that depends on straight code, too: found again for a Control when, at some address, an instruction is not the same
 * to it as the one before.
 */
export function keptPerControl<T>(
  find: (program: Program) => T,
  isSame: (before: Instruction, now: Instruction) => boolean,
): (program: Program) => T {
  const known = new WeakMap<ProgramControl, { readonly code: Program["code"]; readonly value: T }>();
  return (program) => {
    const control = controlOf(program);
    const { code } = program;
    const before = known.get(control);
    if (before?.code === code) return before.value;
    const isKept = before?.code.every((one, address) => one === code[address] || isSame(one, code[address]));
    const value = before !== undefined && isKept === true ? before.value : find(program);
    // The code of the version before is not needed any more.
    known.set(control, { code, value });
    return value;
  };
}
