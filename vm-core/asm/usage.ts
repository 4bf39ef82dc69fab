/** How an instruction is written. */
import { type Mnemonic, operandsOf } from "../isa/index.ts";

/** The instruction with the names of its operands: `CALL target [parameters…]`. */
export function usage(mnemonic: Mnemonic): string {
  const operands = operandsOf(mnemonic).filter(([, kind]) => kind !== "resolved");
  const words = operands.map(([name, kind]) => {
    if (kind === "names" || kind === "patterns") return `[${name}…]`;
    return kind.endsWith("?") ? `[${name}]` : name;
  });
  return [mnemonic, ...words].join(" ");
}
