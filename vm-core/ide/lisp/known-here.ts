/** What the verifier knows of a Lisp variable: where it is read, else where it is defined. */
import type { LispSnapshot } from "../../analyze/index.ts";
import type { Known } from "../../facts/known.ts";
import { knownBefore, wholeFacts } from "../../facts/whole.ts";
import { needsValue, storesValue, variableOf, variableRoleOf } from "../../isa/typing.ts";
import type { LispSymbol } from "../../lisp/index.ts";
import type { Span } from "../../text/span.ts";

/** Undefined where nothing is known, as of what lives in a cell. */
export function knownHere(
  { program }: LispSnapshot,
  { slot, boxed, span: definition }: LispSymbol,
  place: Span,
): Known | undefined {
  const facts = program && wholeFacts(program);
  if (facts === undefined || program === undefined || slot === undefined || boxed) return undefined;
  const named = program.code.flatMap((instruction, address) => {
    const { op, span, file } = instruction;
    if (file !== 0 || variableOf(instruction) !== slot) return [];
    const isHere = isSame(span, place) && needsValue(variableRoleOf(op));
    return isHere || (isSame(span, definition) && storesValue(op)) ? [{ address, isHere }] : [];
  });
  const found = named.find(({ isHere }) => isHere) ?? named[0];
  const before = found && knownBefore(facts, found.address);
  return found?.isHere ? before?.variable(slot) : before?.values.at(-1);
}

function isSame(a: Span, b: Span): boolean {
  return a.start === b.start && a.end === b.end;
}
