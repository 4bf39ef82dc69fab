/** A Program prepared for being followed: where blocks begin, and what each instruction does to the stack. */
import { flowOf } from "../isa/index.ts";
import { variableOf, variableRoleOf } from "../isa/typing.ts";
import { entryPoints, straightCode } from "../program/control-flow.ts";
import { flowGraph } from "../program/flow-graph.ts";
import type { Instruction, Program } from "../program/program.ts";

export interface Code {
  readonly program: Program;
  readonly instructions: readonly Instruction[];
  /** 1 where a block begins. */
  readonly leaders: Uint8Array;
  /** Whether any closure may have captured something. */
  readonly captures: boolean;
  /** Variables of the top level that any code may store at any time. */
  readonly sharedNames: ReadonlySet<string>;
}

/** For following calls: a block ends at each. */
export function prepareWhole(program: Program): Code {
  return prepare(program, entryPoints(program), endsBlock);
}

function endsBlock({ op }: Instruction): boolean {
  return flowOf(op) !== "next";
}

/** For following frames one by one: the blocks of the flow graph, cut after each CATCH. */
export function prepareFrames(program: Program): Code {
  const leaders = new Uint8Array(program.code.length + 1);
  for (const { start } of flowGraph(program).blocks) leaders[start] = 1;
  return prepare(program, leaders, ({ op }) => flowOf(op) === "catch");
}

function prepare(program: Program, leaders: Uint8Array, ends: (instruction: Instruction) => boolean): Code {
  const { code } = program;
  const straight = straightCode(program);
  const sharedNames = new Set<string>();
  let captures = false;
  for (let address = 0; address < code.length; address++) {
    const instruction = code[address];
    if (straight[address] === 0) {
      if (ends(instruction)) leaders[address + 1] = 1;
      continue;
    }
    const role = variableRoleOf(instruction.op);
    if (role === "capture") captures = true;
    else if (role === "write-global") sharedNames.add(variableOf(instruction) as string);
  }
  return { program, instructions: code, leaders, captures, sharedNames };
}
