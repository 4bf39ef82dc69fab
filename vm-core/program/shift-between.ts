/** Finds the shift between two Programs, where it is known that some instructions in a row are others. */
import { derived } from "../isa/derived.ts";
import { type Mnemonic, operandsOf } from "../isa/index.ts";
import { entryPoints, isStraight, straightCode } from "./control-flow.ts";
import { type Instruction, operandsByName, type Program } from "./program.ts";
import { Shift } from "./shift.ts";

/** Instructions in a row: where they are, how many they were, and how many they are. */
export type ChangedRow = Pick<Shift, "at" | "removed" | "added">;

/** Undefined where control may go other ways. All instructions but those that have changed are the same, but for addresses. */
export function shiftBetween(before: Program, now: Program, changed: ChangedRow): Shift | undefined {
  const { at, removed, added } = withoutSame(changed, before, now);
  // With the instruction in front of them, or the one after them: then it is certain where what begins there is now.
  const candidates = [
    new Shift(before.code, at, removed, added, "none"),
    new Shift(before.code, at - 1, removed + 1, added + 1, "first"),
    new Shift(before.code, at, removed + 1, added + 1, "last"),
  ];
  return candidates.find(
    (one) =>
      isStraightOn(one, before, now) &&
      haveShiftedLabels(one, before, now) &&
      haveShiftedTargets(one, before, now),
  );
}

/** Without the instructions at both ends that are there again; where those lead that lead somewhere is looked at later. */
function withoutSame(
  { at, removed, added }: ChangedRow,
  { code: old }: Program,
  { code }: Program,
): ChangedRow {
  let [start, end, nowEnd] = [at, at + removed, at + added];
  const isAgain = (a: number, b: number) =>
    !isStraight(old[a]) ? old[a].op === code[b].op : isSame(old[a], code[b]);
  while (start < end && start < nowEnd && isAgain(start, start)) start++;
  while (end > start && nowEnd > start && isAgain(end - 1, nowEnd - 1)) {
    end--;
    nowEnd--;
  }
  return { at: start, removed: end - start, added: nowEnd - start };
}

function isStraightOn({ at, removed, added }: Shift, before: Program, { code }: Program): boolean {
  if (at < 0 || removed === 0 || added === 0 || at + removed > before.code.length) return false;
  const [straight, entries] = [straightCode(before), entryPoints(before)];
  for (let address = at; address < at + removed; address++)
    if (straight[address] === 0 || (address > at && entries[address] === 1)) return false;
  for (let address = at; address < at + added; address++) if (!isStraight(code[address])) return false;
  return true;
}

function haveShiftedLabels(shift: Shift, before: Program, now: Program): boolean {
  if (before.labels.size !== now.labels.size) return false;
  const labels = now.labels.entries();
  for (const [name, address] of before.labels) {
    const [other, there] = labels.next().value as [string, number];
    if (name !== other || shift.address(address) !== there) return false;
  }
  return true;
}

function haveShiftedTargets(shift: Shift, before: Program, { code }: Program): boolean {
  const straight = straightCode(before);
  const by = shift.added - shift.removed;
  for (let address = 0; address < straight.length; address++) {
    if (straight[address] === 1) continue;
    const [own, theirs] = [before.code[address], code[address > shift.at ? address + by : address]];
    if (own !== theirs ? !isShifted(own, theirs, shift) : !isUnmoved(own, shift)) return false;
  }
  return true;
}

function isSame(own: Instruction, theirs: Instruction): boolean {
  return isShifted(own, theirs, undefined);
}

function isShifted(own: Instruction, theirs: Instruction, shift: Shift | undefined): boolean {
  if (own.op !== theirs.op) return false;
  const [before, now] = [operandsByName(own), operandsByName(theirs)];
  return operandsOf(own.op).every(([name, kind]) => {
    const [a, b] = [before[name], now[name]];
    if (shift !== undefined && typeof a === "number" && isPlace(kind)) return shift.address(a) === b;
    return a === b || (Array.isArray(a) && Array.isArray(b) && areSame(a, b));
  });
}

/** The same object names the same places as long as none of these has moved. */
function isUnmoved(instruction: Instruction, shift: Shift): boolean {
  const operands = operandsByName(instruction);
  for (const name of placesOf(instruction.op)) {
    const place = operands[name];
    if (typeof place === "number" && shift.address(place) !== place) return false;
  }
  return true;
}

const placesOf = derived((op: Mnemonic): readonly string[] =>
  operandsOf(op).flatMap(([name, kind]) => (isPlace(kind) ? [name] : [])),
);

function isPlace(kind: string): boolean {
  return kind === "label" || kind === "label?" || kind === "resolved";
}

function areSame(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((one, i) => one === b[i]);
}
