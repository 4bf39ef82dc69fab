/** Fixes of `TRY`, `CATCH` and `END_TRY` where a part of the three is missing or too much. */
import type { AsmSnapshot } from "../../../analyze/index.ts";
import type { InstructionLine, SyntaxLine } from "../../../asm/syntax.ts";
import { flowOf } from "../../../isa/index.ts";
import { closesHandler } from "../../../isa/typing.ts";
import type { Fix } from "../../../text/diagnostic.ts";
import { append, indentAt, insertBefore, removeLines } from "../whole-lines.ts";
import { type AsmCauseOf, instructionAt, type Place, type QuickFixes } from "./place.ts";

export const TRY_FIXES: QuickFixes = {
  "try-without-catch": (_, place) => complete(place),
  "try-without-end": (_, place) => complete(place),
  "unbalanced-try": removeEnd,
};

/** Inserts what the TRY lacks: before its END_TRY, or where the code after it ends. */
function complete(place: Place): readonly Fix[] {
  const { snapshot } = place;
  const opener = instructionAt(place);
  if (opener === undefined) return [];
  const { hasCatch, end, isClosed } = partsOf(snapshot, opener);
  const missing = [...(hasCatch ? [] : ["CATCH error"]), ...(isClosed ? [] : ["END_TRY"])];
  const indent = indentAt(snapshot.text, opener.span.start);
  const edit =
    end === undefined
      ? append(
          snapshot,
          missing.map((one) => `${indent}${one}`),
        )
      : insertBefore(snapshot, end.span.start, missing, opener.span.start);
  return [{ title: `Insert ${missing.map((one) => `\`${one}\``).join(" and ")}`, edits: [edit] }];
}

/** Whether a TRY has its CATCH and its END_TRY, and the line before which what is missing goes. */
function partsOf(
  { syntax: { lines } }: AsmSnapshot,
  opener: InstructionLine,
): { readonly hasCatch: boolean; readonly isClosed: boolean; readonly end: SyntaxLine | undefined } {
  let nested = 0;
  let hasCatch = false;
  let end: SyntaxLine | undefined;
  for (let at = lines.indexOf(opener) + 1; at < lines.length; at++) {
    const line = lines[at];
    // Code after a label is no part of it, unless an END_TRY follows.
    if (line.kind === "label") end ??= line;
    if (line.kind === "label" || line.mnemonic === undefined) continue;
    const flow = flowOf(line.mnemonic);
    if (flow === "handler" && line.operands.length === 0) nested++;
    else if (flow === "catch" && nested === 0) hasCatch = true;
    else if (flow === "end" && nested === 0) end ??= line;
    else if (closesHandler(line.mnemonic) && nested-- === 0) return { hasCatch, isClosed: true, end: line };
  }
  return { hasCatch, isClosed: false, end };
}

function removeEnd({ problem }: AsmCauseOf<"unbalanced-try">, place: Place): readonly Fix[] {
  const line = instructionAt(place);
  if (problem !== "nothing-open" || line === undefined) return [];
  return [{ title: "Remove the `END_TRY`", edits: removeLines(place.snapshot, [line]) }];
}
