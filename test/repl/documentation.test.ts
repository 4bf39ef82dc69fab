/** What a session says about names and about uses of macros. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { apropos, documentationOf } from "../../vm-core/repl/documentation.ts";
import { Talk } from "./talk.ts";

const kinds = (name: string) => documentationOf(name).map(({ kind }) => kind);

it("tells what instructions, forms and functions are", () => {
  assert.deepEqual(kinds("add"), ["instruction"]);
  assert.deepEqual(kinds("LOAD_VAR"), ["instruction"]);
  assert.deepEqual(kinds("let"), ["form"]);
  assert.deepEqual(kinds("sqrt"), ["function", "std/math"]);
  assert.deepEqual(kinds("no-such-name"), []);
  assert.deepEqual(documentationOf("cons")[0].shapes, ["(cons item list)"]);
});

it("finds names first, then what mentions a text", () => {
  assert.equal(apropos("VECTOR-REF")[0].name, "vector-ref");
  const [first, ...others] = apropos("message");
  assert.ok(others.every(({ name, doc }) => /message/i.test(name + doc)) && first !== undefined);
  assert.deepEqual(apropos("no such text at all"), []);
});

it("tells what the session has defined, before what else has the name", async () => {
  const { session } = new Talk();
  await session.evaluate('(define (sqrt x) "Not that one." (* x 2))', new AbortController().signal);
  const [own, ...others] = session.documentationOf("sqrt");
  assert.deepEqual(own, { name: "sqrt", kind: "defined here", shapes: ["(sqrt x)"], doc: "Not that one." });
  assert.deepEqual(
    others.map(({ kind }) => kind),
    ["function", "std/math"],
  );
});

it("expands the outermost use of a macro, and runs nothing", async () => {
  const talk = new Talk();
  await talk.say("(define-macro (unless-zero n . body) `(if (= ,n 0) null (begin ,@body)))");
  await talk.say("(define-syntax either (syntax-rules () ((_ a b) (let ((t a)) (if t t b)))))");
  await talk.say("(define-syntax again (syntax-rules () ((_ x) (unless-zero x (print x)))))");
  await talk.say("(define-syntax for-ever (syntax-rules () ((_ x) (for-ever x))))");
  const expand = (text: string) => talk.session.expand(text).text;
  assert.equal(expand("(unless-zero x (print 'x))"), "(if (= x 0) null (begin (print 'x)))");
  assert.equal(expand("(either 1 t)"), "(let ((t.1 1)) (if t.1 t.1 t))");
  assert.equal(expand("(again 5)"), "(if (= 5 0) null (begin (print 5)))");
  assert.equal(expand("(+ 1 (again 5))"), "(+ 1 (again 5))");
  for (const wrong of ["(either 1)", "(for-ever 1)", "(either 1"]) {
    const { text, diagnostics } = talk.session.expand(wrong);
    assert.equal(text, undefined, wrong);
    assert.equal(diagnostics.length, 1, wrong);
  }
  assert.equal(talk.written, "");
});
