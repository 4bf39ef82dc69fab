/** What is written as assembly reads back as the same instruction. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { readAssembly } from "../../vm-core/asm/index.ts";
import { disassemble } from "../../vm-core/index.ts";
import { type Instruction, operandsByName } from "../../vm-core/program/program.ts";
import { writeInstruction } from "../../vm-core/program/write.ts";
import { writeString } from "../../vm-core/text/literal.ts";
import { anyCharacter } from "../generate/characters.ts";

const RUNS = Number(process.env.RUNS ?? 2_000);
const SEED = Number(process.env.SEED ?? 20_260_701);

function assembled(text: string): Instruction {
  const { program, problems } = readAssembly(text, "a.ttvm");
  assert.ok(program !== undefined, `${text}: ${problems[0]?.cause.kind}`);
  return program.code[0];
}

function roundTrip(source: string): string {
  const instruction = assembled(source);
  const written = writeInstruction(instruction);
  assert.deepEqual(operandsByName(assembled(written)), operandsByName(instruction), written);
  return written;
}

describe("A written float", () => {
  it("reads back exactly", () => {
    fc.assert(
      fc.property(fc.double(), (value) => {
        const instruction = { ...assembled("PUSH_FLOAT 0"), operands: { value } } as Instruction;
        const read = operandsByName(assembled(writeInstruction(instruction))).value;
        assert.ok(Object.is(read, value), `${value} was read as ${read}`);
      }),
      { numRuns: RUNS, seed: SEED },
    );
  });

  it("has an exponent where that is shorter, and it is far from 1", () => {
    const written = (text: string) => writeInstruction(assembled(`PUSH_FLOAT ${text}`));
    assert.equal(written("1e300"), "PUSH_FLOAT 1e300");
    assert.equal(written("-2.5e-7"), "PUSH_FLOAT -2.5e-7");
    assert.equal(written("1000000"), "PUSH_FLOAT 1000000");
    assert.equal(written("0.0001"), "PUSH_FLOAT 0.0001");
    assert.equal(written("-0.0"), "PUSH_FLOAT -0");
  });
});

describe("A written pattern", () => {
  it("keeps its quotes, or has none", () => {
    for (const source of [
      'RECEIVE_MATCH any "any" int "int" exit:3 signal:x "42" 42',
      'RECEIVE_MATCH tag="a b" tag="say \\"a; b\\"" tag=1',
      'RECEIVE_MATCH "a\\tb" "a\\nb" "" "; no comment"',
      "RECEIVE_MATCH",
    ]) {
      assert.equal(roundTrip(source), source);
    }
  });

  it("reads back as the same text, whatever the text", () => {
    fc.assert(
      fc.property(fc.string({ unit: anyCharacter, maxLength: 10 }), (text) => {
        roundTrip(`RECEIVE_MATCH ${writeString(text)} name=${writeString(text)}`);
      }),
      { numRuns: RUNS, seed: SEED },
    );
  });

  it("is disassembled to what assembles to it", () => {
    const source = 'RECEIVE_TIMEOUT 5 later "any" any x="1"\nLABEL later\nHALT\n';
    const { program } = readAssembly(source, "a.ttvm");
    assert.ok(program !== undefined);
    const again = readAssembly(disassemble(program), "b.ttvm").program;
    assert.deepEqual(again?.code.map(operandsByName), program.code.map(operandsByName));
  });
});
