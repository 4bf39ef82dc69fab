/**
 * How often each label of a text is named by operands, kept up to date with edits.
 *
 * Invariant: the counts are those of the lines of the syntax that they are asked of. They are made when somebody asks first;
 * from then on an edit costs the lines that it takes away and those that it brings.
 */
import type { OperandRole } from "../isa/index.ts";
import { accessOf, roleOfOperand } from "../isa/typing.ts";
import { isAddress } from "./assembler.ts";
import type { AsmSyntax, InstructionLine, OperandSyntax, SyntaxLine } from "./syntax.ts";
import { tally } from "./tally.ts";

/** By names. */
interface Counts {
  /** Of operands that name a label in any case. */
  readonly labels: Map<string, number>;
  /** Of those that may name a process instead. */
  readonly children: Map<string, number>;
  /** Of lines that define a label. */
  readonly definitions: Map<string, number>;
  /** Names of labels that no line defines. */
  missing: number;
}

const KNOWN = new WeakMap<AsmSyntax, Counts>();

/** How many operands in a text name a label of it. */
export function usesOfLabel(syntax: AsmSyntax, name: string): number {
  const { labels, children } = countsOf(syntax);
  return (labels.get(name) ?? 0) + (children.get(name) ?? 0);
}

/** Whether an operand names a label that is not there. */
export function namesMissingLabel(syntax: AsmSyntax): boolean {
  return countsOf(syntax).missing > 0;
}

function countsOf(syntax: AsmSyntax): Counts {
  let counts = KNOWN.get(syntax);
  if (counts === undefined) {
    counts = { labels: new Map(), children: new Map(), definitions: new Map(), missing: 0 };
    count(counts, syntax.lines, 1);
    KNOWN.set(syntax, counts);
  }
  return counts;
}

/** The counts of a text that is about to change without some of its lines, if they are known: they are used up for that. */
export function usesWithout(syntax: AsmSyntax, gone: () => readonly SyntaxLine[]): Counts | undefined {
  const counts = KNOWN.get(syntax);
  if (counts === undefined) return undefined;
  KNOWN.delete(syntax);
  count(counts, gone(), -1);
  return counts;
}

/** Hands these counts on to the text that has come of it, with its new lines. */
export function continueUses(counts: Counts, now: AsmSyntax, come: readonly SyntaxLine[]): void {
  count(counts, come, 1);
  KNOWN.set(now, counts);
}

function count(counts: Counts, lines: readonly SyntaxLine[], by: number): void {
  tally.usesCounted += lines.length;
  for (const line of lines) {
    if (line.kind === "label") countDefinition(counts, line.name, by);
    else for (const operand of line.operands) countOperand(counts, line, operand, by);
  }
}

function countDefinition(counts: Counts, name: string, by: number): void {
  const isNews = add(counts.definitions, name, by);
  if (isNews && name !== "" && counts.labels.has(name)) counts.missing -= by;
}

function countOperand(counts: Counts, line: InstructionLine, operand: OperandSyntax, by: number): void {
  if (namesLabel(operand)) {
    const { text } = operand;
    // What is left out after the keyword is the name of no label.
    const isNews = add(counts.labels, text, by);
    if (isNews && text !== "" && !counts.definitions.has(text)) counts.missing += by;
  } else if (accessOf(roleOf(line, operand)) === "child") add(counts.children, operand.text, by);
}

/** Whether there is the first one now, or none any more. */
function add(counts: Map<string, number>, name: string, by: number): boolean {
  const before = counts.get(name) ?? 0;
  if (before + by === 0) counts.delete(name);
  else counts.set(name, before + by);
  return before === 0 || before + by === 0;
}

/** What an operand names, if it names something. A `child` may name a label, or something that only a run can tell. */
export function roleOf({ mnemonic }: InstructionLine, { name }: OperandSyntax): OperandRole | undefined {
  return mnemonic === undefined ? undefined : roleOfOperand(mnemonic, name);
}

/** Whether an operand is the name of a label, and no address. */
export function namesLabel({ kind, text }: OperandSyntax): boolean {
  return (kind === "label" || kind === "label?") && !isAddress(text);
}
