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
  assert.deepEqual(doubtful("(define (f x) (define a 1) (set! a x) x) (f 1)"), ["hint unused-name a"]);
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

it("tests of other forms that can be the number 0, also of what gives false", () => {
  const text = `(define (f s)
    (cond ((string-search-forward "l" s 0) 1) ((not (digit-value s)) 2) (else 3))
    (do ((i 3 (- i 1))) ((- i 1) i) (print i))
    (and (string->number s) (or (count even? [1]) (length s))))
    (f "1")`;
  assert.deepEqual(
    [...doubtful(text)].sort(),
    [
      "warning number-test (- i 1)",
      "warning number-test (count even? [1])",
      "warning number-test (digit-value s)",
      'warning number-test (string-search-forward "l" s 0)',
      "warning number-test (string->number s)",
    ].sort(),
  );
  const messages = analyzeLisp("file:///doubtful.lisp", 1, text).diagnostics.map(({ message }) => message);
  assert.ok(
    messages.includes(
      "`string->number` may give the number 0, which counts as false here: test it with `number?`",
    ),
  );
  assert.deepEqual(
    doubtful("(define (f s) (cond ((number? (string->number s)) '(if (- 1 1) 2 3)) (else 3))) (f 1)"),
    [],
  );
});
