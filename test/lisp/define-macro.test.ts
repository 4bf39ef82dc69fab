/** `define-macro`: what is wrong is said where the macro is used, macros always end, and spans stay those of the text. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { readLisp } from "../../vm-core/lisp/index.ts";
import { runProgram } from "../machine/run-text.ts";

function problems(text: string): string[] {
  return readLisp(text, "macro.lisp").diagnostics.map(({ code, message, span, related = [] }) => {
    const at = (place: { readonly start: number; readonly end: number }) =>
      text.slice(place.start, place.end);
    const places = related.map((each) => ` [${at(each.span)}]`).join("");
    return `${code} at ${at(span)}: ${message}${places}`;
  });
}

async function output(text: string): Promise<string> {
  const { program, diagnostics } = readLisp(text, "macro.lisp");
  assert.ok(program !== undefined, diagnostics[0]?.message);
  const { stdout, error } = await runProgram(program);
  return stdout + error;
}

describe("A macro that fails", () => {
  it("is reported where it is used, with the place in its code", () => {
    assert.deepEqual(problems("(define-macro (m x) (car x)) (print (m ()))"), [
      "macro-failed at (m ()): the macro `m` failed: car: expected a list with an item, got () [(car x)]",
    ]);
    assert.deepEqual(
      problems('(define (check x) (throw (str "no " x))) (define-macro (m x) (check x)) (m y)'),
      ['macro-failed at (m y): the macro `m` failed: no y [(throw (str "no " x))]'],
    );
  });

  it("is reported once where its code is wrong", () => {
    assert.deepEqual(problems("(define-macro (m x) (frobnicate x)) (m 1) (m 2)"), [
      "undefined-variable at frobnicate: there is no variable `frobnicate` in the code of a macro, which has the functions defined before it",
    ]);
    assert.deepEqual(problems("(define-macro (m x) (mod x)) (m 1)"), [
      "wrong-argument-count at (mod x): `mod` takes 2 arguments, not 1",
    ]);
    assert.deepEqual(problems("(define (f a) a) (define-macro (m x) (f)) (m 1)"), [
      "wrong-argument-count at (f): `f` takes 1 argument, not 0",
    ]);
  });

  it("does not see variables, nor functions that come later", () => {
    assert.match(problems("(define v 1) (define-macro (m) v) (m)")[0], /^undefined-variable at v/);
    assert.match(problems("(define-macro (m) (f)) (define (f) 1) (m)")[0], /^undefined-variable at f/);
  });

  it("has what is wrong with its shape reported", () => {
    for (const text of [
      "(define-macro)",
      "(define-macro m)",
      "(define-macro m 5)",
      "(define-macro (m))",
      "(define-macro (5 x) x)",
      "(define-macro m (lambda))",
    ]) {
      assert.match(problems(text)[0], /^malformed-form/, text);
    }
    assert.match(
      problems("(define-macro (m a) a) (m)")[0],
      /^wrong-argument-count at \(m\): `m` takes 1 argument, not 0/,
    );
    assert.match(problems("(define-macro (m a . b) a) (m)")[0], /takes at least 1 argument, not 0/);
  });

  it("gives no value that cannot be written", () => {
    assert.match(
      problems("(define-macro (m) (lambda (x) x)) (m)")[0],
      /it gave a value that no program can write/,
    );
  });
});

describe("The code of a macro", () => {
  it("reaches nothing outside", () => {
    for (const body of [
      '(print "x")',
      '(display "x")',
      "(for-each print (list 1))",
      '(read-file "package.json")',
      '(write-file "x" "y")',
      "(sleep 1)",
      "(exit 3)",
      "(spawn (lambda () 1))",
      "(receive (x x))",
      "(receive (x x) (after 5 1))",
      "(read-line)",
      "(args)",
      "(now-ms)",
    ]) {
      const [first] = problems(`(define-macro (m) ${body}) (m)`);
      assert.match(first ?? `nothing wrong with ${body}`, /^macro-failed at \(m\)/);
    }
  });

  it("begins afresh for each use", async () => {
    const counting = "(define-macro (m) (let ((n 0)) (set! n (+ n 1)) n)) (print (m) (m))";
    assert.equal(await output(counting), "1 1\n");
  });

  it("ends, whatever it does", () => {
    for (const [body, reason] of [
      ["(while true 1)", /compute without end/],
      ["(let loop () (loop))", /compute without end/],
      ["(letrec ((f (lambda () (+ 1 (f))))) (f))", /Resource limit reached: frames/],
      ["(let loop ((l (list 1))) (loop (append l l)))", /Resource limit reached: memory|compute without end/],
      [
        "(let loop ((l (list 1)) (n 0)) (if (< n 60) (loop (list l l) (+ n 1)) l))",
        /makes too much of this use/,
      ],
      ["(let loop ((l 1) (n 0)) (if (< n 5000) (loop (list l) (+ n 1)) l))", /only functions can be called/],
      ["(try (while true 1) (catch e 5))", /compute without end/],
    ] as const) {
      assert.match(problems(`(define-macro (m) ${body}) (m)`)[0] ?? body, reason);
    }
    assert.match(problems("(define-macro (m) '(m)) (m)")[0], /without end/);
    assert.match(
      problems("(define-macro (m . x) `(list (m ,@x 1) (m ,@x 2))) (m)")[0],
      /without end|too deeply/,
    );
  });

  it("leaves what others need when one does not end", () => {
    const found = problems("(define-macro (bad) (while true 1)) (bad) (bad) (print nowhere)");
    assert.ok(
      found.some((each) => each.startsWith("undefined-variable at nowhere")),
      found.join("\n"),
    );
  });
});

describe("What a macro makes", () => {
  it("has the places of the text", () => {
    const text =
      "(define-macro (guarded test . body) `(if ,test (begin ,@body) (missing)))\n(guarded (> 1 0) (print 12345))";
    const { program, diagnostics } = readLisp(`${text} (define (missing) 1)`, "spans.lisp");
    assert.deepEqual(diagnostics, []);
    const written = (op: string, value?: unknown) => {
      const found = program?.code.find(
        ({ op: each, operands }) =>
          each === op && (value === undefined || (operands as { value?: unknown }).value === value),
      );
      return text.slice(found?.span.start, found?.span.end);
    };
    assert.equal(written("GREATER"), "(> 1 0)");
    assert.equal(written("PUSH_INT", 12345), "12345");
    assert.equal(written("CALL"), "(guarded (> 1 0) (print 12345))");
  });

  it("has errors where they were written", () => {
    assert.deepEqual(
      problems("(define-macro (twice x) `(begin ,x ,x)) (twice (print unknown))").slice(0, 1),
      ["undefined-variable at unknown: there is no variable `unknown`"],
    );
  });

  it("captures names, but none of gensym's", async () => {
    const captured = "(define-macro (m e) `(let ((x 1)) ,e)) (define x 2) (print (m x))";
    assert.equal(await output(captured), "1\n");
    const fresh =
      "(define-macro (m e) (let ((g (gensym))) `(let ((,g 1)) (+ ,g ,e)))) (define x 2) (print (m (m x)))";
    assert.equal(await output(fresh), "4\n");
    const globals = "(define-macro (m) (let ((g (gensym))) `(begin (define ,g 1) (print ,g)))) (m) (m)";
    assert.equal(await output(globals), "1\n1\n");
  });
});

it("gives back every datum that it is given", () => {
  const atom = fc.constantFrom("a", "b", "1", "2.5", '"text"', ":key", "#t", "null", "...");
  const datum = fc.letrec<{ datum: string }>((tie) => ({
    datum: fc.oneof(
      { maxDepth: 4 },
      atom,
      fc.array(tie("datum"), { maxLength: 4 }).map((items) => `(${items.join(" ")})`),
      fc.array(tie("datum"), { maxLength: 4 }).map((items) => `[${items.join(" ")}]`),
      fc
        .array(fc.tuple(atom, tie("datum")), { maxLength: 3 })
        .map((fields) => `{${fields.flat().join(" ")}}`),
      fc.tuple(tie("datum"), tie("datum")).map(([item, tail]) => `(x ${item} . (${tail}))`),
      tie("datum").map((item) => `'${item}`),
    ),
  })).datum;
  const codeOf = (text: string) =>
    readLisp(text, "same.lisp").program?.code.map(({ op, operands }) => ({ op, operands }));
  const property = fc.property(datum, (text) => {
    const plain = codeOf(`(print '${text})`);
    assert.ok(plain !== undefined, text);
    assert.deepEqual(codeOf(`(define-macro (same x) x) (print (same '${text}))`), plain);
    // Taken apart and put together again.
    const rebuilt = "(define-macro (same x) (cons (car x) (map (lambda (y) y) (cdr x))))";
    assert.deepEqual(codeOf(`${rebuilt} (print (same '${text}))`), plain);
  });
  fc.assert(property, { seed: 41, numRuns: 400 });
});
