/** Names in code that a macro or a form makes are names of the program: found and renamed with it. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { lispReferences } from "../../vm-core/ide/lisp/references.ts";
import { lispRename } from "../../vm-core/ide/lisp/rename.ts";
import { analyzeLisp } from "../../vm-core/index.ts";
import { applyEdits } from "../../vm-core/text/diagnostic.ts";

const TEXT = `(define total 0)
(define-macro (add! n) \`(set! total (+ total ,n)))
(add! 1)
(print total)`;

it("the names that a macro brings are references", () => {
  const snapshot = analyzeLisp("file:///macro.lisp", 1, TEXT);
  const places = lispReferences(snapshot, TEXT.indexOf("total")).map(({ span }) =>
    snapshot.lines.lineAt(span.start),
  );
  assert.deepEqual(places, [0, 1, 1, 3]);
});

it("a rename changes them", () => {
  const snapshot = analyzeLisp("file:///macro.lisp", 1, TEXT);
  const result = lispRename(snapshot, TEXT.indexOf("total"), "sum-of-all");
  assert.ok("edits" in result, JSON.stringify(result));
  assert.equal(applyEdits(TEXT, result.edits), TEXT.replaceAll("total", "sum-of-all"));
});

it("a field of a record is renamed where its constructor takes it and where it is declared", () => {
  const text = `(define-record-type point (make-point x y) point? (x point-x) (y point-y))
(print (point-x (make-point 1 2)))`;
  const snapshot = analyzeLisp("file:///record.lisp", 1, text);
  const result = lispRename(snapshot, text.indexOf("x y)"), "across");
  assert.ok("edits" in result, JSON.stringify(result));
  assert.equal(
    applyEdits(text, result.edits),
    text.replace("(make-point x y)", "(make-point across y)").replace("(x point-x)", "(across point-x)"),
  );
});
