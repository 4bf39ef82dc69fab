/**
 * What the console of a stopped assembly program executes: `n = 5` gives a variable a value, `stack[0] = 5` an operand,
 * `:PUSH_INT 5` executes an instruction on the operand stack.
 *
 * Invariant: an instruction changes operands alone; one that would do more, or that fails, changes nothing.
 */
import { analyze } from "../analyze/index.ts";
import { isPure, variableRoleOf } from "../isa/typing.ts";
import type { Program } from "../program/program.ts";
import type { CodeSpace } from "../run/code-space.ts";
import { execute } from "../run/execute.ts";
import { type Frame, getVariable, setVariable } from "../run/frame.ts";
import { Heap } from "../run/heap.ts";
import { Output } from "../run/output.ts";
import { Process } from "../run/process.ts";
import { topLevelFrame } from "../run/spawn.ts";
import { System } from "../run/system.ts";
import type { Value } from "../value/value.ts";
import type { StackFrame } from "./call-stack.ts";
import { bindingsIn, evaluateText } from "./evaluate.ts";
import { Complaint } from "./expression.ts";
import type { EvaluationResult } from "./lisp/evaluator.ts";

const MEMORY = 64 * 2 ** 20;
const INSTRUCTIONS = 1_000;

/** Executes a line of the console in a frame. An expression is evaluated, and changes nothing. */
export function executeText(
  space: CodeSpace,
  text: string,
  process: Process,
  frame: StackFrame,
): EvaluationResult | Complaint {
  const instruction = /^\s*:(.*)$/s.exec(text);
  if (instruction !== null) return executeInstruction(space, instruction[1], frame.operands as Value[]);
  const assignment = assignmentIn(text);
  const value = evaluateText(assignment?.value ?? text, bindingsIn(process, frame));
  if (value instanceof Complaint || assignment === undefined) {
    return value instanceof Complaint ? value : { value, changed: false };
  }
  return assign(assignment.target, value, process, frame) ?? { value, changed: true };
}

interface Assignment {
  readonly target: string;
  readonly value: string;
}

/** `target = value`; a comparison has two of the signs. */
function assignmentIn(text: string): Assignment | undefined {
  const found = /^\s*([\p{L}_$][\p{L}\p{N}_$]*(?:\[\d+\])?|`[^`]+`)\s*=(?!=)(.*)$/su.exec(text);
  return found === null ? undefined : { target: found[1].replaceAll("`", ""), value: found[2] };
}

function assign(
  target: string,
  value: Value,
  process: Process,
  { frame, operands }: StackFrame,
): Complaint | undefined {
  const holder = holderOf(target, process, frame);
  if (holder !== undefined) {
    setVariable(holder, target, value);
    return undefined;
  }
  const [, index] = /^stack\[(\d+)\]$/.exec(target) ?? [];
  if (index === undefined) return new Complaint(`there is no variable \`${target}\` here`);
  const at = operands.length - 1 - Number(index);
  if (at < 0) return new Complaint(`the operand stack has ${operands.length} items`);
  (operands as Value[])[at] = value;
  return undefined;
}

/** The frame that has a variable: that of the function, or of the globals. */
function holderOf(name: string, process: Process, frame: Frame): Frame | undefined {
  const globals = process.globals[frame.layout.module] ?? frame;
  return [frame, globals].find((one) => getVariable(one, name) !== undefined);
}

/** The value is the top of the operand stack then, null when it is empty. */
function executeInstruction(space: CodeSpace, text: string, operands: Value[]): EvaluationResult | Complaint {
  const program = assemble(text);
  if (program instanceof Complaint) return program;
  const after = operandsAfter(space, program, operands);
  if (after instanceof Complaint) return after;
  operands.splice(0, operands.length, ...after);
  return { value: after.at(-1) ?? null, changed: true };
}

function assemble(text: string): Program | Complaint {
  const unquoted = text.replace(QUOTED, (quoted, end) => (end === '"' ? "" : quoted));
  if (/[\n;]/.test(unquoted)) return new Complaint("one instruction is executed at a time");
  const { program, diagnostics } = analyze("console.ttvm", 0, text);
  if (program === undefined) return new Complaint(diagnostics[0].message);
  const [instruction] = program.code;
  if (instruction === undefined) return new Complaint("this is no instruction");
  const { op } = instruction;
  if (!isPure(op) || variableRoleOf(op) !== undefined) {
    return new Complaint(`${op} does more than change the operand stack, so it is left to the program`);
  }
  return program;
}

/** Also one that is not closed: looking for its end again from each of its quotes would take time by the square. */
const QUOTED = /"(?:[^"\\]|\\.)*("|\\?$)/gs;

/** Runs the program beside the run, on a copy of the operands. */
function operandsAfter(
  { engine, natives }: CodeSpace,
  program: Program,
  operands: readonly Value[],
): readonly Value[] | Complaint {
  const heap = new Heap({ engine: "mark-sweep", limit: MEMORY });
  const limits = { maxFrames: 10, maxMemory: MEMORY, maxInstructions: INSTRUCTIONS, maxProcesses: 1 };
  const system = new System({ engine, natives, output: new Output(), heap, limits });
  const { entry } = system.space.append(program);
  const process = new Process(1, "console", topLevelFrame(entry), limits.maxFrames);
  heap.roots = () => [process];
  process.stack.push(...operands);
  execute(process, system, INSTRUCTIONS);
  return process.failure === null ? [...process.stack] : new Complaint(process.failure.message);
}
