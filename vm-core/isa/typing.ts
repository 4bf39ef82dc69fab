/**
 * What rows say about the types of operands and results, about faults, and about what instructions do besides: read
 * once, for every analysis.
 *
 * Types are sets of bits of `TYPE`; operands come deepest first. An empty set is a value that no run has.
 *
 * Invariant: nothing here knows a mnemonic. Absent by design: what values say beyond their types.
 */
import type { FaultKind } from "../value/callable.ts";
import { ANY_TYPE, TYPE } from "../value/type-set.ts";
import { Float, type Value } from "../value/value.ts";
import { derived } from "./derived.ts";
import { effectsOf, flowOf, type Mnemonic, operandsOf, pictureOf, rowOf } from "./index.ts";
import type { OperandRole, TypeRule, VariableRole } from "./row.ts";

const NUMBER = TYPE.int | TYPE.float;

/** What a rule adds to the picture. */
interface TypingRule {
  /** Whether some operands of these accepted types are accepted together; always, when absent. */
  readonly canAgree?: (operands: readonly number[]) => boolean;
  /** Whether all operands of these accepted types are accepted together; always, when absent. */
  readonly mustAgree?: (operands: readonly number[]) => boolean;
  /** The types of the result for operands of accepted types; those of the picture, when absent. */
  readonly result?: (operands: readonly number[]) => number;
}

const RULES: Readonly<Record<TypeRule, TypingRule>> = {
  numeric: {
    result: ([a, b]) => (a & b & TYPE.int) | (a !== 0 && b !== 0 ? (a | b) & TYPE.float : 0),
  },
  "same-type": {
    canAgree: ([a, b]) => (a & b) !== 0,
    mustAgree: ([a, b]) => a === b && isOne(a),
  },
  "same-kind": {
    canAgree: ([a, b]) => (kindsOf(a) & kindsOf(b)) !== 0,
    mustAgree: ([a, b]) => kindsOf(a) === kindsOf(b) && isOne(kindsOf(a)),
  },
  "keeps-type": { result: ([a]) => a },
};

/** Int and Float are one kind. */
function kindsOf(types: number): number {
  return (types & NUMBER) === 0 ? types : (types & ~NUMBER) | TYPE.int;
}

/** At most one type. */
function isOne(types: number): boolean {
  return (types & (types - 1)) === 0;
}

/** What is read from a row once. */
interface Typing {
  /** For each popped item, what it may be. */
  readonly accepted: readonly number[];
  readonly pushed: readonly number[];
  readonly rule: TypingRule;
  readonly isPicky: boolean;
}

const NO_RULE: TypingRule = {};

const typingOf = derived((mnemonic: Mnemonic): Typing => {
  const { pops, pushes } = pictureOf(mnemonic);
  const { rule } = rowOf(mnemonic);
  const accepted = pops.map(({ types }) => types);
  const isPicky =
    rule === "same-type" || rule === "same-kind" || accepted.some((types) => types !== ANY_TYPE);
  return {
    accepted,
    pushed: pushes.map(({ types }) => types),
    rule: rule === undefined ? NO_RULE : RULES[rule],
    isPicky,
  };
});

/** The types that each popped item of the picture may have; an item that stands for several, each of them. */
export function acceptedTypes(mnemonic: Mnemonic): readonly number[] {
  return typingOf(mnemonic).accepted;
}

/** Whether operands of some type, or of some types together, are not accepted. */
export function isPicky(mnemonic: Mnemonic): boolean {
  return typingOf(mnemonic).isPicky;
}

/** Whether operands of these types, as many as the picture has items, certainly raise TypeMismatch. */
export function mustMismatch(mnemonic: Mnemonic, operands: readonly number[]): boolean {
  const { accepted, rule, isPicky } = typingOf(mnemonic);
  if (!isPicky || operands.length !== accepted.length) return false;
  const possible = operands.map((types, index) => types & accepted[index]);
  if (possible.some((types) => types === 0)) return true;
  return rule.canAgree !== undefined && !rule.canAgree(possible);
}

/** Whether operands of these types may raise TypeMismatch, as far as types tell. */
export function mayMismatch(mnemonic: Mnemonic, operands: readonly number[]): boolean {
  const { accepted, rule, isPicky } = typingOf(mnemonic);
  if (rowOf(mnemonic).inspects === true) return true;
  if (!isPicky) return false;
  if (operands.length !== accepted.length) return true;
  if (operands.some((types, index) => (types & ~accepted[index]) !== 0)) return true;
  return rule.mustAgree !== undefined && !rule.mustAgree(operands);
}

/**
 * The types of each pushed item when the instruction does not fault on operands of these types, as many as the
 * picture has items.
 */
export function resultTypes(mnemonic: Mnemonic, operands: readonly number[]): readonly number[] {
  const { accepted, pushed, rule } = typingOf(mnemonic);
  const { pushes } = pictureOf(mnemonic);
  if (operands.length !== accepted.length) return pushed;
  if (rule.result !== undefined) {
    return [rule.result(operands.map((types, index) => types & accepted[index])) & pushed[0]];
  }
  return pushes.some(({ source }) => source !== undefined)
    ? pushes.map(({ source, types }) => (source === undefined ? types : operands[source] & accepted[source]))
    : pushed;
}

/** The types of each pushed item, whatever the operands. */
export function pushedTypes(mnemonic: Mnemonic): readonly number[] {
  return typingOf(mnemonic).pushed;
}

/** What it may raise once its operands are there; the memory limit aside. */
export function faultsOf(mnemonic: Mnemonic): readonly FaultKind[] {
  return rowOf(mnemonic).faults;
}

/** Whether it may raise anything once its operands are there; the memory limit aside. */
export function canFault(mnemonic: Mnemonic): boolean {
  return rowOf(mnemonic).faults.length > 0;
}

/**
 * Whether it may raise anything, the memory limit aside, on operands of these types. `isZero` tells whether the
 * operand at an index may be zero.
 */
export function mayFault(
  mnemonic: Mnemonic,
  operands: readonly number[],
  isZero: (index: number) => boolean,
): boolean {
  return faultsOf(mnemonic).some((kind) => {
    if (kind === "TypeMismatch") return mayMismatch(mnemonic, operands);
    // Of what only makes values of values, it is the limit of memory.
    if (kind === "ResourceLimit") return flowOf(mnemonic) !== "next" || effectsOf(mnemonic).size > 0;
    // A counted picture: it has its operands.
    if (kind === "NotEnoughItems") return pictureOf(mnemonic).pops.every(({ times }) => times === undefined);
    if (kind !== "DivisionByZero") return true;
    return isZero(divisorOf(mnemonic) ?? 0);
  });
}

/** The index of the popped item that must not be zero. */
export function divisorOf(mnemonic: Mnemonic): number | undefined {
  return divisors(mnemonic);
}

const divisors = derived((mnemonic: Mnemonic): number | undefined => {
  const { divisor } = rowOf(mnemonic);
  if (divisor === undefined) return undefined;
  return pictureOf(mnemonic).pops.findIndex(({ name }) => name === divisor);
});

/** An instruction as far as its row speaks of it. */
export interface Operation {
  readonly op: Mnemonic;
  readonly operands: object;
}

/** The constant that an instruction pushes, if it pushes one. */
export function constantOf({ op, operands }: Operation): Value | undefined {
  const constant = constants(op);
  if (constant === undefined) return undefined;
  if ("value" in constant) return constant.value;
  const value = (operands as Readonly<Record<string, Value>>)[constant.operand];
  return constant.isFloat ? new Float(value as number) : value;
}

/** Whether an instruction pushes a constant and does nothing else. */
export function pushesConstant(mnemonic: Mnemonic): boolean {
  return constants(mnemonic) !== undefined;
}

const constants = derived((mnemonic: Mnemonic) => {
  const { constant } = rowOf(mnemonic);
  const isFloat = operandsOf(mnemonic).some(([, kind]) => kind === "float");
  return constant === undefined ? undefined : { ...constant, isFloat };
});

/** The name of the operand with a role, if an instruction has one. */
export function operandWithRole(mnemonic: Mnemonic, role: OperandRole): string | undefined {
  return roles(mnemonic).get(role);
}

/** The names of the operands that have roles. */
const roles = derived((mnemonic: Mnemonic) => {
  const found = new Map<OperandRole, string>();
  for (const [name, , role] of operandsOf(mnemonic)) if (role !== undefined) found.set(role, name);
  return found;
});

/** Whether an instruction closes a handler that was opened before. */
export function closesHandler(mnemonic: Mnemonic): boolean {
  return flowOf(mnemonic) === "next" && operandWithRole(mnemonic, "handler") !== undefined;
}

/** The role of an operand by its name. */
export function roleOfOperand(mnemonic: Mnemonic, name: string): OperandRole | undefined {
  return operandsOf(mnemonic).find(([own]) => own === name)?.[2];
}

/** How each role uses a variable; a child may be one, or a label or a module. */
const ACCESS: Readonly<Record<VariableRole, "read" | "write" | "child">> = {
  read: "read",
  write: "write",
  "write-global": "write",
  delete: "read",
  capture: "read",
  export: "read",
  child: "child",
  parameter: "write",
};

const ACCESS_OF: ReadonlyMap<string, "read" | "write" | "child"> = new Map(Object.entries(ACCESS));

/** How an operand of a role uses the variable that it names; undefined when it names none. */
export function accessOf(role: OperandRole | undefined): "read" | "write" | "child" | undefined {
  return role === undefined ? undefined : ACCESS_OF.get(role);
}

/** Whether an operand of a role names a variable that must have a value: without one, the instruction faults. */
export function needsValue(role: OperandRole | undefined): boolean {
  return role === "read" || role === "capture" || role === "export";
}

const namedVariable = derived((mnemonic: Mnemonic) => {
  const named = operandsOf(mnemonic).findLast(
    ([, , role]) => role !== "parameter" && accessOf(role) !== undefined,
  );
  return named === undefined ? undefined : { name: named[0], role: named[2] as VariableRole };
});

/** What an instruction does to the one variable that it names, parameters aside. */
export function variableRoleOf(mnemonic: Mnemonic): VariableRole | undefined {
  return namedVariable(mnemonic)?.role;
}

/** The one variable that an instruction names, parameters aside; of a `child`, what may be one. */
export function variableOf({ op, operands }: Operation): string | undefined {
  const named = namedVariable(op);
  if (named === undefined) return undefined;
  return (operands as Readonly<Record<string, string | null>>)[named.name] ?? undefined;
}

/** Whether an instruction gives the variable that it names the value that it takes. */
export function storesValue(mnemonic: Mnemonic): boolean {
  const role = variableRoleOf(mnemonic);
  return (role === "write" || role === "write-global") && pictureOf(mnemonic).pops.length > 0;
}

/** Whether an instruction that does not fault does nothing but make values of the values that it takes. */
export const isPure = derived(
  (op: Mnemonic) =>
    flowOf(op) === "next" &&
    effectsOf(op).size === 0 &&
    namedVariable(op) === undefined &&
    !pictureOf(op).pops.some(({ open }) => open === true),
);

/** Whether an instruction starts a process from a value that it takes. */
export function spawnsValue(mnemonic: Mnemonic): boolean {
  return effectsOf(mnemonic).has("spawns") && pictureOf(mnemonic).pops.length > 0;
}

/** Whether an instruction only drops, copies and moves the values that it takes. */
export const onlyRearranges = derived(
  (op: Mnemonic) => isPure(op) && pictureOf(op).pushes.every(({ source }) => source !== undefined),
);

/** Whether an instruction makes a function value of the code that it names. */
export function makesFunction(mnemonic: Mnemonic): boolean {
  return flowOf(mnemonic) === "next" && namesFunction(mnemonic);
}

/** Whether an instruction names the entry of a function: to call it, or to make a value of it. */
export const namesFunction = derived((mnemonic: Mnemonic) =>
  operandsOf(mnemonic).some(([, , role]) => role === "function"),
);
