/**
 * Reads bytecode. Its author is not trusted.
 *
 * Invariant: the result is a valid Program or a problem with its offset; never an exception. Time and memory
 * grow with the number of bytes and with nothing that they say.
 * Absent by design: checking that the code makes sense; as with source text, it faults where it faults.
 */
import { type Mnemonic, mnemonicOfCode, operandsOf } from "../isa/index.ts";
import type { Instruction, Program } from "../program/program.ts";
import { spend } from "../text/allowance.ts";
import { attempt, type BytecodeProblem, ByteReader } from "./byte-reader.ts";
import { ConstantTable } from "./constants.ts";
import { crc32 } from "./crc32.ts";
import { hasMagic, MAGIC, MAJOR } from "./format.ts";
import { type Metadata, readMetadata } from "./metadata.ts";
import { encodingOf, type OperandSource } from "./operands.ts";

export type DecodeResult =
  | { readonly program: Program; readonly metadata: Metadata }
  | { readonly problems: readonly BytecodeProblem[] };

/** Reads a file that begins with the magic; `name` is the file's own name. */
export function decode(bytes: Uint8Array, name: string): DecodeResult {
  return attempt(() => {
    const from = new ByteReader(bytes);
    readHeader(from, bytes);
    const constants = new ConstantTable(from);
    const length = from.count("the number of instructions", 2);
    const source: OperandSource = { from, constants, length };
    const bare = readCode(source);
    const metadata = readMetadata(source);
    from.finish("the file");
    return { program: programOf(bare, metadata, name), metadata };
  });
}

function readHeader(from: ByteReader, bytes: Uint8Array): void {
  if (!hasMagic(bytes)) from.fail("this is no bytecode: it does not begin with TTVM");
  from.part(MAGIC.length, "the magic");
  const { at } = from;
  const major = from.u16("the version");
  const minor = from.u16("the version");
  if (major !== MAJOR) {
    from.fail(`bytecode of version ${major}.${minor} cannot be read, only version ${MAJOR}`, at);
  }
  // What the flags say is found in the sections too.
  from.u16("the flags");
  const checksumAt = from.at;
  const written = from.u32("the checksum");
  const computed = crc32(bytes, from.at);
  if (written !== computed) {
    from.fail(`the checksum is ${hex(written)}, but the content has ${hex(computed)}`, checksumAt);
  }
}

function hex(value: number): string {
  return `0x${value.toString(16).padStart(8, "0")}`;
}

/** An estimate of what an instruction takes, in bytes. */
const INSTRUCTION = 200;

interface BareInstruction {
  readonly op: Mnemonic;
  readonly operands: Readonly<Record<string, unknown>>;
}

const NO_OPERANDS = {};

function readCode(source: OperandSource): readonly BareInstruction[] {
  const { from, length } = source;
  const code: BareInstruction[] = [];
  for (let address = 0; address < length; address++) {
    spend(INSTRUCTION);
    const { at } = from;
    const number = from.u16("an instruction");
    const op =
      mnemonicOfCode(number) ?? from.fail(`no instruction has the code 0x${number.toString(16)}`, at);
    code.push({ op, operands: readOperands(op, source) });
  }
  return code;
}

function readOperands(op: Mnemonic, source: OperandSource): Readonly<Record<string, unknown>> {
  const declared = operandsOf(op);
  if (declared.length === 0) return NO_OPERANDS;
  const operands: Record<string, unknown> = {};
  for (const [name, kind] of declared) {
    operands[name] = encodingOf(kind).read(source, `operand ${name} of ${op}`);
  }
  return operands;
}

/** Shared by all instructions that nothing is known about. */
const NO_SPAN = { start: 0, end: 0 } as const;

function programOf(bare: readonly BareInstruction[], metadata: Metadata, name: string): Program {
  const { labels, files, places, origins, source, procedures } = metadata;
  const code = bare.map(({ op, operands }, address) => {
    const { file, span } = places?.[address] ?? { file: 0, span: NO_SPAN };
    const origin = origins?.[address].address ?? address;
    return { op, operands, span, file, origin } as Instruction;
  });
  return {
    code,
    labels,
    files: files.length > 0 ? files : [{ name }],
    loadedFrom: name,
    ...(source === undefined ? {} : { source }),
    ...(procedures === undefined ? {} : { procedures }),
  };
}
