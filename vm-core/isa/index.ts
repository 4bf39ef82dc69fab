/**
 * The instruction table: the single source of truth about instructions.
 *
 * Everything that knows an instruction reads its row here: parser, assembler, codec, verifier, hover,
 * completion, grammar, reference, interpreter, optimizer. Codes are permanent: a retired one keeps its number.
 */
import { once } from "../text/once.ts";
import { table } from "../text/table.ts";
import { derived } from "./derived.ts";
import { DYNAMIC } from "./dynamic.ts";
import { IO } from "./io.ts";
import { MODULES } from "./modules.ts";
import { NETWORK } from "./network.ts";
import { OPERATORS } from "./operators.ts";
import { parsePicture, type StackPicture } from "./picture.ts";
import { PROCESSES } from "./processes.ts";
import type { Effect, InstructionRow, OperandKind, OperandRole } from "./row.ts";
import { STACK } from "./stack.ts";
import { STRUCTURE } from "./structure.ts";

export type { PictureItem, StackPicture } from "./picture.ts";
export type {
  BranchCondition,
  Effect,
  Flow,
  Group,
  InstructionRow,
  OperandKind,
  OperandRole,
  TypeRule,
} from "./row.ts";

export const INSTRUCTIONS = table(STACK, OPERATORS, STRUCTURE, MODULES, IO, NETWORK, PROCESSES, DYNAMIC);

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

/** A declaration without its role. */
type KindIn<D> = D extends `word:${string}` ? D : D extends `${infer Kind}:${string}` ? Kind : D;

type OperandsIn<Row> = Row extends { operands: infer O }
  ? { readonly [N in keyof O]: OperandValue<KindIn<O[N]>> }
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

/** A declared operand: its name, its kind, and what it names, if it names something. */
export type OperandShape = readonly [name: string, kind: OperandKind, role: OperandRole | undefined];

/** The declared operands of an instruction, in source order. */
export function operandsOf(mnemonic: Mnemonic): readonly OperandShape[] {
  return operandShapes(mnemonic);
}

function operandShape(name: string, declaration: string): OperandShape {
  if (declaration.startsWith("word:")) return [name, declaration as OperandKind, undefined];
  const [kind, role] = declaration.split(":");
  return [name, kind as OperandKind, role as OperandRole | undefined];
}

const operandShapes = derived((mnemonic: Mnemonic) =>
  Object.entries(rowOf(mnemonic).operands ?? {}).map((one) => operandShape(...one)),
);
const pictures = derived((mnemonic: Mnemonic) => parsePicture(rowOf(mnemonic).stack));
const flows = derived((mnemonic: Mnemonic) => rowOf(mnemonic).flow ?? "next");
const effects = derived((mnemonic: Mnemonic): ReadonlySet<Effect> => new Set(rowOf(mnemonic).effects));

/** The parsed stack picture of an instruction. */
export function pictureOf(mnemonic: Mnemonic): StackPicture {
  return pictures(mnemonic);
}

/** The mnemonic with a bytecode number, if there is one. */
export function mnemonicOfCode(code: number): Mnemonic | undefined {
  return byCode().get(code);
}

const byCode = once(() => new Map(MNEMONICS.map((mnemonic) => [rowOf(mnemonic).code, mnemonic])));

/** How control leaves an instruction. */
export function flowOf(mnemonic: Mnemonic): NonNullable<InstructionRow["flow"]> {
  return flows(mnemonic);
}

/** What an instruction does besides what its picture, its operands' roles and its flow say. */
export function effectsOf(mnemonic: Mnemonic): ReadonlySet<Effect> {
  return effects(mnemonic);
}
