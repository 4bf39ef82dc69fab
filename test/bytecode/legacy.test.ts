/** The headerless stream of the original machine. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readAssembly } from "../../vm-core/asm/index.ts";
import { readBytecode } from "../../vm-core/bytecode/index.ts";
import { MNEMONICS, rowOf } from "../../vm-core/isa/index.ts";
import { type Instruction, operandsByName } from "../../vm-core/program/program.ts";
import { writeInstruction } from "../../vm-core/program/write.ts";
import { loadCases } from "../conformance/case.ts";
import { assertSameCode } from "./same.ts";

const TEXT = [2, 0, 0x68, 0x69];
const PID = [7, 0, 0, 0, 0, 0, 0, 0];

/** Every instruction that can be in the stream: its code, its payload, and what it reads as. */
const INSTRUCTIONS: readonly (readonly [code: number, payload: readonly number[], text: string])[] = [
  [0x01, [0xfe, 255, 255, 255, 255, 255, 255, 255], "PUSH_INT -2"],
  [0x02, TEXT, 'PUSH_STR "hi"'],
  [0x03, [], "TRUE"],
  [0x04, [], "FALSE"],
  [0x05, [], "NULL"],
  [0x06, [], "NOT"],
  [0x07, [], "AND"],
  [0x08, [], "OR"],
  [0x09, [], "DUP"],
  [0x10, [], "ADD"],
  [0x11, [], "SUB"],
  [0x12, [], "CONCAT"],
  [0x20, [], "EQ"],
  [0x21, [], "GT"],
  [0x22, [], "LT"],
  [0x23, [], "NE"],
  [0x24, [], "GE"],
  [0x25, [], "LE"],
  [0x30, [0, 0], "JMP 0"],
  [0x31, [1, 0], "JZ 1"],
  [0x32, [1, 0, 2, 0, ...TEXT, 1, 0, 0x78], "CALL 1 hi x"],
  [0x33, [], "RET"],
  [0x40, [], "PRINT"],
  [0x50, TEXT, "STORE hi"],
  [0x51, TEXT, "LOAD hi"],
  [0x52, TEXT, "DELETE hi"],
  [0x60, [3], "MAKE_LIST 3"],
  [0x61, [], "LEN"],
  [0x62, [], "INDEX"],
  [0x70, [], "DUMP_SCOPE"],
  [0x72, [], "READ_FILE"],
  [0x73, [], "WRITE_FILE"],
  [0x80, [], "SPAWN"],
  [0x81, TEXT, "REGISTER hi"],
  [0x82, TEXT, "UNREGISTER hi"],
  [0x83, TEXT, "WHEREIS hi"],
  [0x84, TEXT, "SENDNAMED hi"],
  [0x85, PID, "MONITOR 7"],
  [0x86, PID, "LINK 7"],
  [0x87, PID, "UNLINK 7"],
  [0x88, [], "START_SUPERVISOR"],
  [0x89, TEXT, "SUPERVISE_CHILD hi"],
  [0x8a, TEXT, "RESTART_CHILD hi"],
  [0x8b, [], "YIELD"],
  [0x8c, [], "RECEIVE"],
  [0x8d, PID, "SEND 7"],
  [0xff, [], "HALT"],
];

function read(bytes: readonly number[]) {
  const result = readBytecode(Uint8Array.from(bytes), "old.ttb");
  assert.ok("program" in result, "problems" in result ? result.problems[0].reason : "");
  return result.program;
}

function problem(bytes: readonly number[]): string {
  const result = readBytecode(Uint8Array.from(bytes), "old.ttb");
  assert.ok("problems" in result);
  const [{ offset, reason }] = result.problems;
  return `${offset}: ${reason}`;
}

describe("A legacy stream", () => {
  for (const [code, payload, text] of INSTRUCTIONS) {
    it(`has ${text}`, () => {
      const { code: found } = read([code, 0, ...payload]);
      assert.equal(found.length, 1);
      assert.equal(writeInstruction(found[0]), text);
    });
  }

  it("has every instruction whose code is below 0x100, and no other", () => {
    const known = MNEMONICS.map((op) => rowOf(op).code).filter((code) => code < 0x100);
    assert.deepEqual(
      known.sort((a, b) => a - b),
      INSTRUCTIONS.map(([code]) => code),
    );
    assert.equal(problem([5, 0, 0, 1]), "2: no instruction has the code 0x100");
    assert.equal(problem([5, 0, 0x0a, 0]), "2: no instruction has the code 0xa");
  });

  it("may be empty", () => {
    assert.equal(read([]).code.length, 0);
  });

  it("has integers and processes of 64 bits", () => {
    const operands = ({ operands }: Instruction) =>
      Object.values(operandsByName({ operands } as Instruction));
    const max = [255, 255, 255, 255, 255, 255, 255];
    assert.deepEqual(operands(read([1, 0, ...max, 0x7f]).code[0]), [2n ** 63n - 1n]);
    assert.deepEqual(operands(read([0x8d, 0, ...max, 255]).code[0]), [2n ** 64n - 1n]);
  });

  it("is shown as its disassembly", () => {
    const { code, files } = read([0x31, 0, 3, 0, 2, 0, ...TEXT, 0x40, 0, 0xff, 0]);
    const [{ name, text = "" }] = files;
    assert.equal(name, "old.ttb");
    assert.deepEqual(
      code.map(({ span }) => text.slice(span.start, span.end)),
      ["JZ L3", 'PUSH_STR "hi"', "PRINT", "HALT"],
    );
  });

  it("is the same code as its disassembly, in every conformance case", () => {
    for (const { hex } of loadCases()) {
      if (hex === undefined) continue;
      const program = read([...Buffer.from(hex, "hex")]);
      const again = readAssembly(program.files[0].text ?? "", "old.ttb").program;
      assert.ok(again);
      assertSameCode(again, program);
    }
  });

  it("is refused where it is cut, malformed, or leads out of the program", () => {
    assert.equal(problem([5]), "0: an instruction needs 2 bytes, but only 1 are left");
    assert.equal(problem([1, 0, 1]), "2: the operand of PUSH_INT needs 8 bytes, but only 1 are left");
    assert.equal(
      problem([2, 0, 255, 255, 65]),
      "4: the operand of PUSH_STR needs 65535 bytes, but only 1 are left",
    );
    assert.equal(problem([2, 0, 1, 0, 255]), "4: the operand of PUSH_STR is not valid UTF-8");
    assert.equal(problem([0x30, 0, 2, 0]), "2: the target is address 2, but the program ends at 1");
    assert.equal(
      problem([0x32, 0, 0, 0, 255, 255]),
      "4: CALL has 65535 parameters, but only 0 bytes are left",
    );
  });
});
