/** What is to be said about an instruction wherever it is named: all of it read from its row. */
import { usage } from "../../asm/usage.ts";
import { derived } from "../../isa/derived.ts";
import { type Mnemonic, type OperandKind, operandsOf, pictureOf, rowOf } from "../../isa/index.ts";
import { codeBlock, paragraphs } from "../markdown.ts";

/** `JZ target ; ( condition -- )`: how it is written, and what it does to the stack. */
export function instructionHeading(mnemonic: Mnemonic): string {
  return `${usage(mnemonic)}  ; ${stackPicture(mnemonic)}`;
}

/** `( a b -- sum )` */
export function stackPicture(mnemonic: Mnemonic): string {
  return `( ${rowOf(mnemonic).stack.trim()} )`;
}

/** Markdown: heading, documentation, operands and faults. */
export const describeInstruction = derived((mnemonic: Mnemonic): string =>
  paragraphs(codeBlock(instructionHeading(mnemonic)), ...describeDetails(mnemonic)),
);

/** Paragraphs of Markdown: documentation, operands and faults, where there are any. */
export function describeDetails(mnemonic: Mnemonic): readonly string[] {
  const parts = [rowOf(mnemonic).doc, describeOperands(mnemonic), describeFaults(mnemonic)];
  return parts.filter((part) => part !== undefined);
}

function describeOperands(mnemonic: Mnemonic): string | undefined {
  const lines = operandsOf(mnemonic)
    .filter(([, kind]) => kind !== "resolved")
    .map(([name, kind]) => `- \`${name}\`: ${describeKind(kind)}`);
  return lines.length > 0 ? lines.join("\n") : undefined;
}

function describeFaults(mnemonic: Mnemonic): string | undefined {
  const faults: string[] = pictureOf(mnemonic).pops.some((item) => item.times === undefined)
    ? ["StackUnderflow"]
    : [];
  for (const fault of rowOf(mnemonic).faults ?? []) faults.push(fault);
  return faults.length > 0 ? `Faults: ${faults.map((fault) => `\`${fault}\``).join(", ")}` : undefined;
}

/** What may be written for an operand of a kind. */
export function describeKind(kind: OperandKind): string {
  const optional = kind.endsWith("?");
  const plain = optional ? kind.slice(0, -1) : kind;
  const words = plain.startsWith("word:")
    ? plain
        .slice("word:".length)
        .split("|")
        .map((word) => `\`${word}\``)
        .join(", ")
    : KINDS[plain];
  return optional ? `${words}; may be left out` : words;
}

const KINDS: Readonly<Record<string, string>> = {
  int: "a 64-bit integer",
  float: "a number",
  bool: "`true` or `false`",
  string: "a string",
  name: "a name",
  label: "a label, or an instruction address",
  names: "any number of names",
  count: "a whole number from 0 on",
  path: "the path of a module",
  pid: "a process number",
  millis: "milliseconds",
  patterns: "any number of message patterns",
};
