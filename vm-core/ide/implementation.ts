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
import { pictureOf, rowOf } from "../isa/index.ts";
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
      const instruction = program.code[address];
      if (!standsForFunction(instruction)) continue;
      const callee = calleeOf(instruction, knownBefore(facts, address));
      const start = callee && program.code[callee.target];
      if (start?.file !== 0) continue;
      return definitionOf(functionAround(snapshot, start.span.start), program.code[address].span);
    }
  }
  const made = featuresOf(snapshot).definition(snapshot, offset, resolve);
  const named = made && functionNamedAt(snapshot, offset, resolve);
  return named && definitionOf(named, made.origin);
}

function definitionOf({ document, span, nameSpan: name }: Callable, origin: Span): Definition {
  return { origin, targets: [{ document, span, name }] };
}

/** The addresses of the instructions of the smallest part of the text around an offset. */
function writtenAt({ code }: Program, offset: number): readonly number[] {
  let found: number[] = [];
  let shortest = Number.POSITIVE_INFINITY;
  code.forEach(({ file, span: { start, end } }, address) => {
    if (file !== 0 || start > offset || end < offset || end - start > shortest) return;
    if (end - start < shortest) found = [];
    shortest = end - start;
    found.push(address);
  });
  return found;
}

/** Whether it reads a variable, calls the topmost value, or starts a process that does. */
function standsForFunction({ op }: Instruction): boolean {
  if (needsValue(variableRoleOf(op))) return true;
  const types = pictureOf(op).pops.at(-1)?.types ?? ANY_TYPE;
  return rowOf(op).effects.includes("spawns") || (types !== ANY_TYPE && (types & CALLABLE_TYPES) !== 0);
}

/** The function that the instruction calls as a value, or that the variable holds which it reads. */
function calleeOf(instruction: Instruction, before: KnownBefore): FunctionFact | undefined {
  const variable = variableOf(instruction);
  return variable === undefined ? before?.values.at(-1)?.callee : before?.variable(variable)?.callee;
}

type KnownBefore = ReturnType<typeof knownBefore>;
