/**
 * What decides where control can go in a Program, as one object for all Programs in which that is the same.
 *
 * Invariant: Programs with one Control have code of the same length, and the same labels; at each address they have the same
 * instruction, or instructions after which control goes to the next one and that name no code (`isStraight`). So what is found
 * from nothing else is found once for all of them: an edit inside of a function mostly leaves it as it is.
 */
import type { Instruction, Program } from "./program.ts";
import type { Shift } from "./shift.ts";

export interface ProgramControl {
  readonly is: "control";
  /** The Control of the version before, where that differs by a shift. */
  shifted: ShiftedControl | undefined;
}

interface ShiftedControl {
  readonly from: ProgramControl;
  readonly shift: Shift;
}

/** The Control of a Program: its own, unless it was said to have that of another. */
export function controlOf(program: Program): ProgramControl {
  let control = FOUND.get(program);
  if (control === undefined) FOUND.set(program, (control = { is: "control", shifted: undefined }));
  return control;
}

/** Says that a Program has the Control of another one, before anybody asks for it. */
export function shareControl(control: ProgramControl, program: Program): void {
  FOUND.set(program, control);
}

/**
 * Says how the Control of a Program differs from that of the version before, before anybody asks for it. What is known of the
 * version before is moved on then.
 */
export function shiftControl(before: Program, program: Program, shift: Shift): void {
  const from = controlOf(before);
  from.shifted = undefined;
  controlOf(program).shifted = { from, shift };
}

const FOUND = new WeakMap<Program, ProgramControl>();

/** Says what is found in a Program, of what was found in the one before a shift, which is used up; undefined where it cannot. */
type ShiftFound<T> = (before: T, shift: Shift, program: Program) => T | undefined;

/** Something that is found of a Program by its Control, once for each. */
export function oncePerControl<T>(
  find: (program: Program) => T,
  shifted?: ShiftFound<T>,
): (program: Program) => T {
  const known = new WeakMap<ProgramControl, { readonly value: T }>();
  return (program) => {
    const control = controlOf(program);
    let found = known.get(control);
    if (found === undefined) {
      const value = movedFrom(known, control, (before, shift) => shifted?.(before.value, shift, program));
      known.set(control, (found = { value: value ?? find(program) }));
    }
    return found.value;
  };
}

/** What comes of what was known of the version before a shift, which is used up. */
function movedFrom<K, T>(
  known: WeakMap<ProgramControl, K>,
  { shifted }: ProgramControl,
  move: (before: K, shift: Shift) => T | undefined,
): T | undefined {
  const before = shifted && known.get(shifted.from);
  if (shifted === undefined || before === undefined) return undefined;
  known.delete(shifted.from);
  return move(before, shifted.shift);
}

/**
 * Something that depends on straight code, too: found again for a Control when, at some address, an instruction is not the same
 * to it as the one before. `shifted` moves it on where what has changed in a shift is nothing to it.
 */
export function keptPerControl<T>(
  find: (program: Program) => T,
  isSame: (before: Instruction, now: Instruction) => boolean,
  isNothing?: (instruction: Instruction) => boolean,
  shifted?: ShiftFound<T>,
): (program: Program) => T {
  const known = new WeakMap<ProgramControl, { readonly code: Program["code"]; readonly value: T }>();
  return (program) => {
    const control = controlOf(program);
    const { code } = program;
    const before = known.get(control);
    if (before?.code === code) return before.value;
    const isKept = before?.code.every((one, address) => one === code[address] || isSame(one, code[address]));
    let value = isKept === true ? before?.value : undefined;
    if (before === undefined)
      value = movedFrom(known, control, (old, shift) =>
        isNothing !== undefined && shift.leavesSame(old.code, code, isSame, isNothing)
          ? shifted?.(old.value, shift, program)
          : undefined,
      );
    value ??= find(program);
    // The code of the version before is not needed any more.
    known.set(control, { code, value });
    return value;
  };
}
