/** Instructions that no run gets to. */
import { prepareWhole } from "../../facts/code.ts";
import { flowOf } from "../../isa/index.ts";
import { keptPerControl } from "../../program/control.ts";
import { calleeOf, straightCode, successorsInFrame } from "../../program/control-flow.ts";
import type { Instruction, Program } from "../../program/program.ts";
import { span } from "../../text/span.ts";
import { type Finding, unnecessary } from "../finding.ts";
import type { Facts } from "./facts.ts";

export function findUnreachableCode(facts: Facts): readonly Finding[] {
  const { program, interpretation } = facts;
  const { code } = program;
  const { holes, leaders } = interpretation.code;
  // A hole may lead to each of its entries, and is one.
  const kept = holes === undefined ? keptInProgram(program) : keptInSketch(program, leaders, holes.entries);
  const found: Finding[] = [];
  for (let address = 0; address < code.length; address++) {
    if (kept[address] === 1) continue;
    const start = address;
    while (address + 1 < code.length && kept[address + 1] === 0) address++;
    const count = address + 1 - start;
    const place = span(code[start].span.start, code[address].span.end);
    found.push(unnecessary({ kind: "unreachable-code", count }, place));
  }
  return found;
}

/** What is kept of a Program, found once as long as the same is known of its branches. */
const keptInProgram = keptPerControl(
  (program) => keptCode(program, leadersOf(program), []),
  (before, now) => isFalsyConstant(before) === isFalsyConstant(now),
  () => true,
  // A branch right after it may have one way now.
  (before, shift, program) =>
    isStraightAt(program, shift.at + shift.added) ? shift.array(before, before[shift.at]) : undefined,
);

function isStraightAt(program: Program, address: number): boolean {
  return straightCode(program)[address] === 1;
}

/** The same of a sketch, as long as its entries are the same, too. */
function keptInSketch(program: Program, leaders: Uint8Array, entries: readonly number[]): Uint8Array {
  const known = keptWithEntries(program);
  if (known.entries !== entries) Object.assign(known, { entries, kept: keptCode(program, leaders, entries) });
  return known.kept;
}

/** What is known with which entries. */
const keptWithEntries = keptPerControl(
  (): { readonly entries: readonly number[] | undefined; readonly kept: Uint8Array } => ({
    entries: undefined,
    kept: NOTHING,
  }),
  (before, now) => isFalsyConstant(before) === isFalsyConstant(now),
);

const NOTHING = new Uint8Array(0);

/** Where a branch may be reached from elsewhere than from the instruction before it. */
function leadersOf(program: Program): Uint8Array {
  return prepareWhole(program).leaders;
}

/**
 * What some path leads to. A branch on a constant that is written before it has one way. What else is known of a
 * condition does not count: a function that happens to be called with one number only is no mistake.
 */
function keptCode(program: Program, leaders: Uint8Array, entries: readonly number[]): Uint8Array {
  const { code, labels } = program;
  const straight = straightCode(program);
  const kept = new Uint8Array(code.length + 1);
  const pending = [0, ...entries];
  while (pending.length > 0) {
    for (let address = pending.pop() as number; kept[address] === 0; address++) {
      kept[address] = 1;
      if (address === code.length) break;
      if (straight[address] === 1) continue;
      const instruction = code[address];
      const callee = calleeOf(instruction);
      if (callee !== undefined) pending.push(callee);
      if (instruction.op === "SUPERVISE_CHILD") pending.push(labels.get(instruction.operands.name) ?? 0);
      if (flowOf(instruction.op) === "next") continue;
      const only = onlyWay(program, leaders, address);
      if (only !== undefined) pending.push(only);
      else pending.push(...successorsInFrame(program, address));
      break;
    }
  }
  keepWholeTries(program, kept);
  return kept;
}

/** Where a branch on a constant goes; undefined for other instructions. */
function onlyWay({ code }: Program, entries: Uint8Array, address: number): number | undefined {
  const branch = code[address];
  const before = code[address - 1];
  if ((branch.op !== "JZ" && branch.op !== "JNZ") || before === undefined || entries[address] === 1)
    return undefined;
  const falsy = isFalsyConstant(before);
  if (falsy === undefined) return undefined;
  return falsy === (branch.op === "JZ") ? branch.operands.target : address + 1;
}

/** Whether the constant that an instruction pushes is falsy; undefined for other instructions. */
function isFalsyConstant({ op, operands }: Instruction): boolean | undefined {
  switch (op) {
    case "PUSH_INT":
      return operands.value === 0;
    case "PUSH_BOOL":
      return !operands.value;
    case "FALSE":
    case "NULL":
      return true;
    case "TRUE":
    case "PUSH_STR":
    case "PUSH_FLOAT":
      return false;
    default:
      return undefined;
  }
}

/** TRY, CATCH and END_TRY are nothing without each other. */
function keepWholeTries(program: Program, kept: Uint8Array): void {
  const { code } = program;
  const straight = straightCode(program);
  for (let address = 0; address < code.length; address++) {
    const instruction = code[address];
    if (straight[address] === 1 || kept[address] === 0 || instruction.op !== "TRY") continue;
    const { target } = instruction.operands;
    const handler: Instruction | undefined = target === null ? undefined : code[target];
    if (target === null || handler?.op !== "CATCH" || handler.operands.end === null) continue;
    kept[target] = 1;
    kept[handler.operands.end - 1] = 1;
  }
}
