/** Programs in test/fixtures/lisp, and the examples in Lisp: each runs in every mode, from bytecode, and from the assembly it becomes. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { expectationsOf } from "../../vm-core/analyze/expectations.ts";
import { readAssembly } from "../../vm-core/asm/index.ts";
import { encode, readBytecode } from "../../vm-core/bytecode/index.ts";
import { lineOf } from "../../vm-core/index.ts";
import { writeAssembly } from "../../vm-core/lisp/index.ts";
import { readProgram } from "../../vm-core/machine/index.ts";
import type { Program } from "../../vm-core/program/program.ts";
import { runProgram } from "../machine/run-text.ts";
import { MODES } from "../run/modes.ts";

const FILES = ["test/fixtures/lisp", "examples"].flatMap((folder) =>
  readdirSync(folder)
    .filter((file) => file.endsWith(".lisp"))
    .map((file) => `${folder}/${file}`),
);

for (const file of FILES) {
  describe(file, () => {
    const text = readFileSync(file, "utf8");
    const { program, snapshot } = readProgram({ name: file, text });
    assert.ok(program !== undefined && snapshot !== undefined, `${file} does not compile`);
    const expected = (expectationsOf(snapshot).output ?? []).map((line) => `${line}\n`).join("");
    const check = async (run: (program: Program) => ReturnType<typeof runProgram>, of: Program) => {
      const { stdout, error } = await run(of);
      assert.deepEqual({ stdout, error }, { stdout: expected, error: "" });
    };

    for (const [name, mode] of Object.entries(MODES)) it(`runs ${name}`, () => check(mode, program));

    it("runs from bytecode", () => {
      const read = readBytecode(encode(program), file);
      assert.ok("program" in read);
      return check(runProgram, read.program);
    });

    it("is the same code as assembly", () => {
      const { text, places } = writeAssembly(program);
      const assembled = readAssembly(text, "out.ttvm").program;
      assert.ok(assembled !== undefined, text);
      const plain = ({ code }: Program) => code.map(({ op, operands }) => ({ op, operands }));
      assert.deepEqual(plain(assembled), plain(program));
      const lines = assembled.code.map(({ span }) => lineOf(assembled.files[0], span.start) - 1);
      assert.deepEqual(
        places.map(({ line }) => line),
        lines,
      );
    });
  });
}
