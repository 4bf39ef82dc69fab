/** Signature help: the operands of the instruction on this line, with the one at the cursor. */
import type { AsmSnapshot } from "../../analyze/index.ts";
import { usage } from "../../asm/usage.ts";
import { type Mnemonic, operandsOf, rowOf } from "../../isa/index.ts";
import type { Parameter, SignatureHelp } from "../answers.ts";
import { commentOn, textLineAt } from "../text-line.ts";
import { syntaxLineOn } from "./cursor.ts";
import { describeKind, stackPicture } from "./describe.ts";

/** `typedBlank`: asked for because a blank was typed; that alone needs no help with a single operand. */
export function signatureHelp(
  snapshot: AsmSnapshot,
  offset: number,
  typedBlank = false,
): SignatureHelp | undefined {
  const textLine = textLineAt(snapshot.text, offset);
  const comment = commentOn(snapshot, textLine);
  const line = syntaxLineOn(snapshot, textLine);
  if (line?.kind !== "instruction" || line.mnemonic === undefined) return undefined;
  if (offset <= line.wordSpan.end || (comment !== undefined && offset > comment.start)) return undefined;
  const parameters = parametersOf(line.mnemonic);
  if (parameters.length < (typedBlank ? 2 : 1)) return undefined;
  const before = line.operands.filter((operand) => operand.span.end < offset).length;
  return {
    label: usage(line.mnemonic),
    documentation: `\`${stackPicture(line.mnemonic)}\`\n\n${rowOf(line.mnemonic).doc}`,
    parameters,
    active: Math.min(before, parameters.length - 1),
  };
}

function parametersOf(mnemonic: Mnemonic): readonly Parameter[] {
  const words = usage(mnemonic).split(" ").slice(1);
  const kinds = operandsOf(mnemonic).filter(([, kind]) => kind !== "resolved");
  let at = mnemonic.length + 1;
  return kinds.map(([, kind], i) => {
    const start = at;
    at += words[i].length + 1;
    return { start, end: at - 1, documentation: describeKind(kind) };
  });
}
