/** Fixes of what an instruction finds on the stack: values that are missing, or that are of other types. */
import type { Mnemonic } from "../../../isa/index.ts";
import { acceptedTypes } from "../../../isa/typing.ts";
import type { Fix } from "../../../text/diagnostic.ts";
import { ANY_TYPE, TYPE } from "../../../value/type-set.ts";
import { insertBefore } from "../whole-lines.ts";
import type { AsmCauseOf, Place, QuickFixes } from "./place.ts";

export const STACK_FIXES: QuickFixes = {
  "stack-underflow": pushMissing,
  "type-mismatch": convert,
};

/** Pushes a value that is accepted for each one that is missing. Those that are there stay deepest. */
function pushMissing(
  { operation, needed, depth }: AsmCauseOf<"stack-underflow">,
  { snapshot, span }: Place,
): readonly Fix[] {
  const accepted = acceptedTypes(operation);
  const pushes: string[] = [];
  for (let place = depth; place < needed; place++) {
    // Of an item that stands for several, all are alike.
    const types = accepted[accepted.length - (needed - place)] ?? accepted[0] ?? ANY_TYPE;
    const push = DEFAULTS.find(([type]) => (types & type) !== 0);
    if (push === undefined) return [];
    pushes.push(...push[1]);
  }
  return inserting(pushes, { snapshot, span });
}

/** How a value of a type is made, the plainest types first. */
const DEFAULTS: readonly (readonly [type: number, code: readonly string[]])[] = [
  [TYPE.int, ["PUSH_INT 1"]],
  [TYPE.string, ['PUSH_STR ""']],
  [TYPE.float, ["PUSH_FLOAT 1.0"]],
  [TYPE.bool, ["TRUE"]],
  [TYPE.list, ["MAKE_LIST 0"]],
  [TYPE.object, ["MAKE_OBJECT"]],
  [TYPE.null, ["NULL"]],
  [TYPE.cell, ["NULL", "MAKE_CELL"]],
];

/** Converts the one operand of a wrong type that can be converted. */
function convert({ mismatch }: AsmCauseOf<"type-mismatch">, place: Place): readonly Fix[] {
  if (mismatch.is !== "operands" && mismatch.is !== "comparison") return [];
  const { got } = mismatch;
  const wanted = mismatch.is === "operands" ? mismatch.wanted : wantedTogether(got);
  const wrong = got.flatMap((types, index) => ((types & wanted[index]) === 0 ? [index] : []));
  const [index] = wrong;
  if (wrong.length !== 1 || got.length > 2) return [];
  const conversion = CONVERSIONS.find(
    ([, from, to]) => (got[index] & from) !== 0 && (got[index] & ~from) === 0 && (wanted[index] & to) !== 0,
  );
  if (conversion === undefined) return [];
  const isTop = index === got.length - 1;
  return inserting(isTop ? [conversion[0]] : ["SWAP", conversion[0], "SWAP"], place);
}

/** Strings and numbers are compared as numbers. */
function wantedTogether(got: readonly number[]): readonly number[] {
  const isNumber = got.some((types) => (types & NUMBER) !== 0 && (types & ~NUMBER) === 0);
  return got.map((types) => (isNumber ? NUMBER : types));
}

const NUMBER = TYPE.int | TYPE.float;

/** Conversions, the types that they take without a fault for the kind of value alone, and what they make. */
const CONVERSIONS: readonly (readonly [op: Mnemonic, from: number, to: number])[] = [
  ["TO_INT", NUMBER | TYPE.bool | TYPE.string, TYPE.int],
  ["TO_FLOAT", NUMBER | TYPE.bool | TYPE.string, TYPE.float],
  ["TO_STR", ANY_TYPE, TYPE.string],
  ["TO_BOOL", ANY_TYPE, TYPE.bool],
];

function inserting(instructions: readonly string[], { snapshot, span }: Pick<Place, "snapshot" | "span">) {
  const title = `Insert \`${instructions.join("; ")}\` before it`;
  return [{ title, edits: [insertBefore(snapshot, span.start, instructions)] }];
}
