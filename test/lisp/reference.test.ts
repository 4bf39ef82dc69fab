/** Everything that a Lisp program can name is documented, and the reference says what the code does. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { it } from "node:test";
import { SPECIAL_FORMS } from "../../vm-core/lisp/analyser.ts";
import { FORM_GROUPS, formDoc } from "../../vm-core/lisp/form-docs.ts";
import { readLisp } from "../../vm-core/lisp/index.ts";
import { lispFunctions } from "../../vm-core/lisp/library-docs.ts";
import { lispReference } from "../../vm-core/lisp/reference.ts";

it("every form has a shape and a description, and there are no others", () => {
  // A name with a blank in it is one that only other forms use.
  const forms = SPECIAL_FORMS.filter((name) => !name.includes(" "));
  const described = FORM_GROUPS.flatMap(({ forms }) => Object.keys(forms));
  assert.deepEqual(described.sort(), [...forms].sort());
  for (const name of forms) {
    const doc = formDoc(name);
    assert.match(doc?.doc ?? "", /\.$/, name);
    assert.ok(doc?.shapes[0].startsWith(`(${name} `) || doc?.shapes[0] === `(${name})`, name);
  }
});

it("every function has a description", () => {
  for (const { name, doc } of lispFunctions().values()) assert.match(doc, /^[`A-Z0-9-].*\.$/s, name);
});

it("the examples compile", () => {
  for (const { forms } of FORM_GROUPS) {
    for (const [name, { example = "" }] of Object.entries(forms)) {
      const { diagnostics } = readLisp(`(define n 1)\n${example}`, "example.lisp");
      assert.deepEqual(diagnostics, [], name);
    }
  }
});

it("docs/lisp.md is what the build makes", () => {
  assert.equal(readFileSync("docs/lisp.md", "utf8"), lispReference(), "run the build");
});

it("what a mistake says about the shape of a form is what the reference says", () => {
  for (const { forms } of FORM_GROUPS) {
    for (const [name, { shapes }] of Object.entries(forms)) {
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
  }
});
