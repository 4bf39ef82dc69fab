/**
 * The instruction table: the single source of truth about instructions.
 *
 * Everything that knows an instruction reads its row here: parser, assembler, codec, verifier, hover,
 * completion, grammar, reference, interpreter, optimizer. Codes are permanent: a retired one keeps its number.
 */
import { CORE } from "./core.ts";
import { DYNAMIC } from "./dynamic.ts";
import { IO } from "./io.ts";
import { MODULES } from "./modules.ts";
import { NETWORK } from "./network.ts";
import { parsePicture, type StackPicture } from "./picture.ts";
import { PROCESSES } from "./processes.ts";
import type { InstructionRow, OperandKind } from "./row.ts";
import { STRUCTURE } from "./structure.ts";

export type { PictureItem, StackPicture } from "./picture.ts";
export type { Flow, Group, InstructionRow, OperandKind } from "./row.ts";

export const INSTRUCTIONS = {
  ...CORE,
  ...STRUCTURE,
  ...MODULES,
  ...IO,
  ...NETWORK,
  ...PROCESSES,
  ...DYNAMIC,
} as const;

type Table = typeof INSTRUCTIONS;
export type Mnemonic = keyof Table;

export const MNEMONICS = Object.keys(INSTRUCTIONS) as readonly Mnemonic[];

/** Other spellings, each with the instruction that it stands for and operands that it implies. */
export const ALIASES: Readonly<Record<string, { readonly mnemonic: Mnemonic; readonly operand?: string }>> = {
  LOAD_VAR: { mnemonic: "LOAD" },
  STORE_VAR: { mnemonic: "STORE" },
  JMP_ADDR: { mnemonic: "JMP" },
  JZ_ADDR: { mnemonic: "JZ" },
  CALL_ADDR: { mnemonic: "CALL" },
  NEW_LIST: { mnemonic: "MAKE_LIST", operand: "0" },
  NEW_OBJECT: { mnemonic: "MAKE_OBJECT" },
  MAKELIST: { mnemonic: "MAKE_LIST" },
  DUMPSCOPE: { mnemonic: "DUMP_SCOPE" },
  SEND_NAMED: { mnemonic: "SENDNAMED" },
};

/** The value that an operand of a kind has in a Program. */
export type OperandValue<K> = K extends `${infer Required}?`
  ? OperandValue<Required> | null
  : K extends "int" | "pid"
    ? number | bigint
    : K extends "float" | "label" | "count" | "millis"
      ? number
      : K extends "bool"
        ? boolean
        : K extends "names" | "patterns"
          ? readonly string[]
          : K extends "resolved"
            ? number | null
            : string;

type OperandsIn<Row> = Row extends { operands: infer O }
  ? { readonly [N in keyof O]: OperandValue<O[N]> }
  : object;

/** The operands of an instruction by name. */
export type OperandsOf<M extends Mnemonic> = OperandsIn<Table[M]>;

export function isMnemonic(word: string): word is Mnemonic {
  return Object.hasOwn(INSTRUCTIONS, word);
}

/** The row of an instruction, with its optional parts visible. */
export function rowOf(mnemonic: Mnemonic): InstructionRow {
  return INSTRUCTIONS[mnemonic];
}

/** The declared operands of an instruction, in source order. */
export function operandsOf(mnemonic: Mnemonic): readonly (readonly [name: string, kind: OperandKind])[] {
  return OPERANDS[mnemonic];
}

const OPERANDS = Object.fromEntries(
  MNEMONICS.map((mnemonic) => [mnemonic, Object.entries(rowOf(mnemonic).operands ?? {})]),
) as unknown as Readonly<Record<Mnemonic, readonly (readonly [string, OperandKind])[]>>;

// Analyses ask for these at every instruction: maps answer much faster than objects of this size.
const PICTURES = new Map(MNEMONICS.map((mnemonic) => [mnemonic, parsePicture(rowOf(mnemonic).stack)]));
const FLOWS = new Map(MNEMONICS.map((mnemonic) => [mnemonic, rowOf(mnemonic).flow ?? "next"]));

/** The parsed stack picture of an instruction. */
export function pictureOf(mnemonic: Mnemonic): StackPicture {
  return PICTURES.get(mnemonic) as StackPicture;
}

/** The mnemonic with a bytecode number, if there is one. */
export function mnemonicOfCode(code: number): Mnemonic | undefined {
  return BY_CODE.get(code);
}

const BY_CODE = new Map(MNEMONICS.map((mnemonic) => [INSTRUCTIONS[mnemonic].code as number, mnemonic]));

/** How control leaves an instruction. */
export function flowOf(mnemonic: Mnemonic): NonNullable<InstructionRow["flow"]> {
  return FLOWS.get(mnemonic) as NonNullable<InstructionRow["flow"]>;
}
