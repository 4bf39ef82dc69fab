/**
 * Go to implementation: the function that is called, where what is called is a value. Of the name of a function it is that
 * function.
 *
 * Absent by design: functions that only a run knows, and those that other files make values of.
 */
import type { Snapshot } from "../analyze/index.ts";
import type { FunctionFact } from "../facts/known.ts";
import { CALLABLE_TYPES } from "../facts/rules.ts";
import { knownBefore, wholeFacts } from "../facts/whole.ts";
import { type Mnemonic, pictureOf, rowOf } from "../isa/index.ts";
import { needsValue, variableOf, variableRoleOf } from "../isa/typing.ts";
import type { Instruction, Program } from "../program/program.ts";
import type { Span } from "../text/span.ts";
import { ANY_TYPE } from "../value/type-set.ts";
import type { Definition } from "./answers.ts";
import { type Callable, functionAround, functionNamedAt } from "./calls.ts";
import { featuresOf } from "./languages.ts";
import { libraryOnly, type ResolveModule } from "./modules.ts";

/** Undefined where no function is named, called or held that is known. */
export function implementation(
  snapshot: Snapshot,
  offset: number,
  resolve: ResolveModule = libraryOnly,
): Definition | undefined {
  const { program } = snapshot;
  const facts = program && wholeFacts(program);
  if (program !== undefined && facts !== undefined) {
    for (const address of writtenAt(program, offset)) {
      const callee = calleeAt(program.code[address], knownBefore(facts, address));
      const start = callee && program.code[callee.target];
      if (start?.file !== 0) continue;
      return definitionOf(functionAround(snapshot, start.span.start), program.code[address].span);
    }
  }
  const named = functionNamedAt(snapshot, offset, resolve);
  const origin = featuresOf(snapshot).definition(snapshot, offset, resolve)?.origin;
  return named && origin && definitionOf(named, origin);
}

function definitionOf({ document, span, nameSpan: name }: Callable, origin: Span): Definition {
  return { origin, targets: [{ document, span, name }] };
}

/** The addresses of the instructions that are written around an offset, those of the smallest parts first. */
function writtenAt({ code }: Program, offset: number): readonly number[] {
  const found: number[] = [];
  code.forEach(({ file, span: { start, end } }, address) => {
    if (file === 0 && start <= offset && offset <= end) found.push(address);
  });
  const length = (address: number): number => code[address].span.end - code[address].span.start;
  return found.sort((a, b) => length(a) - length(b));
}

/** The function that an instruction calls as a value, or that the variable holds which it reads. */
function calleeAt(instruction: Instruction, before: KnownBefore): FunctionFact | undefined {
  const variable = variableOf(instruction);
  if (variable !== undefined)
    return needsValue(variableRoleOf(instruction.op)) ? before?.variable(variable)?.callee : undefined;
  return runsItsOperand(instruction.op) ? before?.values.at(-1)?.callee : undefined;
}

/** Whether an instruction calls the topmost value, or starts a process that does. */
function runsItsOperand(op: Mnemonic): boolean {
  const types = pictureOf(op).pops.at(-1)?.types ?? ANY_TYPE;
  return rowOf(op).effects.includes("spawns") || (types !== ANY_TYPE && (types & CALLABLE_TYPES) !== 0);
}

type KnownBefore = ReturnType<typeof knownBefore>;
