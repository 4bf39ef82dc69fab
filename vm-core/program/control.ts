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
  /** The code of the version before: all else in it is as it was. */
  readonly code: Program["code"];
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
  controlOf(program).shifted = { from, shift, code: before.code };
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
  const moved = (program: Program, { shifted: change }: ProgramControl): T | undefined => {
    const before = change && shifted && known.get(change.from);
    if (before === undefined || change === undefined) return undefined;
    known.delete(change.from);
    return shifted?.(before.value, change.shift, program);
  };
  return (program) => {
    const control = controlOf(program);
    let found = known.get(control);
    if (found === undefined)
      known.set(control, (found = { value: moved(program, control) ?? find(program) }));
    return found.value;
  };
}

/**
 * Something that depends on straight code, too: found again for a Control when, at some address, an instruction is not the same
 * to it as the one before. Of a shift all instructions are looked at that have changed.
 */
export function keptPerControl<T>(
  find: (program: Program) => T,
  isSame: (before: Instruction, now: Instruction) => boolean,
  shifted?: { readonly isNothing: (instruction: Instruction) => boolean; readonly found: ShiftFound<T> },
): (program: Program) => T {
  const known = new WeakMap<ProgramControl, { readonly code: Program["code"]; readonly value: T }>();
  const moved = (program: Program, { shifted: change }: ProgramControl): T | undefined => {
    const before = change && shifted && known.get(change.from);
    if (before === undefined || change === undefined || shifted === undefined) return undefined;
    known.delete(change.from);
    const { isNothing, found } = shifted;
    const isKept =
      isSameWithin(change.shift, before.code, program.code, isSame, isNothing) &&
      (before.code === change.code || isSameBeside(change.shift, before.code, program.code, isSame));
    return isKept ? found(before.value, change.shift, program) : undefined;
  };
  return (program) => {
    const control = controlOf(program);
    const { code } = program;
    const before = known.get(control);
    if (before?.code === code) return before.value;
    let value: T | undefined;
    if (before === undefined) value = moved(program, control);
    else if (isSameCode(before.code, code, isSame)) value = before.value;
    value ??= find(program);
    // The code of the version before is not needed any more.
    known.set(control, { code, value });
    return value;
  };
}

function isSameCode(
  before: Program["code"],
  now: Program["code"],
  isSame: (before: Instruction, now: Instruction) => boolean,
): boolean {
  for (let address = 0; address < now.length; address++)
    if (before[address] !== now[address] && !isSame(before[address], now[address])) return false;
  return true;
}

/** Whether what has changed in a shift is nothing, but for the instruction that is kept. */
function isSameWithin(
  { at, removed, added, keeps }: Shift,
  before: Program["code"],
  now: Program["code"],
  isSame: (before: Instruction, now: Instruction) => boolean,
  isNothing: (instruction: Instruction) => boolean,
): boolean {
  const first = keeps === "first" ? at + 1 : at;
  const less = keeps === "last" ? 1 : 0;
  for (let address = first; address < at + removed - less; address++)
    if (!isNothing(before[address])) return false;
  for (let address = first; address < at + added - less; address++)
    if (!isNothing(now[address])) return false;
  if (keeps === "none") return true;
  const [kept, there] = keeps === "first" ? [at, at] : [at + removed - 1, at + added - 1];
  return isSame(before[kept], now[there]);
}

/** Whether all instructions beside a shift are the same to it. */
function isSameBeside(
  { at, removed, added }: Shift,
  before: Program["code"],
  now: Program["code"],
  isSame: (before: Instruction, now: Instruction) => boolean,
): boolean {
  const by = added - removed;
  for (let address = 0; address < before.length; address++) {
    if (address === at) address += removed;
    if (address >= before.length) break;
    const there = now[address < at ? address : address + by];
    if (before[address] !== there && !isSame(before[address], there)) return false;
  }
  return true;
}
