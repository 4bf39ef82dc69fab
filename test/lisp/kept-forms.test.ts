/**
 * Forms of the top level are kept from one version of a document to the next: what is known of each version is exactly what a
 * fresh analysis finds, and an edit has those forms read and analysed that it changes.
 *
 * SEED and RUNS change the random edits.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import fc from "fast-check";
import { DocumentMemory } from "../../vm-core/analyze/index.ts";
import { analyzeLisp, libraryExports, semanticTokens } from "../../vm-core/index.ts";
import { tally } from "../../vm-core/lisp/tally.ts";
import { longLisp } from "../generate/long-lisp.ts";
import { lispFiles } from "./files.ts";
import { shown } from "./shown.ts";

const RUNS = Number(process.env.RUNS ?? 75);
const SEED = Number(process.env.SEED ?? 20_261_130);

const INCLUDED = "(define (part x) (+ x 1))\n(define-syntax half (syntax-rules () ((_ e) (/ e 2))))\n";
const OUTSIDE = {
  exportsOf: libraryExports,
  includeOf: (path: string) =>
    path === "part.lisp" ? { name: path, text: INCLUDED } : { problem: "there is no such file" },
};

describe("After an edit of a text of 1,000 forms", () => {
  const forms = Array.from(
    { length: 500 },
    (_, i) => `(define (f${i} x)\n  (map (lambda (y) (+ x y ${i})) (list 1 2)))`,
  );
  const calls = forms.map((_, i) => `(print (f${i} ${i}))`);
  const text = [...forms, ...calls].join("\n");
  const memory = new DocumentMemory();
  /** Forms that were read, and forms that were analysed. */
  const worked = (edited: string): readonly [number, number] => {
    assert.ok(analyzeLisp("a.lisp", 1, text, OUTSIDE, memory).program);
    const { read, analysed } = tally;
    const { program, problems } = analyzeLisp("a.lisp", 2, edited, OUTSIDE, memory);
    assert.ok(program !== undefined || problems.length > 0);
    return [tally.read - read, tally.analysed - analysed];
  };
  const replaced = (from: string, to: string) => {
    assert.ok(text.includes(from));
    return text.replace(from, () => to);
  };

  it("one is read and analysed when a constant changes", () =>
    assert.deepEqual(worked(replaced("y 77)", "y 7777)")), [1, 1]));
  it("of the functions in it code is made, and of no others", () => {
    const made = (edited: string) => {
      const { generated } = tally;
      analyzeLisp("a.lisp", 3, edited, OUTSIDE, memory).program;
      return tally.generated - generated;
    };
    made(text);
    assert.equal(made(replaced("y 77)", "y 7777)")), 2);
    assert.equal(made(text), 2);
    assert.equal(made(`(define extra 1)\n${text}`), 0);
  });
  it("instructions are made that have changed, or name code that is elsewhere now", () => {
    const made = (edited: string) => {
      const { instructions } = tally;
      const code = analyzeLisp("a.lisp", 3, edited, OUTSIDE, memory).program?.code ?? [];
      assert.deepEqual(code, analyzeLisp("a.lisp", 3, edited, OUTSIDE).program?.code);
      // The fresh analysis has made all of its own.
      return { anew: tally.instructions - instructions - code.length, code };
    };
    made(text);
    const inside = made(replaced("y 77)", "y 7777)"));
    assert.ok(inside.anew < 20, `${inside.anew} of ${inside.code.length}`);
    made(text);
    const { anew, code } = made(`(define extra 1)\n${text}`);
    const leading = code.filter(({ operands }) => "target" in operands).length;
    assert.ok(leading < code.length / 3);
    assert.ok(anew < leading + 20, `${anew} of ${code.length}, ${leading} of them lead somewhere`);
  });
  it("the closures, the doubtful names and the semantic tokens of one are found", () => {
    const found = (version: number, edited: string) => {
      const { settled, doubted, coloured } = tally;
      const snapshot = analyzeLisp("a.lisp", version, edited, OUTSIDE, memory);
      assert.ok(snapshot.diagnostics.every(({ severity }) => severity !== "error"));
      semanticTokens(snapshot);
      return [tally.settled - settled, tally.doubted - doubted, tally.coloured - coloured];
    };
    found(4, text);
    found(5, text);
    assert.deepEqual(found(6, replaced("y 77)", "y 7777)")), [1, 1, 1]);
    const [settled, ...others] = found(7, `(define (extra x) x)\n${replaced("y 77)", "y 7777)")}`);
    assert.ok(settled < 10, `${settled} parts`);
    assert.deepEqual(others, [1, 1]);
  });
  it("the semantic tokens of all others are taken together as they were", () => {
    const looked = (version: number, edited: string) => {
      const snapshot = analyzeLisp("a.lisp", version, edited, OUTSIDE, memory);
      const fresh = semanticTokens(analyzeLisp("a.lisp", version, edited, OUTSIDE));
      const { grouped } = tally;
      assert.deepEqual(semanticTokens(snapshot), fresh);
      return tally.grouped - grouped;
    };
    looked(8, `(define (new x) x)\n${text}`);
    assert.ok(looked(9, text) > 100, "a global is gone");
    assert.equal(looked(10, replaced("y 77)", "y 7777)")), 1);
    assert.equal(looked(11, text), 1);
    assert.ok(looked(12, replaced("(define (f77 ", "(print :key)\n(define (f77 ")) <= 1);
    assert.ok(looked(13, text) <= 1);
  });
  it("one is when it comes at the start, and all move", () =>
    assert.deepEqual(worked(`(define extra 1)\n${text}`), [1, 1]));
  it("the next version is made of the one before when a definition comes, gets another name, and goes", () => {
    const counts = ({ continued, continuedCode, continuedNames, settled, generated }: typeof tally) => [
      continued,
      continuedCode,
      continuedNames,
      settled,
      generated,
    ];
    const made = (version: number, edited: string) => {
      const before = counts(tally);
      const { program, symbols } = analyzeLisp("a.lisp", version, edited, OUTSIDE, memory);
      assert.ok(program !== undefined && symbols !== undefined);
      return counts(tally).map((count, i) => count - before[i]);
    };
    made(2, text);
    assert.deepEqual(made(3, `(define (extra x) x)\n${text}`), [1, 1, 1, 1, 1]);
    assert.deepEqual(made(4, `(define (other x) x)\n${text}`), [1, 1, 1, 1, 1]);
    assert.deepEqual(made(5, text), [1, 1, 1, 0, 0]);
  });
  it("none is when one goes that no other names", () =>
    assert.deepEqual(worked(replaced("(print (f3 3))", "")), [0, 0]));
  it("those are analysed that name what is no longer defined", () =>
    assert.deepEqual(worked(replaced("(define (f9 x)", "(define (g9 x)")), [2, 2]));
  it("those are analysed that use what is a macro now", () => {
    const rules = "(define-syntax map (syntax-rules () ((_ f l) l)))";
    assert.deepEqual(worked(`${text}\n${rules}`), [2, 500]);
  });
  it("the problems are found in a part: that form and the ones beside it", () => {
    const problemsOf = (edited: string) => {
      const fresh = analyzeLisp("a.lisp", 2, edited, OUTSIDE).earlyProblems;
      assert.ok(analyzeLisp("a.lisp", 1, text, OUTSIDE, memory).program);
      const { read, analysed } = tally;
      assert.deepEqual(analyzeLisp("a.lisp", 2, edited, OUTSIDE, memory).earlyProblems, fresh);
      return { problems: fresh.length, isPart: tally.read - read <= 5 && tally.analysed - analysed <= 5 };
    };
    const { parts } = tally;
    assert.deepEqual(problemsOf(replaced("y 77)", "y 7777)")), { problems: 0, isPart: true });
    assert.deepEqual(problemsOf(replaced("y 77)", "z 77)")), { problems: 1, isPart: true });
    assert.deepEqual(problemsOf(`(define extra 1)\n${text}`), { problems: 0, isPart: true });
    assert.equal(tally.parts - parts, 3);
    // What others name is looked for in them, too.
    assert.equal(problemsOf(replaced("(define (f9 x)", "(define (g9 x)")).problems, 1);
    assert.equal(tally.parts - parts, 3);
  });
  it("a definition within a form that is not closed counts for the rest", () => {
    const own = new DocumentMemory();
    const versions = ["(defin(define (pong n) n)", '(de"fin(define (pong n) n)', "(define (pong n) n)"];
    for (const version of versions) {
      const edited = `(define (ping n) (pong n))\n${version}\n(print (ping 1))\n`;
      const { earlyProblems } = analyzeLisp("a.lisp", 1, edited, OUTSIDE);
      assert.deepEqual(analyzeLisp("a.lisp", 1, edited, OUTSIDE, own).earlyProblems, earlyProblems);
    }
  });
  it("what is between two edits is not read again, where nobody asked for all in between", () => {
    const once = replaced("y 7)", "y 7777)");
    assert.ok(analyzeLisp("a.lisp", 1, text, OUTSIDE, memory).program);
    assert.equal(analyzeLisp("a.lisp", 2, once, OUTSIDE, memory).earlyProblems.length, 0);
    const { read } = tally;
    const twice = once.replace("y 470)", "y 4700)");
    assert.ok(analyzeLisp("a.lisp", 3, twice, OUTSIDE, memory).program);
    assert.equal(tally.read - read, 2);
  });
  it("one is when it is not closed any more", () => {
    const [read, analysed] = worked(replaced("(list 1 2)))\n(define (f5 ", "(list 1 2))\n(define (f5 "));
    assert.ok(read <= 1 && analysed <= 3, `${read} read, ${analysed} analysed`);
  });
});

/** What is written somewhere, or put before a form of the top level. */
const PIECES = [
  ..."( ) [ ] ' ` , ; \" #; #| |# x 1 :k . \n".split(" "),
  "\n",
  "(define (f x) (* x 2))\n",
  "(define (g y) (f (lambda () y)))\n",
  "(define f 1)\n",
  "(set! f 2)\n",
  "(print (map car (list (f 1))))\n",
  "(define car 5)\n",
  "(define (list x) x)\n",
  "(let ((f 1) (x 2)) (let loop ((i 0)) (if (< i x) (loop (+ i f)))))\n",
  "(define-syntax twice (syntax-rules () ((_ e) (begin e e))))\n",
  "(twice (print 1))\n",
  "(define (h) (twice (set! f (+ f 1))))\n",
  "(define-macro (thrice e) `(begin ,e ,e ,e))\n",
  "(thrice (f 1))\n",
  "(define (k) (define-macro (m) `(f ,(f 1))) (let-syntax ((n (syntax-rules () ((_) (m))))) (n)))\n",
  "(import std/math)\n",
  "(print (sqrt 2))\n",
  '(include "part.lisp")\n',
  "(print (half (part 1)))\n",
  "(export f)\n",
  "(if f (define late 1))\n",
  "((define-macro (f x) x))\n",
  "(print late)\n",
  "(with-exception-handler (lambda (e) 1) (lambda () (raise 2)))\n",
  "(call/cc (lambda (k) (k 1)))\n",
  "(define-record-type point (make x y) point? (x point-x))\n",
  "(define (q) (case-lambda ((a) a) ((a b) (+ a b))))\n",
  "(defun f (x) x)\n",
  "(define (d) (do ((i 0 (+ i 1))) ((= i 3) i) (print i)))\n",
  '(define (documented) "Says it." (try (f 1) (catch e (print e))))\n',
  "; f is a function\n",
];

const EDIT = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  isForm: fc.boolean(),
  length: fc.oneof(fc.constant(0), fc.nat(2), fc.nat(60)),
  text: fc.oneof(fc.constant(""), fc.constantFrom(...PIECES), fc.constantFrom(...PIECES)),
  isUndone: fc.boolean(),
  asked: fc.constantFrom("nothing", "problems", "everything", "everything"),
});

/** Where a form begins at an offset or after it. */
function formStart(text: string, at: number): number {
  const next = text.indexOf("\n(", at);
  return next < 0 ? text.length : next + 1;
}

it("after random edits the same is known as of a text that is analysed by itself", () => {
  const texts = [
    ...lispFiles("test/fixtures/verify"),
    ...lispFiles("test/fixtures/lisp"),
    ...lispFiles("examples"),
  ]
    .map((file) => readFileSync(file, "utf8"))
    .filter(({ length }) => length < 2_000);
  texts.push(longLisp(60), PIECES.join(""));
  let anew = 0;
  const { parts: partsBefore } = tally;
  let all = 0;
  const property = fc.property(
    fc.array(fc.constantFrom(...texts), { minLength: 1, maxLength: 2 }),
    fc.array(EDIT, { minLength: 1, maxLength: 10 }),
    (parts, edits) => {
      const memory = new DocumentMemory();
      let text = parts.join("\n");
      const analyse = (version: string) => analyzeLisp("a.lisp", 1, version, OUTSIDE, memory);
      let former = { snapshot: analyse(text), text };
      assert.ok(former.snapshot.symbols);
      for (const { at, isForm, length, text: inserted, isUndone, asked } of edits) {
        const there = Math.floor(at * text.length);
        const start = isForm ? formStart(text, there) : there;
        const next =
          text.slice(0, start) +
          inserted +
          text.slice(isForm && length > 2 ? formStart(text, start) : start + length);
        const before = tally.analysed;
        const snapshot = analyse(next);
        if (asked !== "nothing") assert.ok(snapshot[asked === "problems" ? "earlyProblems" : "symbols"]);
        anew += tally.analysed - before;
        const fresh = analyzeLisp("a.lisp", 1, next, OUTSIDE);
        if (asked !== "nothing") all += fresh.syntax.forms.length;
        if (asked !== "nothing") assert.deepEqual(snapshot.earlyProblems, fresh.earlyProblems);
        if (asked === "problems" && isUndone) assert.deepEqual(snapshot.problems, fresh.problems);
        if (asked === "everything") assert.deepEqual(shown(snapshot), shown(fresh));
        // The version before stays as it was for those who still ask.
        if (asked === "everything" && isUndone) {
          const { diagnostics } = analyzeLisp("a.lisp", 1, former.text, OUTSIDE);
          assert.deepEqual(former.snapshot.diagnostics, diagnostics);
        }
        former = { snapshot, text: next };
        if (!isUndone) text = next;
      }
    },
  );
  fc.assert(property, { numRuns: RUNS, seed: SEED });
  assert.ok(all > RUNS * 10 && anew < all * 0.6, `${anew} of ${all} forms were analysed`);
  const parts = tally.parts - partsBefore;
  assert.ok(parts > RUNS / 8, `the problems of ${parts} versions were found in a part`);
});
