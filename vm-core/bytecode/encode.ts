/**
 * Writes a Program as bytecode.
 *
 * Invariant: `decode` gives the same Program back: code, operands, labels, spans, names of files, origins,
 * lines; texts where they are asked for.
 */
import { INSTRUCTIONS, operandsOf } from "../isa/index.ts";
import { operandsByName, type Program } from "../program/program.ts";
import { lineStartsOf, type SourceFile } from "../program/source-file.ts";
import { ByteWriter } from "./byte-writer.ts";
import { ConstantPool } from "./constants.ts";
import { crc32 } from "./crc32.ts";
import { FLAG_HAS_TEXT, FLAG_OPTIMIZED, MAGIC, MAJOR, MINOR } from "./format.ts";
import { type Metadata, type Origin, writeMetadata } from "./metadata.ts";
import { encodingOf } from "./operands.ts";

/** What a `.ttb` file holds besides the program. */
export interface EncodeOptions {
  /** Put the texts of the files in. */
  readonly withSource?: boolean;
  /** Of optimized code: the pass that made each instruction, undefined where none did. */
  readonly passes?: readonly (string | undefined)[];
}

/** The bytes of a `.ttb` file. `readBytecode` gives the program back. */
export function encode(program: Program, options: EncodeOptions = {}): Uint8Array<ArrayBuffer> {
  const constants = new ConstantPool();
  const rest = new ByteWriter();
  writeCode(rest, constants, program);
  const metadata = metadataOf(program, options);
  writeMetadata(rest, constants, metadata);
  const checked = new ByteWriter();
  constants.writeTo(checked);
  checked.append(rest.bytes);

  const out = new ByteWriter();
  for (const byte of MAGIC) out.u8(byte);
  out.u16(MAJOR);
  out.u16(MINOR);
  const hasText = metadata.files.some(({ text }) => text !== undefined);
  out.u16(
    (metadata.origins === undefined && metadata.source === undefined ? 0 : FLAG_OPTIMIZED) |
      (hasText ? FLAG_HAS_TEXT : 0),
  );
  const body = checked.bytes;
  out.u32(crc32(body));
  out.append(body);
  return out.bytes;
}

function writeCode(out: ByteWriter, constants: ConstantPool, { code }: Program): void {
  const target = { out, constants };
  out.leb(code.length);
  for (const instruction of code) {
    out.u16(INSTRUCTIONS[instruction.op].code);
    const values = operandsByName(instruction);
    for (const [name, kind] of operandsOf(instruction.op)) encodingOf(kind).write(values[name], target);
  }
}

function metadataOf(program: Program, { withSource = false, passes }: EncodeOptions): Metadata {
  const { code, labels, files, procedures } = program;
  const imports = new Set<string>();
  const exports = new Set<string>();
  for (const instruction of code) {
    const values = operandsByName(instruction);
    for (const [name, , role] of operandsOf(instruction.op)) {
      if (role === "module") imports.add(values[name] as string);
      else if (role === "export") exports.add(values[name] as string);
    }
  }
  return {
    labels,
    files: files.map((file) => (withSource ? file : withoutText(file))),
    places: code,
    origins: originsOf(program, passes),
    source: program.source,
    imports: [...imports],
    exports: [...exports],
    procedures: procedures && new Map([...procedures].sort(([a], [b]) => a - b)),
  };
}

function withoutText(file: SourceFile): SourceFile {
  return { name: file.name, lineStarts: lineStartsOf(file) };
}

function originsOf(
  { code }: Program,
  passes: readonly (string | undefined)[] | undefined,
): readonly Origin[] | undefined {
  if (passes === undefined && code.every(({ origin }, address) => origin === address)) return undefined;
  return code.map(({ origin }, address) => ({ address: origin, pass: passes?.[address] }));
}
