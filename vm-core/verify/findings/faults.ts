/**
 * What must go wrong, or may.
 *
 * Invariant: an error is reported only where every run that gets to the instruction faults there, and nobody
 * who called it waits for a fault: in the body of a TRY it is what the program is about.
 */

import { takesArguments } from "../../facts/calls.ts";
import { type Node, TOP } from "../../facts/context.ts";
import type { Base } from "../../facts/heights.ts";
import type { Known } from "../../facts/known.ts";
import type { Watch } from "../../facts/place.ts";
import { acceptedBy, CALLABLE_TYPES, compute, mustMismatch, popsOf } from "../../facts/rules.ts";
import { peek, type State } from "../../facts/state.ts";
import { type Mnemonic, rowOf } from "../../isa/index.ts";
import type { Instruction } from "../../program/program.ts";
import type { Diagnostic } from "../../text/diagnostic.ts";
import { Fault } from "../../value/callable.ts";
import { ANY_TYPE, TYPE, typeNames } from "../../value/type-set.ts";
import { counted, type Facts, finding } from "./facts.ts";
import { isInDocument, pathTo } from "./path.ts";

interface Wrong {
  readonly code: string;
  readonly message: string;
}

/** What is seen at one place of one context. */
interface Sight {
  readonly facts: Facts;
  readonly node: Node;
  readonly address: number;
  readonly instruction: Instruction;
  readonly state: State;
  readonly base: Base;
}

/** Collects what is certain at each address; what another path does without a fault is not. */
export class Faults implements Watch {
  private readonly wrong = new Map<number, Diagnostic>();
  private readonly doubts = new Map<number, Diagnostic>();
  private readonly fine: Uint8Array;

  constructor(private readonly facts: Facts) {
    this.fine = new Uint8Array(facts.program.code.length);
  }

  edge(): void {}

  exit(): void {}

  instruction(node: Node, address: number, state: State): void {
    const base = this.facts.bases.get(node.context);
    const instruction = this.facts.program.code[address];
    // Code of the library stands in another text: what goes wrong there is said of nothing here.
    if (base === undefined || !isInDocument(instruction)) return;
    const sight = { facts: this.facts, node, address, instruction, state, base };
    const wrong = certainly(sight);
    if (wrong === undefined || base.isGuarded || state.handlers !== null) this.fine[address] = 1;
    else if (!this.wrong.has(address)) this.wrong.set(address, this.report("error", sight, wrong));
    const doubt = wrong === undefined ? possibly(sight) : undefined;
    if (doubt !== undefined) this.doubts.set(address, this.report("warning", sight, doubt));
  }

  private report(severity: "error" | "warning", { node, instruction }: Sight, { code, message }: Wrong) {
    return finding(severity, code, message, instruction.span, pathTo(this.facts.program.code, node));
  }

  get found(): readonly Diagnostic[] {
    const errors = [...this.wrong].filter(([address]) => this.fine[address] === 0).map(([, one]) => one);
    return [...errors, ...this.doubts.values()];
  }
}

function certainly(sight: Sight): Wrong | undefined {
  return underflow(sight) ?? noCaller(sight) ?? undefinedVariable(sight) ?? wrongOperands(sight);
}

/** How many values an instruction needs to get on. */
function needed({ instruction, state }: Sight): number {
  const pops = popsOf(instruction);
  if (pops >= 0) return pops;
  if (instruction.op === "NATIVE") return 0;
  return 1 + (peek(state, 0).callee?.parameters.length ?? 0);
}

function underflow(sight: Sight): Wrong | undefined {
  const { instruction, state, base } = sight;
  const count = needed(sight);
  const most = base.high + state.high;
  if (count === 0 || most >= count) return undefined;
  return { code: "stack-underflow", message: tooFew(instruction.op, count, Math.max(0, most)) };
}

function tooFew(op: string, count: number, depth: number): string {
  const found = depth === 0 ? "the stack is empty here" : `only ${depth} on the stack here`;
  return `${op} needs ${count === 1 ? "a value" : `${count} values`}, but ${found}`;
}

function noCaller({ node, instruction: { op } }: Sight): Wrong | undefined {
  if (node.context.id !== TOP || !RETURNING.has(op)) return undefined;
  return {
    code: "return-at-top-level",
    message: `${op} has no function to return from: this is the top level`,
  };
}

const RETURNING: ReadonlySet<string> = new Set(["RET", "TAIL_CALL", "TAIL_CALL_FUNCTION", "TAIL_CALL_WITH"]);

/** The variable that an instruction cannot do without. */
function variableRead(instruction: Instruction): string | undefined {
  const { op } = instruction;
  return op === "LOAD" || op === "CAPTURE" || op === "EXPORT" ? instruction.operands.name : undefined;
}

function isGlobal({ facts, node }: Sight, name: string): boolean {
  const { code, machine } = facts.interpretation;
  if (code.sharedNames.has(name)) return true;
  return node.context.id !== TOP && machine.globals.has(name);
}

function undefinedVariable(sight: Sight): Wrong | undefined {
  const name = variableRead(sight.instruction);
  const { state } = sight;
  if (name === undefined || state.open || state.variables.has(name) || isGlobal(sight, name))
    return undefined;
  return { code: "undefined-variable", message: `no path that leads here stores \`${name}\`` };
}

/** Calls of the function on top of the stack. */
const CALLS_VALUE: ReadonlySet<string> = new Set(
  "CALL_FUNCTION TAIL_CALL_FUNCTION CALL_WITH TAIL_CALL_WITH APPLY".split(" "),
);

function wrongCall({ instruction: { op, operands }, state }: Sight): Wrong | undefined {
  const { types, callee } = peek(state, 0);
  if ((types & CALLABLE_TYPES) === 0) {
    return mismatch(`${op} takes a function, but gets ${typeNames(types)} here`);
  }
  if (op === "APPLY" && (peek(state, 1).types & TYPE.list) === 0) {
    return mismatch(`${op} takes a list of arguments, but gets ${typeNames(peek(state, 1).types)} here`);
  }
  if ((op !== "CALL_WITH" && op !== "TAIL_CALL_WITH") || callee === undefined) return undefined;
  if (takesArguments(callee.parameters, operands.count)) return undefined;
  return mismatch(
    `${op} passes ${counted(operands.count, "argument")}, but the function takes ${callee.parameters.length}`,
  );
}

function wrongOperands(sight: Sight): Wrong | undefined {
  const { instruction, state } = sight;
  const { op } = instruction;
  if (CALLS_VALUE.has(op)) return wrongCall(sight);
  const accepted = acceptedBy(instruction);
  if (accepted.length === 0) return undefined;
  const operands = accepted.map((_, i) => peek(state, accepted.length - 1 - i));
  if (mustMismatch(instruction, operands)) return mismatch(describe(op, accepted, operands));
  const result = compute(op, operands);
  if (!(result instanceof Fault)) return undefined;
  if (result.kind === "DivisionByZero") {
    return { code: "division-by-zero", message: `${op} divides by zero here` };
  }
  return result.kind === "TypeMismatch"
    ? mismatch(`${op} faults on these values`)
    : { code: "certain-fault", message: `${op} always raises ${result.kind} on these values` };
}

function mismatch(message: string): Wrong {
  return { code: "type-mismatch", message };
}

function describe(op: Mnemonic, accepted: readonly number[], operands: readonly Known[]): string {
  const got = operands.map(({ types }) => (types === ANY_TYPE ? "anything" : typeNames(types))).join(" and ");
  const { rule } = rowOf(op);
  if (rule === "same-type" || rule === "same-kind") return `${op} cannot compare ${got}`;
  const names = accepted.map((types) => (types === ANY_TYPE ? "anything" : typeNames(types)));
  const isEven = names.length === 2 && names[0] === names[1];
  const wanted = isEven ? `two operands of type ${names[0]}` : names.join(" and ");
  return `${op} takes ${wanted}, but gets ${got} here`;
}

function possibly(sight: Sight): Wrong | undefined {
  return possibleUnderflow(sight) ?? perhapsUnset(sight);
}

/** Only where each path's height is known: a loop that takes what another has put there says nothing. */
function possibleUnderflow(sight: Sight): Wrong | undefined {
  const { state, base, instruction } = sight;
  if (!base.isCounted || state.isVague || !Number.isFinite(state.low) || !Number.isFinite(state.high))
    return undefined;
  const count = needed(sight);
  const least = Math.max(0, base.low + state.low);
  if (least >= count || state.handlers !== null || base.isGuarded) return undefined;
  const found = least === 0 ? "an empty stack" : `only ${least}`;
  const what = count === 1 ? "a value" : `${count} values`;
  return {
    code: "possible-stack-underflow",
    message: `${instruction.op} needs ${what}, but some path leads here with ${found}`,
  };
}

function perhapsUnset(sight: Sight): Wrong | undefined {
  const name = variableRead(sight.instruction);
  const { state } = sight;
  const own = name === undefined ? undefined : state.variables.get(name);
  if (name === undefined || own === undefined || own.certain || state.open) return undefined;
  if (isGlobal(sight, name) || state.handlers !== null || sight.base.isGuarded) return undefined;
  return {
    code: "possibly-undefined-variable",
    message: `some path leads here that does not store \`${name}\``,
  };
}
