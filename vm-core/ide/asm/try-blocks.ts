/**
 * Which `TRY`, `CATCH` and `END_TRY` belong together, for folding and highlighting.
 *
 * Invariant: works on broken text. The assembler's pairing decides what a program does; this one goes by
 * what a reader sees: brackets, and for a `TRY` with a label the first `END_TRY` of its straight-line code.
 */
import type { AsmSnapshot } from "../../analyze/index.ts";
import type { InstructionLine } from "../../asm/syntax.ts";
import { flowOf } from "../../isa/index.ts";
import { closesHandler } from "../../isa/typing.ts";

export interface TryBlock {
  /** `TRY`, then `CATCH` if it has one inside, then `END_TRY`. */
  readonly lines: readonly InstructionLine[];
}

export function tryBlocks(snapshot: AsmSnapshot): readonly TryBlock[] {
  const blocks: TryBlock[] = [];
  const open: InstructionLine[][] = [];
  for (const line of snapshot.syntax.lines) {
    if (line.kind === "label") {
      // A label-form body does not go past a label: what follows may be its handler.
      while (open.at(-1)?.[0].operands.length) open.pop();
      continue;
    }
    const innermost = open.at(-1);
    if (line.mnemonic === undefined) continue;
    const flow = flowOf(line.mnemonic);
    if (flow === "handler") open.push([line]);
    else if (innermost === undefined) continue;
    else if (flow === "catch" && innermost.length === 1) innermost.push(line);
    else if (closesHandler(line.mnemonic)) {
      innermost.push(line);
      blocks.push({ lines: innermost });
      open.pop();
    }
  }
  return blocks;
}
