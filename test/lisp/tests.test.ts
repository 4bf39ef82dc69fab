/** Tests of conditions jump: no truth is made of what decides already. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { analyzeLisp } from "../../vm-core/index.ts";
import type { Program } from "../../vm-core/program/program.ts";
import { runProgram } from "../machine/run-text.ts";

/** Instructions that make a truth. */
const TRUTHS: readonly string[] = ["TRUE", "FALSE", "TO_BOOL", "NOT"];

function programOf(text: string): Program {
  const { program } = analyzeLisp("file:///tests.lisp", 1, text);
  assert.ok(program !== undefined);
  return program;
}

function truthsMade(text: string): readonly string[] {
  return programOf(text)
    .code.map(({ op }) => op)
    .filter((op) => TRUTHS.includes(op));
}

/** Conditions of `a` and `b` that have a condition, a binding or a question in them. */
const CONDITIONS = [
  "(if a (> b 1) false)",
  "(if a true (> b 1))",
  "(if a false (> b 1))",
  "(if (int? a) (> b 1) (< b 1))",
  "(not (if (list? a) b false))",
  "(let ((c (+ b 1))) (if a (> c 1) false))",
  "(cond ((int? a) b) ((list? a) false) (else true))",
  "(and (int? a) (or (list? b) (string-starts? a b) (not b)))",
];

describe("A test", () => {
  for (const condition of CONDITIONS) {
    it(`of ${condition} jumps`, () => {
      const chosen = `(define (chosen a b) (if ${condition} "yes" "no"))`;
      assert.deepEqual(truthsMade(`${chosen} (display (chosen 1 2))`), []);
    });

    it(`of ${condition} decides what its value says`, async () => {
      const values = ["0", "1", "2", "false", "true", "null", "[]"];
      const calls = values.flatMap((a) => values.map((b) => `(said (lambda () (chosen ${a} ${b})))`));
      const said = "(define (said f) (print (guard (e (else (condition/report-string e))) (f))))";
      const program = (chosen: string) => `(define (chosen a b) ${chosen})\n${said}\n${calls.join("\n")}`;
      const outputOf = async (chosen: string) => (await runProgram(programOf(program(chosen)))).stdout;
      const tested = await outputOf(`(if ${condition} "yes" "no")`);
      assert.match(tested, /yes/);
      // The value is an item of a list: it is made before it decides.
      assert.equal(tested, await outputOf(`(let ((decided [${condition}])) (if (car decided) "yes" "no"))`));
    });
  }
});
