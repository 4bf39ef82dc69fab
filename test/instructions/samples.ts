/** Each instruction as a line of text, with operands of its program. */
import { MNEMONICS, type Mnemonic, operandsOf } from "../../vm-core/isa/index.ts";

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
