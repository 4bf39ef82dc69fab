/** Sessions: what inputs share, and how each of them can end. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { INPUT_LANGUAGES, languageOfInput } from "../../vm-core/repl/input.ts";
import { Talk } from "./talk.ts";

describe("Lisp inputs", () => {
  it("share variables, functions, macros and closures", () =>
    new Talk().all([
      ["(define x 5)", "null"],
      ["(define (add y) (+ x y))", "null"],
      ["(add 1)", "6"],
      ["(set! x 10)", "null"],
      ["(add 1)", "11"],
      ["(define-syntax twice (syntax-rules () ((_ e) (begin e e))))", "null"],
      ["(define-macro (square e) `(* ,e ,e))", "null"],
      ["(twice (set! x (+ x 1)))", "null"],
      ["(square x)", "144"],
      ["(define (half n) (/ n 2))", "null"],
      ["(define-macro (halved n) (half n))", "null"],
      ["(halved 10)", "5"],
      ["(define next (let ((n 0)) (lambda () (set! n (+ n 1)) n)))", "null"],
      ["(next)", "1"],
      ["(next)", "2"],
      ["add", "#<function add>"],
    ]));

  it("may define anew what earlier ones call", () =>
    new Talk().all([
      ["(define (f) 1) (define (g) (f))", "null"],
      ["(g)", "1"],
      ["(define (f) 2)", "null"],
      ["(g)", "2"],
      ["(define f 3)", "null"],
      ["f", "3"],
      ["(define-macro (f) 4)", "null"],
      ["(f)", "4"],
      ["(define (f) 5)", "null"],
      ["(f)", "5"],
    ]));

  it("keep their own local variables to themselves", () =>
    new Talk().all([
      ["(define x 1)", "null"],
      ["(let ((x 2) (y 3)) (+ x y))", "5"],
      ["x", "1"],
      ["y", "y: there is no variable `y`"],
      ["(let loop ((x 0)) (if (< x 3) (loop (+ x 1)) x))", "3"],
      ["x", "1"],
    ]));

  it("define nothing when they are refused", () =>
    new Talk().all([
      ["(define a 1) (define b nowhere)", "nowhere: there is no variable `nowhere`"],
      ["a", "a: there is no variable `a`"],
      ["(define-macro (bad) (while true 1))", "null"],
      ["(bad)", "(bad): the macro `bad` failed: the macros of this program compute without end"],
      ["(define-macro (good) 1)", "null"],
      ["(good)", "1"],
    ]));

  it("import modules for those that follow", () =>
    new Talk().all([
      ['(import "std/math")', "null"],
      ["(factorial 5)", "120"],
      ["(define (f) (gcd 12 18))", "null"],
      ["(f)", "6"],
    ]));
});

describe("Assembly inputs", () => {
  it("share the stack, variables and labels, also with Lisp", () =>
    new Talk().all([
      ["PUSH_INT 20", "done"],
      ["PUSH_INT 1", "done"],
      ["ADD\nSTORE answer", "done"],
      ["(* answer 2)", "42"],
      ["LABEL double\n  LOAD n\n  PUSH_INT 2\n  MUL\n  RET\n", "done"],
      ["PUSH_INT 4\nCALL double n", "done"],
      ["CALL double n\nSTORE result", "done"],
      ["result", "16"],
      ["(define (triple n) (* 3 n))", "null"],
      ["PUSH_INT 7\nLOAD triple\nCALL_FUNCTION\nSTORE result", "done"],
      ["result", "21"],
      ["LABEL double\n  LOAD n\n  PUSH_INT 20\n  MUL\n  RET\n", "done"],
      ["PUSH_INT 4\nCALL double n\nSTORE result", "done"],
      ["result", "80"],
      ["MAKE_FUNCTION double n\nSTORE twenty", "done"],
      ["(twenty 3)", "60"],
      ["CALL nowhere", "nowhere: there is no label `nowhere`"],
    ]));

  it("run through the labels within them", () =>
    new Talk().all([
      [
        "PUSH_INT 0\nSTORE i\nLABEL loop\nLOAD i\nPUSH_INT 1\nADD\nSTORE i\nLOAD i\nPUSH_INT 5\nLT\nJNZ loop\n",
        "done",
      ],
      ["i", "5"],
    ]));
});

describe("An input", () => {
  it("may fail, and the next ones go on", () =>
    new Talk().all([
      ["(define x 5)", "null"],
      ["(begin (set! x 6) (car (list)))", "! car: expected a list with an item, got ()"],
      ["x", "6"],
      ["(let f ((n 0)) (+ 1 (f n)))", "! Resource limit reached: frames"],
      ["HALT", 'ended: "normal"'],
      ["(+ x 1)", "7"],
      ["(receive (m m))", "stuck"],
      ["x", "6"],
      ["(exit 3)", "exit 3"],
    ]));

  it("is interrupted", async () => {
    const talk = new Talk();
    await talk.say("(define n 0)");
    for (const endless of ["(while true (set! n (+ n 1)))", "(receive (m m) (after 1000000 1))"]) {
      const controller = new AbortController();
      setTimeout(() => controller.abort(), 30);
      assert.equal((await talk.raw(endless, controller.signal)).kind, "interrupted");
    }
    assert.equal(await talk.say("(> n 0)"), "1");
  });

  it("tells where it failed", async () => {
    const talk = new Talk();
    await talk.say('(define (f n) (if (= n 0) (throw "end") (+ 1 (f (- n 1)))))');
    const evaluation = await talk.raw("(list\n  (f 1))");
    assert.ok(evaluation.kind === "failed");
    const shown = evaluation.places.map(
      ({ file, span }) => `${file.name}: ${file.text?.slice(span.start, span.end)}`,
    );
    assert.deepEqual(shown, ['input 1: (throw "end")', "input 1: (f (- n 1))", "input 2: (f 1)"]);
  });
});

describe("Processes of a session", () => {
  it("go on between inputs, with variables of their own", async () => {
    const talk = new Talk();
    await talk.all([
      ["(define total 0)", "null"],
      [
        "(define (count) (receive (:stop total) ((from n) (set! total (+ total n)) (send from total) (count))))",
        "null",
      ],
      ["(define counter (spawn count))", "null"],
      ["(send counter (list (self) 5))", "null"],
      ["(receive (m m))", "5"],
      ["(send counter (list (self) 6))", "null"],
      ["(receive (m m))", "11"],
      ["total", "0"],
    ]);
    await talk.say('(spawn (lambda () (sleep 20) (print "later")))');
    await new Promise((resolve) => setTimeout(resolve, 200));
    assert.equal(await talk.say("(+ 1 1)"), "2");
  });

  it("are told when an evaluator ends, and end it", async () => {
    const talk = new Talk();
    await talk.all([
      ["(define main (self))", "null"],
      ['(begin (link (spawn (lambda () (throw "broken")))) (receive (m m)))', 'ended: "broken"'],
      ["(= main (self))", "0"],
    ]);
    assert.match(talk.written, /^Error in process 2: .*broken\n$/);
  });

  it("settle at the end", async () => {
    const talk = new Talk();
    await talk.say('(spawn (lambda () (receive (x x) (after 20 (print "settled")))))');
    assert.equal(await talk.session.settle(new AbortController().signal), undefined);
    assert.equal(talk.written, "settled\n");
  });
});

describe("What is typed", () => {
  it("is assembly by its first word, else Lisp", () => {
    for (const text of ["PUSH_INT 1", "  ADD", "; note\nLABEL f", "NEW_LIST", "HALT;"]) {
      assert.equal(languageOfInput(text).id, "asm", text);
    }
    for (const text of ["(ADD 1)", "push_int", "PUSH", "x", "", "; only a comment", ":key"]) {
      assert.equal(languageOfInput(text).id, "lisp", text);
    }
  });

  it("continues while something is open", () => {
    for (const text of [
      "(a",
      "(a (b)\n",
      '"text',
      "'",
      "(a ; )",
      "#| note",
      "[1",
      "{:a",
      "(define (f)\n(g",
    ]) {
      assert.equal(INPUT_LANGUAGES.lisp.isOpen(text, []), true, text);
    }
    for (const text of ["(a)", "a", "", "(a))", "(a]", '"x"', "(a ')", "; (", "#t"]) {
      assert.equal(INPUT_LANGUAGES.lisp.isOpen(text, []), false, text);
    }
    for (const text of ["LABEL f\n", "JMP f\n", "TRY\nPUSH_INT 1\n", "LABEL f\nRET\n"]) {
      assert.equal(INPUT_LANGUAGES.asm.isOpen(text, []), true, text);
    }
    for (const text of ["ADD\n", "LABEL f\nRET\n\n", "JMP 0\n", "JMP f\n \n", "TRY\nCATCH\nEND_TRY\n"]) {
      assert.equal(INPUT_LANGUAGES.asm.isOpen(text, []), false, text);
    }
    assert.equal(INPUT_LANGUAGES.asm.isOpen("CALL f\n", ["f"]), false);
  });
});
