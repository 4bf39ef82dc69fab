/** What the verifier knows of a variable at one of its places: what is stored, read, or handed over as a parameter there. */
import { type AsmSnapshot, roleOf } from "../../analyze/index.ts";
import type { Known } from "../../facts/known.ts";
import { knownBefore, wholeFacts } from "../../facts/whole.ts";
import { pictureOf } from "../../isa/index.ts";
import { needsValue, storesValue } from "../../isa/typing.ts";
import type { Span } from "../../text/span.ts";
import { framesOf } from "./frames.ts";
import { addressAt } from "./variables.ts";

/** Undefined where nothing is known. */
export function knownHere(snapshot: AsmSnapshot, name: string, place: Span): Known | undefined {
  const { program } = snapshot;
  const facts = program && wholeFacts(program);
  const frames = framesOf(snapshot);
  const address = addressAt(frames, place.start);
  const line = frames.lines[address];
  const operand = line?.operands.find(({ span }) => span.start === place.start);
  const before = facts && line && knownBefore(facts, address);
  if (before === undefined || operand === undefined || line.mnemonic === undefined) return undefined;
  const role = roleOf(line, operand);
  if (needsValue(role)) return before.variable(name);
  if (role !== "parameter") return storesValue(line.mnemonic) ? before.values.at(-1) : undefined;
  // A call hands values over; what makes a function value does not yet.
  if (!pictureOf(line.mnemonic).pops.some(({ times }) => times === operand.name)) return undefined;
  const parameters = line.operands.filter((one) => roleOf(line, one) === "parameter");
  return before.values.at(parameters.indexOf(operand) - parameters.length);
}
