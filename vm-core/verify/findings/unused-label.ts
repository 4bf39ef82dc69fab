/**
 * Labels that nobody names.
 *
 * A text or a name that is spelled like a label may be meant for it; a label at the start says what the program
 * is; and one where an address leads says what is there.
 */
import { MNEMONICS, type Mnemonic, operandsOf } from "../../isa/index.ts";
import { constantOf, pushesConstant } from "../../isa/typing.ts";
import { keptPerControl, oncePerControl } from "../../program/control.ts";
import { straightCode, targetOf } from "../../program/control-flow.ts";
import { type Instruction, operandsByName, type Program } from "../../program/program.ts";
import { type Finding, unnecessary } from "../finding.ts";
import type { DocumentLabels, Facts } from "./facts.ts";

export function findUnusedLabels({ program, labels }: Facts): readonly Finding[] {
  if (labels === undefined) return [];
  const unused = unnamed(program, labels);
  if (unused.size === 0) return [];
  for (const name of textsIn(program)) unused.delete(name);
  return [...labels.placesOf(unused)].map(([name, span]) =>
    unnecessary({ kind: "unused-label", name }, span),
  );
}

/** Labels that no instruction names. */
function unnamed(program: Program, labels: DocumentLabels): Set<string> {
  const { isTarget, counts } = targetsOf(program);
  const found = new Set<string>();
  for (const [name, address] of program.labels) {
    if (address === 0 || name.startsWith("_")) continue;
    // Of several labels at one place, another one may be named.
    const isNamed =
      counts[address] === 1 ? isTarget[address] === 1 : (labels.all().get(name)?.references.length ?? 0) > 0;
    if (!isNamed) found.add(name);
  }
  return found;
}

/** For each address whether an instruction leads there or makes a function of it, and how many labels it has. */
const targetsOf = oncePerControl(
  (program) => {
    const { code, labels } = program;
    const straight = straightCode(program);
    const isTarget = new Uint8Array(code.length + 1);
    const counts = new Uint32Array(code.length + 1);
    for (const address of labels.values()) counts[address]++;
    for (let address = 0; address < code.length; address++) {
      if (straight[address] === 1) continue;
      const target = targetOf(code[address]);
      if (target !== undefined) isTarget[target] = 1;
    }
    return { isTarget, counts };
  },
  ({ isTarget, counts }, shift) => ({
    isTarget: shift.array(isTarget, 0),
    counts: shift.array(counts, 0),
  }),
);

/** What is written as a text or a name. */
const textsIn = keptPerControl(
  (program): ReadonlySet<string> => {
    const { code } = program;
    const straight = straightCode(program);
    const texts = new Set<string>();
    for (let address = 0; address < code.length; address++) {
      const instruction = code[address];
      if (straight[address] === 1 && !TEXTS.has(instruction.op)) continue;
      const text = textIn(instruction);
      if (text !== undefined) texts.add(text);
    }
    return texts;
  },
  (before, now) => textIn(before) === textIn(now),
  (instruction) => textIn(instruction) === undefined,
  (before) => before,
);

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
