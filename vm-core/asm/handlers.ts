/**
 * Pairs `TRY`, `CATCH` and `END_TRY`.
 *
 * In the structured form (`TRY` without a target) they nest, and `TRY` gets the address of its `CATCH`.
 * In the label form an `END_TRY` belongs to the handler at L when it is in the straight-line code after
 * L: no transfer that never falls through, no jump target, no open `TRY` in between. Such an `END_TRY`
 * closes L's own `TRY` and no other.
 */
import { fallsThrough, isStraight, structuredEnd, targetOf } from "../program/control-flow.ts";
import type { Instruction } from "../program/program.ts";
import { walk } from "../text/allowance.ts";
import type { AsmProblem } from "./problem.ts";

export interface PairResult {
  readonly code: readonly Instruction[];
  readonly problems: readonly AsmProblem[];
  /** A TRY names its handler: then jumps decide, too, what is paired. */
  readonly isByLabel: boolean;
}

/** Whether handlers may be paired otherwise where an instruction is, or is no more. */
export function hasPartInPairing(instruction: Instruction, isByLabel: boolean): boolean {
  return isPaired(instruction) || (isByLabel && !isStraight(instruction));
}

function isPaired({ op }: Instruction): boolean {
  return op === "TRY" || op === "CATCH" || op === "END_TRY";
}

/** A structured TRY whose END_TRY has not come yet. */
interface OpenTry {
  readonly address: number;
  readonly catchAddress?: number;
}

export function pairHandlers(source: readonly Instruction[]): PairResult {
  const code = source.slice();
  const problems: AsmProblem[] = [];
  const paired: number[] = [];
  for (let address = 0; address < code.length; address++) if (isPaired(code[address])) paired.push(address);
  const structured = pairStructured(code, paired, problems);
  return { code, problems, isByLabel: pairByLabel(code, paired, structured) };
}

function pairStructured(
  code: Instruction[],
  addresses: readonly number[],
  problems: AsmProblem[],
): ReadonlySet<number> {
  const paired = new Set<number>();
  const open: OpenTry[] = [];
  // A TRY with a label among structured ones takes a CATCH or an END_TRY: what is missing then is not reported again.
  let confused = false;
  for (const address of addresses) {
    const instruction = code[address];
    const innermost = open.at(-1);
    if (instruction.op === "TRY") {
      if (innermost === undefined) confused = false;
      if (instruction.operands.target === null) open.push({ address });
      else if (innermost !== undefined) {
        confused = true;
        problems.push({ cause: { kind: "nested-label-try" }, span: instruction.span });
      }
    } else if (
      instruction.op === "CATCH" &&
      innermost !== undefined &&
      innermost.catchAddress === undefined
    ) {
      open[open.length - 1] = { address: innermost.address, catchAddress: address };
    } else if (instruction.op === "END_TRY" && innermost !== undefined) {
      open.pop();
      const { address: tryAddress, catchAddress } = innermost;
      const opener = code[tryAddress] as Instruction<"TRY">;
      if (catchAddress === undefined) {
        if (!confused) problems.push({ cause: { kind: "try-without-catch" }, span: opener.span });
        continue;
      }
      const handler = code[catchAddress] as Instruction<"CATCH">;
      code[tryAddress] = { ...opener, operands: { target: catchAddress } };
      code[catchAddress] = { ...handler, operands: { ...handler.operands, end: address + 1 } };
      code[address] = { ...instruction, operands: { handler: catchAddress } };
      paired.add(address);
    }
  }
  for (const { address } of confused ? [] : open) {
    problems.push({ cause: { kind: "try-without-end" }, span: code[address].span });
  }
  return paired;
}

function pairByLabel(
  code: Instruction[],
  addresses: readonly number[],
  structured: ReadonlySet<number>,
): boolean {
  const handlers = new Set<number>();
  for (const address of addresses) {
    const instruction = code[address];
    if (instruction.op === "TRY" && instruction.operands.target !== null)
      handlers.add(instruction.operands.target);
  }
  if (handlers.size === 0) return false;
  let targets: Uint8Array | undefined;
  for (const start of handlers) {
    if (code[start]?.op === "CATCH" && (code[start] as Instruction<"CATCH">).operands.end !== null) continue;
    targets ??= jumpTargets(code);
    let nested = 0;
    for (let address = start; address < code.length; address++) {
      const instruction = code[address];
      walk();
      if (address > start && (targets[address] === 1 || handlers.has(address))) break;
      if (instruction.op === "TRY") nested++;
      if (instruction.op === "END_TRY" && !structured.has(address)) {
        if (nested === 0) {
          code[address] = { ...instruction, operands: { handler: start } };
          break;
        }
        nested--;
      }
      if (!fallsThrough(instruction)) break;
    }
  }
  return targets !== undefined;
}

/** The addresses that a jump, branch, call or function value names, and where structured handlers end: 1 for each. */
function jumpTargets(code: readonly Instruction[]): Uint8Array {
  const targets = new Uint8Array(code.length + 1);
  for (const instruction of code) {
    if (isStraight(instruction)) continue;
    const target = targetOf(instruction) ?? structuredEnd(instruction);
    if (target !== undefined) targets[target] = 1;
  }
  targets[0] = 0;
  return targets;
}
