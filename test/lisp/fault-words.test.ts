/** What is said about a fault of a Lisp program: the procedure and what it was given, the forms that called it. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { encode, readBytecode } from "../../vm-core/bytecode/index.ts";
import { readLisp } from "../../vm-core/lisp/index.ts";
import { createMachine } from "../../vm-core/machine/index.ts";
import type { Program } from "../../vm-core/program/program.ts";
import { failurePlaces } from "../../vm-core/run/failure.ts";
import { noModules, runProgram } from "../machine/run-text.ts";

function programOf(text: string): Program {
  const { program, diagnostics } = readLisp(text, "words.lisp");
  assert.ok(program !== undefined, diagnostics[0]?.message);
  return program;
}

async function report(program: Program): Promise<readonly string[]> {
  const { error, failure } = await runProgram(program, {});
  assert.ok(failure !== null);
  return [error, ...failurePlaces(failure)];
}

it("names the procedure, and the forms that led to it with their columns", async () => {
  const program = programOf("(define (f x) (car x))\n(define (g y) (+ 1 (f y)))\n(print (g 5))");
  const expected = [
    "car: expected a list with an item, got 5",
    "  at f (words.lisp:1:15)",
    "  at g (words.lisp:2:20)",
    "  at main (words.lisp:3:8)",
  ];
  assert.deepEqual(await report(program), expected);
  const read = readBytecode(encode(program), "words.lisp");
  assert.ok("program" in read);
  assert.deepEqual(await report(read.program), expected);
});

const SAID: readonly (readonly [text: string, error: string])[] = [
  ['(define (f x) (+ x "a")) (f 2)', '+: expected numbers, got 2 and "a"'],
  ["(define (f n) (/ 1 n)) (f 0)", "/: Division by zero"],
  ["(define (f l) (nth l 7)) (f [1 2])", "nth: expected an index from 0 to 1, got 7 for (1 2)"],
  ["(define (f l) (nth l 0)) (f [])", "nth: expected a list that is not empty, got ()"],
  ["(define (f x y) x) (define (call g) (g 1)) (call f)", "`f` takes 2 arguments, not 1"],
  ["(define (f x . more) x) (define (call g) (g)) (call f)", "`f` takes at least 1 argument, not 0"],
  ["(define (call g) (g 1)) (call 5)", "g: expected a function, got 5"],
  ["(define (f x) (string-length x)) (f [])", "string-length: expected a string, got ()"],
  ['(define (f x) (->int x)) (f "abc")', '->int: "abc" is no integer'],
  ['(define (f x) (char-code x)) (f "")', "char-code: the string is empty"],
  ["(define (f x) (code-char x)) (f -1)", "code-char: -1 is no Unicode scalar value"],
  ["(define (f x) (raise x)) (f {:code 7})", "{:code 7}"],
  ["(define (f x) (raise x)) (f 'no)", "no"],
  ['(define (f x) (error "too far:" x)) (f 3)', "too far: 3"],
];

for (const [text, error] of SAID) {
  it(`says ${error}`, async () => {
    const [said, first] = await report(programOf(text));
    assert.equal(said, error);
    assert.match(first, /^ {2}at (?:f|call) \(words\.lisp:1:\d+\)$|^ {2}at main \(words\.lisp:1:\d+\)$/);
  });
}

it("names the form that a process waits in for ever", () => {
  const run = createMachine(programOf("(receive (:never 1))"), { readModule: noModules });
  run.execute(run.main, run.system, 1000);
  assert.deepEqual(run.system.waiting(), ["process 1 (main) waits in receive at words.lisp:1"]);
});
