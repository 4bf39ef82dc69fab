/** Each instruction as a line of text, with operands of its program. */
import { MNEMONICS, type Mnemonic, operandsOf, pictureOf } from "../../vm-core/isa/index.ts";
import { type Instruction, operandsByName } from "../../vm-core/program/program.ts";

/** Operands by kind; those that may be left out are, so that values of the stack take their place. */
const SAMPLES: Readonly<Record<string, string>> = {
  int: "7",
  float: "2.5",
  bool: "true",
  string: '"text"',
  name: "x",
  label: "f",
  "label?": "f",
  count: "0",
  path: "nowhere",
  millis: "0",
  patterns: "any",
  /** None of them, and what the assembler finds by itself. */
  names: "",
  resolved: "",
};

/** Each instruction once, ways in which optional operands change what it takes apart. */
export function variants(mnemonic: Mnemonic): readonly string[] {
  const words = operandsOf(mnemonic).map(([, kind]) => SAMPLES[kind] ?? "");
  const plain = [mnemonic, ...words].join(" ").trim();
  return operandsOf(mnemonic).some(([, kind]) => kind === "word:params?")
    ? [plain, `${plain} params`]
    : mnemonic === "MAKE_LIST"
      ? [plain, "MAKE_LIST 2"]
      : [plain];
}

/** Kinds of operands that have no sample, and that an instruction needs. */
export function kindsWithoutSample(): readonly string[] {
  return MNEMONICS.flatMap((mnemonic) => operandsOf(mnemonic).map(([, kind]) => kind as string)).filter(
    (kind) => !Object.hasOwn(SAMPLES, kind) && !kind.endsWith("?"),
  );
}

/** How many values the instruction takes of the stack, and of which types, with its operands as they are. */
export function taken(instruction: Instruction): readonly number[] {
  const operands = operandsByName(instruction);
  return pictureOf(instruction.op).pops.flatMap(({ types, times, open }) => {
    if (open === true) return [];
    if (times === undefined) return [types];
    const operand = operands[times.replace("!", "")];
    const isLeftOut = operand === null;
    if (times.startsWith("!")) return isLeftOut ? [types] : [];
    const count =
      typeof operand === "number" ? operand : Array.isArray(operand) ? operand.length : isLeftOut ? 0 : 1;
    return Array<number>(count).fill(types);
  });
}
