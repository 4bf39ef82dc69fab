/** Names of other Lisps are answered with what they are called here, or with what to use instead. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { foreignName, RENAMED, RENAMED_FORMS } from "../../vm-core/lisp/foreign-names.ts";
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

it("of a form of another Lisp its name is told, not the names in it", () => {
  // The parts of `spawn` are expressions.
  const forms = Object.values(RENAMED).filter((name) => name !== "spawn" && formRow(name) !== undefined);
  assert.deepEqual([...new Set(forms)].sort(), [...RENAMED_FORMS].sort());
  assert.deepEqual(messages("(defun f (x) (+ x y)) (print z)"), [
    "there is no variable `defun`: it is called `define` here",
    "there is no variable `z`",
  ]);
  assert.deepEqual(messages("(progn (setq x 1) (dotimes (i 3) (print i)))"), [
    "there is no variable `progn`: it is called `begin` here",
    "there is no variable `setq`: it is called `set!` here",
    messages("(dotimes (i 3) i)")[0],
  ]);
  // A program may have a function of such a name, and call it before it is defined.
  assert.deepEqual(
    messages("(define (a) (match 1)) (define (match x) (loop x)) (define (loop x) x) (a)"),
    [],
  );
  assert.deepEqual(messages("(define (a y) (match x)) (define (match x) x) (a 1)"), [
    "there is no variable `x`",
  ]);
});
