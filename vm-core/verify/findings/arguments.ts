/** Calls, function values and children that pass other arguments than the code's other uses do. */

import type { Instruction } from "../../program/program.ts";
import { once } from "../../text/once.ts";
import { type Finding, finding } from "../finding.ts";
import { codeAt, type ExaminedFunction, type Facts } from "./facts.ts";
import type { Use } from "./uses.ts";

/** `all` by the addresses where functions start. */
export function findMismatchedArguments(
  facts: Facts,
  all: ReadonlyMap<number, readonly Use[]>,
): readonly Finding[] {
  const starting = once(() => new Map(facts.functions.map((one) => [one.context.id, one])));
  return [...all.values()].flatMap((uses) => {
    if (uses.every(({ parameters }) => parameters === uses[0].parameters)) return [];
    const kinds = new Map<string, Use>();
    for (const use of uses) if (!kinds.has(setOf(use))) kinds.set(setOf(use), use);
    if (kinds.size === 1) return [];
    const one = starting().get(uses[0].target);
    return one === undefined ? [] : compare(facts, one, uses, [...kinds.values()].slice(0, MOST_KINDS));
  });
}

/** How many different sets of parameters are compared. */
const MOST_KINDS = 8;

/** The order does not matter: a caller may pass its values in another one. */
function setOf({ parameters }: Use): string {
  return parameters.length < 2 ? (parameters[0] ?? "") : [...new Set(parameters)].sort().join(" ");
}

/** `kinds` has a use for each set of parameters, in source order. */
function compare(
  facts: Facts,
  one: ExaminedFunction,
  uses: readonly Use[],
  kinds: readonly Use[],
): readonly Finding[] {
  const names = namesIn(facts, one);
  if (names.isShown) return [];
  const wrong = uses.flatMap((use): Finding[] => {
    if (mayCapture(facts, use)) return [];
    const own = setOf(use);
    return kinds
      .filter((kind) => setOf(kind) !== own)
      .flatMap((kind) => misfit(facts, names, use, kind) ?? [])
      .slice(0, 1);
  });
  // When no use is as the code wants it, the first one tells what is meant.
  return wrong.length === uses.length ? wrong.slice(1) : wrong;
}

function misfit(facts: Facts, names: NamesUsed, use: Use, other: Use): Finding | undefined {
  const missing = other.parameters.filter(
    (name) => !use.parameters.includes(name) && names.read.has(name) && !isElsewhere(facts, names, name),
  );
  if (missing.length > 0) return report(facts, use, other, "missing", missing);
  const surplus = use.parameters.filter((name) => !other.parameters.includes(name) && !names.read.has(name));
  return surplus.length > 0 ? report(facts, use, other, "surplus", surplus) : undefined;
}

/** A closure may bring with it what it is not passed. */
function mayCapture({ program: { code }, interpretation }: Facts, { address }: Use): boolean {
  return code[address].op === "MAKE_LAMBDA" && interpretation.code.captures;
}

/** Whether the code can have a name from elsewhere. */
function isElsewhere(
  { interpretation: { machine, code } }: Facts,
  { stored }: NamesUsed,
  name: string,
): boolean {
  return stored.has(name) || machine.globals.has(name) || code.sharedNames.has(name);
}

interface NamesUsed {
  readonly read: ReadonlySet<string>;
  readonly stored: ReadonlySet<string>;
  /** All variables are shown. */
  readonly isShown: boolean;
}

function namesIn({ program: { code } }: Facts, { found: { blocks }, now }: ExaminedFunction): NamesUsed {
  const read = new Set<string>();
  const stored = new Set<string>();
  let isShown = false;
  for (let i = 0; i < blocks.length; i += 2) {
    const by = now(blocks[i]) - blocks[i];
    for (let address = blocks[i] + by; address <= blocks[i + 1] + by; address++) {
      const { op, operands }: Instruction = code[address];
      if (op === "DUMP_SCOPE") isShown = true;
      else if (op === "STORE") stored.add(operands.name);
      else if (op === "CATCH" && operands.name !== null) stored.add(operands.name);
      else if (op === "LOAD" || op === "CAPTURE" || op === "EXPORT" || op === "SUPERVISE_CHILD") {
        read.add(operands.name);
      }
    }
  }
  return { read, stored, isShown };
}

function report(
  { program, program: { code } }: Facts,
  use: Use,
  other: Use,
  problem: "missing" | "surplus",
  names: readonly string[],
): Finding {
  const { op: operation, span } = code[use.address];
  const there = code[other.address];
  return finding(
    "warning",
    { kind: "argument-mismatch", operation, code: codeAt(program, use.target), problem, names },
    span,
    [{ span: there.span, step: { is: "use", operation: there.op, names: other.parameters } }],
  );
}
