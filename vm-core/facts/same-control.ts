/**
 * Says of the next version of a Program that control goes the same ways in it, where that is so: for front ends that make all code
 * anew and do not know what they have changed.
 *
 * Invariant: what `program/control.ts` demands of Programs with one Control has been compared, instruction by instruction.
 *
 * Bounded: the code of one version and its labels; no Program.
 */
import { controlOf, type ProgramControl, shareControl, shiftControl } from "../program/control.ts";
import { isStraight } from "../program/control-flow.ts";
import type { Instruction, Program } from "../program/program.ts";
import { type ChangedRow, shiftBetween } from "../program/shift-between.ts";
import { haveSameTargets, haveSameValues } from "./region-code.ts";
import { tally } from "./tally.ts";

export class FormerControl {
  private former: FormerCode | undefined;

  /** Takes the next version, before anybody asks for its Control. */
  continueIn(program: Program): void {
    const { former } = this;
    if (former === undefined || !isSharedBy(former, program)) tally.controls++;
    this.keep(program);
  }

  /** The same, for Programs without holes: where instructions were put in or taken out, what is known is moved on. */
  continueOrShiftIn(program: Program): void {
    const { former } = this;
    if (former === undefined || !(isSharedBy(former, program) || isShiftedTo(former, program)))
      tally.controls++;
    this.keep(program);
  }

  private keep(program: Program): void {
    const { code, labels } = program;
    this.former = { code, labels, control: controlOf(program) };
  }
}

type FormerCode = Pick<Program, "code" | "labels"> & { readonly control: ProgramControl };

function isSharedBy(former: FormerCode, program: Program): boolean {
  const { code, labels } = program;
  const isShared = haveSameLabels(former.labels, labels) && goesSameWays(former.code, code);
  if (isShared) shareControl(former.control, program);
  return isShared;
}

function isShiftedTo({ code, labels, control }: FormerCode, program: Program): boolean {
  if (code.length === program.code.length) return false;
  const before: Program = { code, labels, files: program.files };
  shareControl(control, before);
  const shift = shiftBetween(before, program, changedRow(code, program.code));
  if (shift !== undefined) shiftControl(before, program, shift);
  return shift !== undefined;
}

/** What is between the instructions at both ends that are the same, wherever they lead. */
function changedRow(old: Program["code"], now: Program["code"]): ChangedRow {
  const isSame = (a: number, b: number) => old[a] === now[b] || haveSameValues(old[a], now[b]);
  const most = Math.min(old.length, now.length);
  let at = 0;
  while (at < most && isSame(at, at)) at++;
  let [end, nowEnd] = [old.length, now.length];
  while (end > at && nowEnd > at && isSame(end - 1, nowEnd - 1)) {
    end--;
    nowEnd--;
  }
  return { at, removed: end - at, added: nowEnd - at };
}

function haveSameLabels(a: Program["labels"], b: Program["labels"]): boolean {
  if (a === b) return true;
  if (a.size !== b.size) return false;
  const others = b.entries();
  for (const [name, address] of a) {
    const [other, otherAddress] = others.next().value as [string, number];
    if (address !== otherAddress || name !== other) return false;
  }
  return true;
}

function goesSameWays(a: Program["code"], b: Program["code"]): boolean {
  if (a.length !== b.length) return false;
  for (let address = 0; address < a.length; address++) {
    const [one, other] = [a[address], b[address]];
    if (one !== other && !areAlike(one, other)) return false;
  }
  return true;
}

function areAlike(one: Instruction, other: Instruction): boolean {
  if (isStraight(one) && isStraight(other)) return true;
  return haveSameValues(one, other) && haveSameTargets(one, other, (address) => address);
}
