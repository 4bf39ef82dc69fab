/** What is doubtful in a program without errors: names that hide the language, names that nobody uses, number tests. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { analyzeLisp } from "../../vm-core/index.ts";

function doubtful(text: string): readonly string[] {
  return analyzeLisp("file:///doubtful.lisp", 1, text).diagnostics.map(
    ({ severity, code, span }) => `${severity} ${code} ${text.slice(span.start, span.end)}`,
  );
}

it("definitions that hide forms and functions of the library", () => {
  assert.deepEqual(doubtful("(define if 3) (define (filter f) f) (print filter)"), [
    "warning hidden-form if",
    "information hidden-function filter",
  ]);
  assert.deepEqual(doubtful("(define (f list) (let ((map 1)) (print list map))) (f 1)"), []);
});

it("local names that nobody uses", () => {
  assert.deepEqual(doubtful("(define (f x) (let ((a 1) (_b 2) (c 3)) (define (g) 1) (print c))) (f 1)"), [
    "hint unused-name a",
    "hint unused-name g",
  ]);
  assert.deepEqual(doubtful("(let loop ((i 0)) (if (< i 3) (loop (+ i 1)) (print i)))"), []);
});

it("tests that can be the number 0", () => {
  assert.deepEqual(
    doubtful('(define (f l) (if (length l) 1 2)) (f [1]) (when (string-index "a" "b") (print 1))'),
    ["warning number-test (length l)", 'warning number-test (string-index "a" "b")'],
  );
  assert.deepEqual(
    doubtful("(define (f l) (if (> (length l) 0) 1 2)) (f [1]) (if (car [1]) (print 1) 2)"),
    [],
  );
});
