/** The interpreter: a handler for each instruction. A missing one does not compile. */
import type { Mnemonic } from "../../isa/index.ts";
import type { Instruction } from "../../program/program.ts";
import { table } from "../../text/table.ts";
import { DYNAMIC_OPERATORS } from "../../value/dynamic-operators.ts";
import { BINARY_OPERATORS, type BinaryOperator } from "../../value/operators.ts";
import type { Engine } from "../code-space.ts";
import type { Native } from "../native.ts";
import type { Handlers, Site, Step } from "../step.ts";
import { COLLECTION_HANDLERS } from "./collections.ts";
import { COMPARISON_HANDLERS } from "./comparisons.ts";
import { CONTROL_HANDLERS } from "./control.ts";
import { DATA_HANDLERS } from "./data.ts";
import { DATABASE_HANDLERS } from "./database.ts";
import { DYNAMIC_HANDLERS } from "./dynamic.ts";
import { EXCEPTION_HANDLERS } from "./exceptions.ts";
import { FILE_HANDLERS } from "./files.ts";
import { INPUT_HANDLERS } from "./input.ts";
import { INTEGER_HANDLERS } from "./integers.ts";
import { MESSAGE_HANDLERS } from "./messages.ts";
import { MODULE_HANDLERS, nativeOperation } from "./modules.ts";
import { NETWORK_HANDLERS } from "./network.ts";
import type { ValueOperation } from "./operation.ts";
import { PROCESS_HANDLERS } from "./processes.ts";
import { SPAWNING_HANDLERS } from "./spawning.ts";
import { STACK_HANDLERS } from "./stack.ts";
import { STREAM_HANDLERS } from "./streams.ts";
import { SYSTEM_HANDLERS } from "./system.ts";

const HANDLERS: Handlers<Mnemonic> = table(
  STACK_HANDLERS,
  CONTROL_HANDLERS,
  COLLECTION_HANDLERS,
  EXCEPTION_HANDLERS,
  MODULE_HANDLERS,
  PROCESS_HANDLERS,
  MESSAGE_HANDLERS,
  SPAWNING_HANDLERS,
  COMPARISON_HANDLERS,
  DYNAMIC_HANDLERS,
  INPUT_HANDLERS,
  FILE_HANDLERS,
  SYSTEM_HANDLERS,
  DATA_HANDLERS,
  NETWORK_HANDLERS,
  STREAM_HANDLERS,
  DATABASE_HANDLERS,
);

/** Those with a fast path of their own compute what these do. */
const FAST: Readonly<Partial<Record<string, BinaryOperator>>> = { ...BINARY_OPERATORS, ...DYNAMIC_OPERATORS };

/** Of these, those that may walk much of what they compare. */
const PACED: ReadonlySet<Mnemonic> = new Set<Mnemonic>(["EQ", "NE", "EQUALS"]);

/** What an instruction computes, if it does nothing but compute a value of the values that it takes. */
export function valueOperation(instruction: Instruction): ValueOperation | undefined {
  const { op } = instruction;
  const handler = HANDLERS[op] as { operationOf?: (instruction: Instruction) => ValueOperation };
  if (handler.operationOf !== undefined) return handler.operationOf(instruction);
  if (!(op in INTEGER_HANDLERS || op in COMPARISON_HANDLERS)) return undefined;
  return { count: 2, compute: FAST[op] as BinaryOperator, isPaced: PACED.has(op) };
}

/** The same of an instruction that calls a native function, which its row cannot tell. */
export function nativeCall(
  instruction: Instruction,
  native: (name: string) => Native | undefined,
): ValueOperation | undefined {
  if (instruction.op !== "NATIVE") return undefined;
  const { name } = instruction.operands;
  const found = native(name);
  return found === undefined ? undefined : nativeOperation(found, name);
}

/** The engine that executes instructions one by one, each as a step of its own. */
export const interpreter: Engine = (instruction, site) =>
  (HANDLERS[instruction.op] as (instruction: Instruction, site: Site) => Step)(instruction, site);
