/**
 * The lines of a text that name something outside of it: modules, native functions, processes.
 *
 * Invariant: found once for each syntax, in one walk that looks at the mnemonics alone: texts are long and such lines few.
 */
import type { AsmSyntax, InstructionLine } from "../../asm/syntax.ts";
import { MNEMONICS, type Mnemonic, operandsOf } from "../../isa/index.ts";
import { spawnsValue } from "../../isa/typing.ts";

const FOUND = new WeakMap<AsmSyntax, readonly InstructionLine[]>();

/** Lines with operands, in source order: all that name a module, a native function or a child, or may push what is spawned. */
export function outwardLines(syntax: AsmSyntax): readonly InstructionLine[] {
  let found = FOUND.get(syntax);
  if (found === undefined) FOUND.set(syntax, (found = findLines(syntax)));
  return found;
}

function findLines({ lines }: AsmSyntax): readonly InstructionLine[] {
  const found: InstructionLine[] = [];
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i];
    if (line.kind === "label" || line.mnemonic === undefined || !LOOKED_AT.has(line.mnemonic)) continue;
    const before = i > 0 && SPAWNING.has(line.mnemonic) ? lines[i - 1] : undefined;
    if (before?.kind === "instruction" && before.operands.length > 0 && found.at(-1) !== before) {
      found.push(before);
    }
    if (OUTWARD.has(line.mnemonic) && line.operands.length > 0) found.push(line);
  }
  return found;
}

const SPAWNING: ReadonlySet<Mnemonic> = new Set(MNEMONICS.filter(spawnsValue));

const OUTWARD: ReadonlySet<Mnemonic> = new Set(
  MNEMONICS.filter((op) =>
    operandsOf(op).some(([, , role]) => role === "module" || role === "native" || role === "child"),
  ),
);

const LOOKED_AT: ReadonlySet<Mnemonic> = new Set([...SPAWNING, ...OUTWARD]);
