/**
 * Targets written as numbers that lead to a wrong place: the middle of a function, its end, code beside a
 * handler, or an address that is the line of a label.
 */

import type { Context } from "../../facts/context.ts";
import { oncePerControl } from "../../program/control.ts";
import { calleeOf, fallsThrough, straightCode, targetOf } from "../../program/control-flow.ts";
import type { Instruction } from "../../program/program.ts";
import type { Fix } from "../../text/diagnostic.ts";
import { writeName } from "../../text/literal.ts";
import { type Span, span } from "../../text/span.ts";
import { type Finding, finding, type Misplacement, type NamedCode } from "../finding.ts";
import { codeAt, type Facts } from "./facts.ts";

/** A target written as a number, and where it is. */
interface Numeric {
  readonly address: number;
  readonly instruction: Instruction;
  readonly target: number;
  readonly span: Span;
}

export function findMisplacedTargets(facts: Facts): readonly Finding[] {
  const targets = numericTargets(facts);
  if (targets.length === 0) return [];
  const labelled = new Set(facts.program.labels.values());
  const insides = functionsInside(facts);
  const meant = meantLabels(facts);
  return targets.flatMap((one) => {
    if (labelled.has(one.target)) return [];
    const label = meant.get(one.target);
    const problem = misplaced(facts, one, insides) ?? meantFor(facts, label);
    if (problem === undefined) return [];
    const { code } = facts.program;
    const place = code[one.target];
    const step = { is: "address", address: one.target } as const;
    const path = place === undefined ? [] : [{ span: place.span, step }];
    const cause = { kind: "misplaced-target", target: one.target, problem } as const;
    const found = finding("warning", cause, one.span, path);
    return [label === undefined ? found : { ...found, fixes: fixFor(label, one.span) }];
  });
}

function meantFor({ program }: Facts, label: string | undefined): Misplacement | undefined {
  const address = label === undefined ? undefined : program.labels.get(label);
  return label === undefined || address === undefined ? undefined : { is: "label", label, address };
}

function fixFor(label: string, at: Span): readonly Fix[] {
  return [{ title: `Change to \`${label}\``, edits: [{ span: at, text: writeName(label) }] }];
}

/** Those of the document's text. */
function numericTargets({ program }: Facts): readonly Numeric[] {
  return writtenNumbers(program).map(({ address, target, at, length }) => {
    const instruction = program.code[address];
    const start = instruction.span.start + at;
    return { address, instruction, target, span: span(start, start + length) };
  });
}

/** The same, with the number's place counted from the instruction's. An instruction that names code is written the same in one Control. */
const writtenNumbers = oncePerControl(
  (program) => {
    const { code, files } = program;
    const straight = straightCode(program);
    const text = files[0]?.text;
    const found: { address: number; target: number; at: number; length: number }[] = [];
    if (text === undefined) return found;
    for (let address = 0; address < code.length; address++) {
      if (straight[address] === 1) continue;
      const instruction = code[address];
      const target = targetOf(instruction);
      if (target === undefined || instruction.file !== 0) continue;
      const { start, end } = instruction.span;
      if (!mayHaveNumber(text, start, end)) continue;
      const [, before, number] = NUMERIC.exec(text.slice(start, Math.min(end, start + 64))) ?? [];
      if (number === undefined || Number(number) !== target) continue;
      found.push({ address, target, at: before.length, length: number.length });
    }
    return found;
  },
  (before) => (before.length === 0 ? before : undefined),
);

/** Whether what comes after the first word may begin with a number: most name labels, which is seen without a pattern. */
function mayHaveNumber(text: string, start: number, end: number): boolean {
  let at = start;
  while (at < end && isIn(text.charCodeAt(at), 33, 127)) at++;
  while (at < end && text.charCodeAt(at) <= 32) at++;
  const code = text.charCodeAt(at);
  return code === PLUS || isIn(code, ZERO, ZERO + 9) || code > 127;
}

const PLUS = 43;
const ZERO = 48;

function isIn(code: number, least: number, most: number): boolean {
  return code >= least && code <= most;
}

/** The number that is the first operand, or after the milliseconds of a RECEIVE_TIMEOUT. */
const NUMERIC = /^(RECEIVE_TIMEOUT\s+\S+\s+|\S+\s+)(\+?\d+)(?!\S)/;

/** For each address, the functions that it is the inside of. */
function functionsInside({ functions }: Facts): ReadonlyMap<number, readonly Context[]> {
  const insides = new Map<number, Context[]>();
  for (const { context, found, now } of functions) {
    const { blocks } = found;
    for (let i = 0; i < blocks.length; i += 2) {
      const by = now(blocks[i]) - blocks[i];
      for (let address = blocks[i] + by; address <= blocks[i + 1] + by; address++) {
        const known = insides.get(address);
        if (known === undefined) insides.set(address, [context]);
        else if (known.length < 4) known.push(context);
      }
    }
  }
  return insides;
}

function misplaced(
  facts: Facts,
  { address, instruction, target }: Numeric,
  insides: ReadonlyMap<number, readonly Context[]>,
): Misplacement | undefined {
  const { program } = facts;
  const { code } = program;
  const { op } = instruction;
  const isUse = calleeOf(instruction) !== undefined;
  if (target === code.length) {
    return isUse || op === "TRY" ? { is: "end" } : undefined;
  }
  if (op === "TRY") {
    const isNearCatch =
      code[target].op !== "CATCH" && [1, -1, 2, -2].some((by) => code[target + by]?.op === "CATCH");
    return isNearCatch ? { is: "beside-catch" } : undefined;
  }
  const own = insides.get(address) ?? [];
  if (isUse) {
    const before = code[target - 1];
    if (before === undefined || !fallsThrough(before)) return undefined;
    const around = (insides.get(target - 1) ?? []).find(({ start }) => start !== target && start < target);
    return around === undefined ? undefined : { is: "inside", code: codeOf(facts, around) };
  }
  const others = (insides.get(target) ?? []).filter((one) => one.id >= 0 && one.start !== target);
  const entered = others.find((one) => !own.includes(one) && own.length > 0);
  return entered === undefined ? undefined : { is: "inside", code: codeOf(facts, entered) };
}

function codeOf({ program }: Facts, { id, start }: Context): NamedCode {
  return id < 0 ? "top-level" : codeAt(program, start);
}

/**
 * Labels that nothing names, by the numbers that someone could have written for them: the number of their line,
 * from 0 or 1, or an address that is off by one.
 */
function meantLabels({ labels, program }: Facts): ReadonlyMap<number, string> {
  const meant = new Map<number, string>();
  const text = program.files[0]?.text ?? "";
  let line = 0;
  let at = 0;
  let count = 0;
  for (const [name, { definition, references }] of labels?.all() ?? []) {
    if (definition === undefined) continue;
    for (; at < definition.nameSpan.start; at++) if (text.charCodeAt(at) === NEWLINE) line++;
    const address = program.labels.get(name) ?? 0;
    if (references.length === 0) {
      for (const number of [address + 1, address - 1, address + count, line, line + 1]) {
        if (!meant.has(number)) meant.set(number, name);
      }
    }
    count++;
  }
  return meant;
}

const NEWLINE = 10;
