/**
 * What must go wrong, or may.
 *
 * Invariant: an error is reported only where every run that gets to the instruction faults there, and nobody
 * who called it waits for a fault: in the body of a TRY it is what the program is about.
 */

import { takesArguments } from "../../facts/calls.ts";
import { type ContextNode, TOP } from "../../facts/context.ts";
import type { Base } from "../../facts/heights.ts";
import { acceptedBy, CALLABLE_TYPES, compute, mustMismatch, popsOf } from "../../facts/rules.ts";
import { peek, type State } from "../../facts/state.ts";
import { flowOf, type Mnemonic, rowOf } from "../../isa/index.ts";
import { variableOf, variableRoleOf } from "../../isa/typing.ts";
import { calleeOf } from "../../program/control-flow.ts";
import type { Instruction } from "../../program/program.ts";
import { Fault } from "../../value/callable.ts";
import { TYPE } from "../../value/type-set.ts";
import { type Finding, type FindingCause, type Mismatch, type Placed, placed } from "../finding.ts";
import { type Facts, type FunctionFacts, findingAt } from "./facts.ts";
import { isInDocument } from "./path.ts";

/** What is seen at one place of one context. */
interface Sight {
  readonly facts: Omit<FunctionFacts, "flow">;
  readonly node: ContextNode;
  readonly address: number;
  readonly instruction: Instruction;
  readonly state: State;
  readonly base: Base;
}

/** Notes what is certain at each instruction of a function, and what may be. */
export class Faults {
  readonly wrong: Placed[] = [];
  readonly doubts: Placed[] = [];

  constructor(private readonly facts: Omit<FunctionFacts, "flow">) {}

  instruction(node: ContextNode, address: number, state: State): void {
    const { base, program } = this.facts;
    const instruction = program.code[address];
    // Code of the library is in another text: nothing is reported of it here.
    if (base === undefined || !isInDocument(instruction)) return;
    const sight = { facts: this.facts, node, address, instruction, state, base };
    const wrong = certainly(sight);
    if (wrong !== undefined) {
      if (!base.isGuarded && state.handlers === null) {
        this.wrong.push(placed("error", wrong, address, node.address));
      }
      return;
    }
    const doubt = possibly(sight);
    if (doubt !== undefined) this.doubts.push(placed("warning", doubt, address, node.address));
  }
}

/** Errors, and what is doubtful. Where functions share code, what another one does without a fault is no error. */
export function findFaults(facts: Facts): readonly Finding[] {
  const { functions } = facts;
  const wrong = new Map<number, { count: number; readonly tell: () => Finding }>();
  const doubts = new Map<number, () => Finding>();
  for (const one of functions) {
    for (const found of one.found.wrong) {
      const address = one.now(found.address);
      const known = wrong.get(address);
      if (known !== undefined) known.count++;
      else wrong.set(address, { count: 1, tell: () => findingAt(facts, one, found) });
    }
    for (const found of one.found.doubts) {
      doubts.set(one.now(found.address), () => findingAt(facts, one, found));
    }
  }
  const errors = [...wrong].filter(([address, { count }]) => count === facts.counts[address]);
  return [...errors.map(([, { tell }]) => tell()), ...[...doubts.values()].map((tell) => tell())];
}

function certainly(sight: Sight): FindingCause | undefined {
  return underflow(sight) ?? noCaller(sight) ?? undefinedVariable(sight) ?? wrongOperands(sight);
}

/** How many values an instruction needs to get on. */
function needed({ instruction, state }: Sight): number {
  const pops = popsOf(instruction);
  if (pops >= 0) return pops;
  if (instruction.op === "NATIVE") return 0;
  return 1 + (peek(state, 0).callee?.parameters.length ?? 0);
}

function underflow(sight: Sight): FindingCause | undefined {
  const { instruction, state, base } = sight;
  const count = needed(sight);
  const most = base.high + state.high;
  if (count === 0 || most >= count) return undefined;
  return { kind: "stack-underflow", operation: instruction.op, needed: count, depth: Math.max(0, most) };
}

function noCaller({ node, instruction: { op } }: Sight): FindingCause | undefined {
  if (node.context.id !== TOP || (flowOf(op) !== "return" && flowOf(op) !== "tail-call")) return undefined;
  return { kind: "return-at-top-level", operation: op };
}

/** The variable that an instruction cannot do without. */
function variableRead(instruction: Instruction): string | undefined {
  const role = variableRoleOf(instruction.op);
  return role === "read" || role === "capture" || role === "export" ? variableOf(instruction) : undefined;
}

function isGlobal({ facts, node }: Sight, name: string): boolean {
  const { code, machine } = facts.interpretation;
  if (code.sharedNames.has(name)) return true;
  return node.context.id !== TOP && machine.globals.has(name);
}

function undefinedVariable(sight: Sight): FindingCause | undefined {
  const name = variableRead(sight.instruction);
  const { state } = sight;
  if (name === undefined || state.open || state.variables.has(name) || isGlobal(sight, name))
    return undefined;
  return { kind: "undefined-variable", name };
}

/** Whether an instruction calls the function on top of the stack. */
function callsValue(instruction: Instruction): boolean {
  const flow = flowOf(instruction.op);
  return (flow === "call" || flow === "tail-call") && calleeOf(instruction) === undefined;
}

function wrongCall({ instruction: { op, operands }, state }: Sight): FindingCause | undefined {
  const { types, callee } = peek(state, 0);
  if ((types & CALLABLE_TYPES) === 0) {
    return mismatch(op, { is: "callee", got: types });
  }
  if ((op === "APPLY" || op === "TAIL_APPLY") && (peek(state, 1).types & TYPE.list) === 0) {
    return mismatch(op, { is: "argument-list", got: peek(state, 1).types });
  }
  if ((op !== "CALL_WITH" && op !== "TAIL_CALL_WITH") || callee === undefined) return undefined;
  if (takesArguments(callee.parameters, operands.count)) return undefined;
  return mismatch(op, { is: "argument-count", passed: operands.count, taken: callee.parameters.length });
}

function wrongOperands(sight: Sight): FindingCause | undefined {
  const { instruction, state } = sight;
  const { op } = instruction;
  if (callsValue(instruction)) return wrongCall(sight);
  const accepted = acceptedBy(instruction);
  if (accepted.length === 0) return undefined;
  const operands = accepted.map((_, i) => peek(state, accepted.length - 1 - i));
  if (mustMismatch(instruction, operands)) {
    const got = operands.map(({ types }) => types);
    return mismatch(
      op,
      isComparison(op) ? { is: "comparison", got } : { is: "operands", wanted: accepted, got },
    );
  }
  const result = compute(op, operands);
  if (!(result instanceof Fault)) return undefined;
  if (result.kind === "DivisionByZero") return { kind: "division-by-zero", operation: op };
  return result.kind === "TypeMismatch"
    ? mismatch(op, { is: "values" })
    : { kind: "certain-fault", operation: op, fault: result.kind };
}

function mismatch(operation: Mnemonic, why: Mismatch): FindingCause {
  return { kind: "type-mismatch", operation, mismatch: why };
}

/** Whether an instruction compares values that may be of several kinds, if they are of one kind. */
function isComparison(op: Mnemonic): boolean {
  const { rule } = rowOf(op);
  return rule === "same-type" || rule === "same-kind";
}

function possibly(sight: Sight): FindingCause | undefined {
  return possibleUnderflow(sight) ?? perhapsUnset(sight);
}

/** Only where each path's height is known: a loop that takes what another has put there says nothing. */
function possibleUnderflow(sight: Sight): FindingCause | undefined {
  const { state, base, instruction } = sight;
  if (!base.isCounted || state.isVague || !Number.isFinite(state.low) || !Number.isFinite(state.high))
    return undefined;
  const count = needed(sight);
  const least = Math.max(0, base.low + state.low);
  if (least >= count || state.handlers !== null || base.isGuarded) return undefined;
  return { kind: "possible-stack-underflow", operation: instruction.op, needed: count, least };
}

function perhapsUnset(sight: Sight): FindingCause | undefined {
  const name = variableRead(sight.instruction);
  const { state } = sight;
  const own = name === undefined ? undefined : state.variables.get(name);
  if (name === undefined || own === undefined || own.certain || state.open) return undefined;
  if (isGlobal(sight, name) || state.handlers !== null || sight.base.isGuarded) return undefined;
  return { kind: "possibly-undefined-variable", name };
}
