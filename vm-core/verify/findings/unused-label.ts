/**
 * Labels that nobody names.
 *
 * A text or a name that is spelled like a label may be meant for it; a label at the start says what the program
 * is; and one where an address leads says what is there.
 */
import { MNEMONICS, type Mnemonic, operandsOf } from "../../isa/index.ts";
import { constantOf, pushesConstant } from "../../isa/typing.ts";
import { isStraight, targetOf } from "../../program/control-flow.ts";
import { type Instruction, operandsByName, type Program } from "../../program/program.ts";
import type { Span } from "../../text/span.ts";
import { type Finding, unnecessary } from "../finding.ts";
import type { Facts } from "./facts.ts";

export function findUnusedLabels({ program, labels }: Facts): readonly Finding[] {
  const unused = new Map<string, Span>();
  for (const [name, { definition, references }] of labels) {
    if (definition === undefined || references.length > 0) continue;
    if (!name.startsWith("_") && program.labels.get(name) !== 0) unused.set(name, definition.nameSpan);
  }
  if (unused.size === 0) return [];
  const mentioned = mentionedIn(program, unused);
  return [...unused].flatMap(([name, span]) =>
    mentioned.has(name) ? [] : [unnecessary({ kind: "unused-label", name }, span)],
  );
}

function mentionedIn({ code, labels }: Program, names: ReadonlyMap<string, unknown>): ReadonlySet<string> {
  const mentioned = new Set<string>();
  const isTarget = new Uint8Array(code.length + 1);
  const counts = new Uint32Array(code.length + 1);
  for (const address of labels.values()) counts[address]++;
  for (const instruction of code) {
    if (isStraight(instruction)) {
      if (!TEXTS.has(instruction.op)) continue;
    } else {
      const target = targetOf(instruction);
      if (target !== undefined) isTarget[target] = 1;
    }
    const text = textIn(instruction);
    if (text !== undefined && names.has(text)) mentioned.add(text);
  }
  for (const name of names.keys()) {
    const address = labels.get(name);
    // Of several labels at one place, another one may be named.
    if (address !== undefined && isTarget[address] === 1 && counts[address] === 1) mentioned.add(name);
  }
  return mentioned;
}

/** Instructions with a text or a name. */
const TEXTS: ReadonlySet<Mnemonic> = new Set(
  MNEMONICS.filter((op) => pushesConstant(op) || operandsOf(op).some(([name]) => name === "name")),
);

function textIn(instruction: Instruction): string | undefined {
  const constant = constantOf(instruction);
  if (typeof constant === "string") return constant;
  const { name } = operandsByName(instruction);
  return typeof name === "string" ? name : undefined;
}
