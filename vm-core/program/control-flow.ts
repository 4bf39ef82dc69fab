/**
 * Where control can go.
 *
 * Invariant: an over-approximation: what can be reached when the program runs is found here.
 */
import { derived } from "../isa/derived.ts";
import { flowOf, type Mnemonic, operandsOf } from "../isa/index.ts";
import { namesFunction, operandWithRole } from "../isa/typing.ts";
import { oncePerControl } from "./control.ts";
import { type Instruction, operandsByName, type Program } from "./program.ts";

/** Instructions that only continue and name no code: most of any program, and nothing to look at here. */
const onlyContinues = derived(
  (op: Mnemonic) =>
    flowOf(op) === "next" &&
    operandsOf(op).every(
      ([, kind, role]) => !kind.startsWith("label") && kind !== "resolved" && role !== "child",
    ),
);

/** True when control can only go to the next instruction, and no code is named. */
export function isStraight({ op }: Instruction): boolean {
  return onlyContinues(op);
}

/** For each address, whether control can only go to the next one, and no code is named: 1 then. */
export const straightCode = oncePerControl(
  ({ code }): Uint8Array => {
    const straight = new Uint8Array(code.length);
    for (let address = 0; address < code.length; address++) {
      if (onlyContinues(code[address].op)) straight[address] = 1;
    }
    return straight;
  },
  (before, shift) => shift.array(before, 1),
);

/** The address that an instruction names as its target or handler, if it names one. */
export function targetOf(instruction: Instruction): number | undefined {
  const target = operandsByName(instruction).target;
  return typeof target === "number" ? target : undefined;
}

/** Where a structured handler lets a body continue that has ended normally, if the instruction opens one. */
export function structuredEnd(instruction: Instruction): number | undefined {
  const name = operandWithRole(instruction.op, "end");
  return name === undefined ? undefined : ((operandsByName(instruction)[name] as number | null) ?? undefined);
}

/** True when the next instruction can follow, in the same frame. */
export function fallsThrough(instruction: Instruction): boolean {
  switch (flowOf(instruction.op)) {
    case "jump":
    case "tail-call":
    case "return":
    case "end":
    case "throw":
      return false;
    default:
      return true;
  }
}

/** Where control can go within the same frame, handlers that it opens included. */
export function successorsInFrame(program: Program, address: number): number[] {
  const instruction = program.code[address];
  const flow = flowOf(instruction.op);
  const elsewhere =
    flow === "jump" || flow === "branch" || flow === "handler"
      ? targetOf(instruction)
      : structuredEnd(instruction);
  if (!fallsThrough(instruction)) return elsewhere === undefined ? [] : [elsewhere];
  return elsewhere === undefined ? [address + 1] : [address + 1, elsewhere];
}

/** The function that an instruction calls or makes a value of, by its address. */
export function calleeOf(instruction: Instruction): number | undefined {
  return namesFunction(instruction.op) ? targetOf(instruction) : undefined;
}

/** The code that an instruction starts as a child process, where it has a label of the program. */
export function childOf({ labels }: Pick<Program, "labels">, instruction: Instruction): number | undefined {
  const name = operandWithRole(instruction.op, "child");
  return name === undefined ? undefined : labels.get(operandsByName(instruction)[name] as string);
}

/**
 * For each address, whether a run of the program can get there. A fault goes past the CATCH of its handler, which
 * leads to the end of a structured handler only when control comes to it from the body. Not to be changed.
 */
export const reachable = oncePerControl(
  (program): Uint8Array => {
    const { code } = program;
    const handlers: number[] = [];
    const straight = straightCode(program);
    const seen = new Uint8Array(code.length + 1);
    const pending = [0];
    while (pending.length > 0) {
      // Straight on while nothing else can happen.
      for (let address = pending.pop() as number; seen[address] === 0; address++) {
        seen[address] = 1;
        if (address === code.length) break;
        if (straight[address] === 1) continue;
        const instruction = code[address];
        const callee = calleeOf(instruction);
        if (callee !== undefined) pending.push(callee);
        const child = childOf(program, instruction);
        if (child !== undefined) pending.push(child);
        const flow = flowOf(instruction.op);
        if (flow === "next") continue;
        const handler = flow === "handler" ? targetOf(instruction) : undefined;
        if (handler !== undefined && handler < code.length && flowOf(code[handler].op) === "catch") {
          handlers.push(handler);
          pending.push(address + 1, handler + 1);
        } else pending.push(...successorsInFrame(program, address));
        break;
      }
    }
    for (const handler of handlers) seen[handler] = 1;
    return seen;
  },
  (before, shift) => shift.array(before, before[shift.at]),
);

/** For each address, whether control can come from elsewhere than the instruction before it. Not to be changed. */
export const entryPoints = oncePerControl(
  (program): Uint8Array => {
    const entries = new Uint8Array(program.code.length + 1);
    const straight = straightCode(program);
    entries[0] = 1;
    program.code.forEach((instruction, address) => {
      if (straight[address] === 1) return;
      for (const successor of successorsInFrame(program, address)) {
        if (successor !== address + 1 || !fallsThrough(instruction)) entries[successor] = 1;
      }
      const callee = calleeOf(instruction);
      if (callee !== undefined) entries[callee] = 1;
      if (targetOf(instruction) === address + 1) entries[address + 1] = 1;
    });
    for (const address of program.labels.values()) entries[address] = 1;
    return entries;
  },
  (before, shift) => shift.array(before, 0),
);
