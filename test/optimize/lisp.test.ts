/** Optimized Lisp: the text assembles to the optimized code, and the lines of the Lisp are in it. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { readAssembly } from "../../vm-core/asm/index.ts";
import { optimizedLisp } from "../../vm-core/ide/asm/optimized-text.ts";
import { readProgram } from "../../vm-core/machine/index.ts";
import { optimize, PASS_NAMES } from "../../vm-core/optimize/index.ts";
import type { Program } from "../../vm-core/program/program.ts";
import { lispFiles } from "../lisp/files.ts";
import { runText } from "../machine/run-text.ts";

function programOf(name: string, text: string): Program {
  const { program } = readProgram({ name, text });
  assert.ok(program !== undefined, name);
  return program;
}

test("programs in Lisp become the text of the optimized program", () => {
  for (const file of ["test/fixtures/lisp", "examples"].flatMap(lispFiles)) {
    const { program } = readProgram({ name: file, text: readFileSync(file, "utf8") });
    if (program === undefined) continue;
    const optimized = optimize(program);
    assert.ok(optimized.program.code.length <= program.code.length);
    const text = optimizedLisp(program, PASS_NAMES);
    assert.ok(text !== undefined, `${file}: no text says the same`);
    const written = readAssembly(text, "").program?.code ?? [];
    const wanted = optimized.program.code;
    // After the program there may be jumps that nobody executes.
    assert.deepEqual(
      written.slice(0, wanted.length).map(({ op }) => op),
      wanted.map(({ op }) => op),
      file,
    );
  }
});

test("the Lisp is above what has become of it, and the text runs", async () => {
  const program = programOf("a.lisp", "(define (twice x) (* 2 x))\n(print (twice (+ 1 2)))\n");
  const text = optimizedLisp(program, PASS_NAMES) ?? "";
  assert.match(text, /; 1: \(define \(twice x\) \(\* 2 x\)\)\n/);
  assert.match(text, /; 2: \(print \(twice \(\+ 1 2\)\)\)\n {4}PUSH_INT 3\n/);
  assert.equal((await runText(text)).stdout, "6\n");
});
