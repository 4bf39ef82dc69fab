/** Names of other Lisps are answered with what they are called here, or with what to use instead. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { foreignName, RENAMED } from "../../vm-core/lisp/foreign-names.ts";
import { formRow } from "../../vm-core/lisp/forms.ts";
import { readLisp } from "../../vm-core/lisp/index.ts";
import { lispFunctions } from "../../vm-core/lisp/library-docs.ts";

const messages = (text: string) => readLisp(text, "name.lisp").diagnostics.map(({ message }) => message);

it("the answer to a name is a name that there is", () => {
  for (const [name, instead] of Object.entries(RENAMED)) {
    const isKnown =
      lispFunctions().has(instead) || formRow(instead) !== undefined || /^(null|true)$/.test(instead);
    assert.ok(isKnown, instead);
    assert.ok(!lispFunctions().has(name) && formRow(name) === undefined, `${name} exists`);
  }
});

it("a name that is called otherwise is answered with the name, and changed to it", () => {
  assert.deepEqual(messages("(mapcar car [])"), ["there is no variable `mapcar`: it is called `map` here"]);
  const [{ fixes }] = readLisp("(mapcar car [])", "name.lisp").diagnostics;
  assert.equal(fixes?.[0].title, "Change to `map`");
});

it("what does not exist is answered with what to use instead", () => {
  const [message] = messages("(set-car! [1] 2)");
  assert.match(message, /lists do not change: make a new list/);
  assert.equal(foreignName("car"), undefined);
});

it("what needs code at run time is answered with what takes its place", () => {
  assert.match(
    messages('(load "other.lisp")')[0],
    /`\(include "file.lisp"\)` puts the forms of a file in its place/,
  );
});
