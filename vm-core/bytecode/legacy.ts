/**
 * Reads the headerless stream of the original machine: u16 codes, each followed by its payload.
 *
 * Nothing in it says where the code comes from, so its disassembly serves as the source: every instruction
 * has its span there, and a debugger has something to show.
 * Absent by design: writing it.
 */
import { type Mnemonic, mnemonicOfCode, operandsOf } from "../isa/index.ts";
import { withDisassembly } from "../program/disassemble.ts";
import type { Instruction, Program } from "../program/program.ts";
import { spend } from "../text/allowance.ts";
import { normalInt } from "../value/int.ts";
import { attempt, type BytecodeProblem, ByteReader } from "./byte-reader.ts";

type Payload = "i64" | "u64" | "u8" | "text" | "target" | "texts";

/** The instructions of the original that have a payload: it holds the first operands of their row. */
const PAYLOADS: Readonly<Partial<Record<Mnemonic, readonly Payload[]>>> = {
  PUSH_INT: ["i64"],
  PUSH_STR: ["text"],
  JMP: ["target"],
  JZ: ["target"],
  CALL: ["target", "texts"],
  STORE: ["text"],
  LOAD: ["text"],
  DELETE: ["text"],
  MAKE_LIST: ["u8"],
  REGISTER: ["text"],
  UNREGISTER: ["text"],
  WHEREIS: ["text"],
  SENDNAMED: ["text"],
  MONITOR: ["u64"],
  LINK: ["u64"],
  UNLINK: ["u64"],
  SUPERVISE_CHILD: ["text"],
  RESTART_CHILD: ["text"],
  SEND: ["u64"],
};

/** Codes from here on are none of the original's. */
const FIRST_NEW_CODE = 0x100;

interface Target {
  readonly address: number;
  readonly offset: number;
}

/** Reads a legacy stream; `name` is the file's own name. */
export function decodeLegacy(
  bytes: Uint8Array,
  name: string,
): { readonly program: Program } | { readonly problems: readonly BytecodeProblem[] } {
  return attempt(() => {
    const from = new ByteReader(bytes);
    const code: Instruction[] = [];
    const targets: Target[] = [];
    while (from.left > 0) code.push(readInstruction(from, code.length, targets));
    for (const { address, offset } of targets) {
      if (address > code.length) {
        from.fail(`the target is address ${address}, but the program ends at ${code.length}`, offset);
      }
    }
    return { program: withDisassembly({ code, labels: new Map(), files: [{ name }] }, name) };
  });
}

/** An estimate of what an instruction takes with its line of the disassembly, in bytes. */
const INSTRUCTION = 400;

function readInstruction(from: ByteReader, address: number, targets: Target[]): Instruction {
  spend(INSTRUCTION);
  const { at } = from;
  const number = from.u16("an instruction");
  const known = number < FIRST_NEW_CODE ? mnemonicOfCode(number) : undefined;
  const op = known ?? from.fail(`no instruction has the code 0x${number.toString(16)}`, at);
  const values = (PAYLOADS[op] ?? []).map((payload) => readPayload(from, payload, op, targets));
  const operands: Record<string, unknown> = {};
  for (const [index, [name, kind]] of operandsOf(op).entries()) {
    operands[name] =
      index < values.length ? values[index] : kind === "names" || kind === "patterns" ? [] : null;
  }
  return { op, operands, span: { start: 0, end: 0 }, file: 0, origin: address } as Instruction;
}

function readPayload(from: ByteReader, payload: Payload, op: Mnemonic, targets: Target[]): unknown {
  const what = `the operand of ${op}`;
  switch (payload) {
    case "i64":
      return normalInt(from.i64(what));
    case "u64": {
      const value = from.u64(what);
      return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value;
    }
    case "u8":
      return from.u8(what);
    case "target": {
      const target = { offset: from.at, address: from.u16(what) };
      targets.push(target);
      return target.address;
    }
    case "text":
      return from.text(from.u16(`the length of ${what}`), what);
    case "texts": {
      const { at } = from;
      const count = from.u16(`the number of parameters of ${op}`);
      if (2 * count > from.left) {
        from.fail(`${op} has ${count} parameters, but only ${from.left} bytes are left`, at);
      }
      return Array.from({ length: count }, () =>
        from.text(from.u16(`the length of a parameter`), "a parameter"),
      );
    }
  }
}
