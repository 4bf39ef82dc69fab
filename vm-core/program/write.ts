/**
 * Writes instructions as assembly text.
 *
 * Invariant: what it writes assembles to the same instruction, given the same label names.
 */
import { operandsOf } from "../isa/index.ts";
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
    if (kind === "names" || kind === "patterns") words.push(...(value as readonly string[]).map(writeName));
    else if (kind === "label" || kind === "label?") words.push(writeTarget(value as number, label));
    else if (kind === "string" || kind === "path") words.push(writeString(String(value)));
    else if (kind === "float") words.push(displayFloat(value as number));
    else if (kind === "name" || kind === "name?") words.push(writeName(String(value)));
    else words.push(String(value));
  }
  return words.join(" ");
}

function writeTarget(address: number, label: (address: number) => string | undefined): string {
  const name = label(address);
  return name === undefined ? String(address) : writeName(name);
}
