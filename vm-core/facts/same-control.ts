/**
 * Says of the next version of a Program that control goes the same ways in it, where that is so: for front ends that make all code
 * anew and do not know what they have changed.
 *
 * Invariant: what `program/control.ts` demands of Programs with one Control has been compared, instruction by instruction.
 *
 * Bounded: the code of one version and its labels; no Program.
 */
import { controlOf, type ProgramControl, shareControl } from "../program/control.ts";
import { isStraight } from "../program/control-flow.ts";
import type { Instruction, Program } from "../program/program.ts";
import { haveSameTargets, haveSameValues } from "./region-code.ts";
import { tally } from "./tally.ts";

export class FormerControl {
  private former: (Pick<Program, "code" | "labels"> & { readonly control: ProgramControl }) | undefined;

  /** Takes the next version, before anybody asks for its Control. */
  continueIn(program: Program): void {
    const { code, labels } = program;
    const { former } = this;
    if (former !== undefined && haveSameLabels(former.labels, labels) && goesSameWays(former.code, code)) {
      shareControl(former.control, program);
    } else tally.controls++;
    this.former = { code, labels, control: controlOf(program) };
  }
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
