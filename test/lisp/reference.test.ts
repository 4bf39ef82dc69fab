/** Everything that a Lisp program can name is documented, and the reference says what the code does. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { it } from "node:test";
import { WRITTEN_FORMS } from "../../vm-core/lisp/forms.ts";
import { readLisp } from "../../vm-core/lisp/index.ts";
import { lispFunctions } from "../../vm-core/lisp/library-docs.ts";
import { lispReference } from "../../vm-core/lisp/reference.ts";
import { runProgram } from "../machine/run-text.ts";

it("every form has a shape and a description", () => {
  for (const [name, { shapes, doc }] of WRITTEN_FORMS) {
    assert.match(doc, /\.$/, name);
    assert.ok(shapes[0].startsWith(`(${name} `) || shapes[0] === `(${name})`, name);
  }
});

it("every function has a description", () => {
  for (const { name, doc } of lispFunctions().values()) assert.match(doc, /^[`A-Z0-9-].*\.$/s, name);
});

it("every program in the reference runs as it is", async () => {
  const blocks = [...lispReference().matchAll(/^```lisp\n(.*?)^```/gms)];
  assert.ok(blocks.length > 20);
  for (const [, text] of blocks) {
    const { program, diagnostics } = readLisp(text, "example.lisp");
    assert.deepEqual(diagnostics, [], text);
    assert.ok(program !== undefined);
    const { failure } = await runProgram(program, {});
    assert.equal(failure?.message, undefined, text);
  }
});

it("docs/lisp.md is what the build makes", () => {
  assert.equal(readFileSync("docs/lisp.md", "utf8"), lispReference(), "run the build");
});

it("what a mistake says about the shape of a form is what the reference says", () => {
  for (const [name, { shapes }] of WRITTEN_FORMS) {
    for (const use of [`(${name})`, `(${name} 1)`, `(${name} () . 1)`, `(${name} a b c d e)`]) {
      for (const { code, message, span } of readLisp(use, "mistake.lisp").diagnostics) {
        const shape = /written `(.*)`/.exec(message)?.[1];
        if (code !== "malformed-form" || shape === undefined || span.start !== 0) continue;
        assert.ok(
          shapes.some((one) => shape.includes(one)),
          `${use}: ${message}`,
        );
      }
    }
  }
});
