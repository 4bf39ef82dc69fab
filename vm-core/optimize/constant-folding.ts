/**
 * Constant folding: operators on constants are evaluated with the run-time arithmetic.
 *
 * Abstract execution of a basic block with a stack of known constants, each with the range of addresses that
 * makes it. An operator whose operands are made right before it, one after the other, joins their ranges.
 * One that would fault stays.
 */
import { ruleOf } from "../facts/rules.ts";
import type { Mnemonic } from "../isa/index.ts";
import { constantOf, pushesConstant } from "../isa/typing.ts";
import type { Block } from "../program/flow-graph.ts";
import type { Instruction, Program } from "../program/program.ts";
import { Fault } from "../value/callable.ts";
import { debug } from "../value/display.ts";
import type { Value } from "../value/value.ts";
import { type BlockSet, blocksIn } from "./changes.ts";
import { pushing } from "./pushing.ts";
import type { Pass, Rewrite } from "./rewrite.ts";

/** A constant on the stack and the addresses that make it. */
interface KnownConstant {
  readonly value: Value;
  readonly start: number;
  readonly end: number;
  /** Operators folded into it. */
  readonly folded: number;
}

export const CONSTANT_FOLDING: Pass = {
  name: "constant-folding",
  title: "Constant folding",
  doc: "Evaluates operators whose operands are constants, with the arithmetic of the running machine. An operation that would fault is left to fault.",
  hint: "what is computed of constants is known before the program runs",
  example: "PUSH_INT 2\nPUSH_INT 3\nADD\nPRINT",
  find: findConstants,
};

/** Text that folding makes at most, in UTF-16 code units: `DUP CONCAT` doubles it each time. */
const LONGEST_TEXT = 4096;

function findConstants(program: Program, within?: BlockSet): readonly Rewrite[] {
  const rewrites: Rewrite[] = [];
  for (const block of blocksIn(program, within))
    if (mayFold(program.code, block)) findInBlock(program, block, rewrites);
  return rewrites;
}

/** Whether some operator of a block comes right after constants: most blocks have none. */
function mayFold(code: Program["code"], { start, end }: Block): boolean {
  for (let address = start + 1; address < end; address++) {
    const { unary, binary } = ruleOf(code[address].op);
    if (unary === undefined && binary === undefined) continue;
    if (!mayPushConstant(code[address - 1])) continue;
    if (unary !== undefined || (address - 2 >= start && mayPushConstant(code[address - 2]))) return true;
  }
  return false;
}

function mayPushConstant({ op }: Instruction): boolean {
  return op === "DUP" || pushesConstant(op);
}

function findInBlock(program: Program, { start, end }: Block, rewrites: Rewrite[]): void {
  const stack: KnownConstant[] = [];
  const flush = () => {
    for (const known of stack) if (known.folded > 0) rewrites.push(rewriteOf(program, known));
    stack.length = 0;
  };
  for (let address = start; address < end; address++) {
    const instruction = program.code[address];
    const top = stack.at(-1);
    const constant = instruction.op === "DUP" && top?.end === address ? top.value : constantOf(instruction);
    if (constant !== undefined) {
      stack.push({ value: constant, start: address, end: address + 1, folded: 0 });
      continue;
    }
    const joined = fold(instruction.op, stack, address);
    if (joined === undefined) flush();
    else stack.splice(stack.length - joined.operands, joined.operands, joined.known);
  }
  flush();
}

function fold(
  op: Mnemonic,
  stack: readonly KnownConstant[],
  address: number,
): { known: KnownConstant; operands: number } | undefined {
  const { unary, binary } = ruleOf(op);
  const count = binary !== undefined ? 2 : 1;
  if ((unary ?? binary) === undefined || stack.length < count) return undefined;
  const operands = stack.slice(-count);
  const adjacent = operands.every((known, i) => known.end === (operands[i + 1]?.start ?? address));
  if (!adjacent) return undefined;
  const [a, b] = operands.map((known) => known.value);
  const value = binary?.(a, b) ?? unary?.(a);
  if (
    value === undefined ||
    value instanceof Fault ||
    (typeof value === "string" && value.length > LONGEST_TEXT)
  )
    return undefined;
  const folded = 1 + operands.reduce((sum, known) => sum + known.folded, 0);
  return { known: { value, start: operands[0].start, end: address + 1, folded }, operands: count };
}

function rewriteOf(program: Program, known: KnownConstant): Rewrite {
  const last = program.code[known.end - 1];
  const count = known.end - known.start;
  return {
    pass: "constant-folding",
    start: known.start,
    end: known.end,
    replacement: [pushing(known.value, program.code[known.start])],
    reason: `${last.op} on constants is always ${debug(known.value)}: ${count} instructions become one`,
    countsItself: true,
  };
}
