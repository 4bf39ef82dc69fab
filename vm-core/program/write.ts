/**
 * Writes instructions as assembly text.
 *
 * Invariant: what it writes assembles to the same instruction, given the same label names.
 */
import { type OperandKind, operandsOf } from "../isa/index.ts";
import { writeName, writeString } from "../text/literal.ts";
import { displayFloat } from "../value/display.ts";
import { type Instruction, operandsByName } from "./program.ts";

/** `label` gives the name to write for a target; without one the address is written. */
export function writeInstruction(
  instruction: Instruction,
  label: (address: number) => string | undefined = () => undefined,
): string {
  const values = operandsByName(instruction);
  const words: string[] = [instruction.op];
  for (const [name, kind] of operandsOf(instruction.op)) {
    const value = values[name];
    if (kind === "resolved" || value === null) continue;
    if (kind === "names") for (const item of (value as readonly string[]).map(writeName)) words.push(item);
    else if (kind === "patterns")
      for (const item of (value as readonly string[]).map(writePattern)) words.push(item);
    else if (kind === "label" || kind === "label?") words.push(writeTarget(value as number, label));
    else words.push(writeOperand(kind, value));
  }
  return words.join(" ");
}

function writeOperand(kind: OperandKind, value: unknown): string {
  switch (kind.endsWith("?") ? kind.slice(0, -1) : kind) {
    case "string":
    case "path":
      return writeString(String(value));
    case "float":
      return writeFloat(value as number);
    case "name":
      return writeName(String(value));
    default:
      return String(value);
  }
}

function writeTarget(address: number, label: (address: number) => string | undefined): string {
  const name = label(address);
  return name === undefined ? String(address) : writeName(name);
}

/** Without an exponent, as it is displayed, unless that takes many zeros. */
function writeFloat(value: number): string {
  const plain = displayFloat(value);
  const size = Math.abs(value);
  if (!Number.isFinite(value) || size === 0 || (size >= 1e-4 && size < 1e16)) return plain;
  const exponential = value.toExponential().replace("e+", "e");
  return exponential.length < plain.length ? exponential : plain;
}

/** A pattern holds the quotes that it was written with; one that no text can say is quoted whole. */
function writePattern(pattern: string): string {
  return PATTERN.test(pattern) ? pattern : writeString(pattern);
}

/** What reads as one word: a text, `field="text"`, or anything without blanks. */
const PATTERN =
  /^(?:(?:[^" \t-\r\u00a0\ufeff;]+=)?"(?:[^"\\\n]|\\[^\n])*"|[^" \t-\r\u00a0\ufeff;][^ \t-\r\u00a0\ufeff;]*)$/;
