/** Macros without end are reported after work that is counted, and how deeply others nest what they make has no bound. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { analyze } from "../../vm-core/index.ts";
import { Analyser } from "../../vm-core/lisp/analyser.ts";
import { FORMS } from "../../vm-core/lisp/forms.ts";
import { Macros } from "../../vm-core/lisp/macros.ts";
import { read } from "../../vm-core/lisp/read.ts";
import { runProgram } from "../machine/run-text.ts";

/** Analyses a text; gives what expanding took, and in how many scopes names were looked for. */
function analysed(text: string) {
  const analyser = new Analyser({
    span: { start: 0, end: text.length },
    exportsOf: () => undefined,
    macros: new Macros(text.length),
    forms: FORMS,
  });
  const before = analyser.root.steps;
  analyser.run(read(text).forms);
  return { work: analyser.expansionWork, steps: analyser.root.steps - before };
}

async function printed(text: string): Promise<string> {
  const { program } = analyze("a.lisp", 1, text);
  assert.ok(program !== undefined);
  return (await runProgram(program)).stdout;
}

const ENDLESS = {
  "around what it was given": "(f (x))",
  twice: "(begin (f x) (f x))",
  "in a list": "(list (f x))",
  "in a scope of its own": "(let ((y x)) (f y))",
  "in functions": "(lambda (y) (f y))",
  "in arguments": "(+ 1 (f x))",
};

describe("A macro without end", () => {
  for (const [how, template] of Object.entries(ENDLESS)) {
    it(`is reported at its use when it expands ${how}`, () => {
      const text = `(define-syntax f (syntax-rules () ((_ x) ${template})))\n(f 1)`;
      const { work, steps } = analysed(text);
      assert.ok(work < 21_000, `${work} expansions`);
      assert.ok(steps < 1_000_000, `${steps} scopes`);
      const { diagnostics } = analyze("a.lisp", 1, text);
      assert.deepEqual(
        diagnostics.map(({ code, span }) => [code, span.start]),
        [["endless-expansion", text.lastIndexOf("(f 1)")]],
      );
    });
  }

  it("is reported when its code gives uses of it", () => {
    const text = "(define-macro (f x) (list '+ 1 (list 'f x)))\n(f 1)";
    const { diagnostics } = analyze("a.lisp", 1, text);
    assert.match(diagnostics[0].message, /compute without end/);
    assert.ok(analysed(text).work < 11_000);
  });
});

describe("What macros make", () => {
  it("may be nested deeply, in each other and in one use", async () => {
    const each =
      "(define-macro (down n) (if (= n 0) 0 (list '+ 1 (list 'down (- n 1)))))\n(print (down 5000))";
    assert.equal(await printed(each), "5000\n");
    const once =
      "(define-macro (deep n) (let loop ((i 0) (e 0)) (if (< i n) (loop (+ i 1) (list '+ 1 e)) e)))\n(print (deep 5000))";
    assert.equal(await printed(once), "5000\n");
  });

  it("takes work in proportion, however many scopes are around it", () => {
    const nested = (count: number): string =>
      `(define-syntax down (syntax-rules () ((_) 0) ((_ a b ...) (let ((x a)) (+ x (down b ...))))))\n(print (down${" 1".repeat(count)}))`;
    const [few, many] = [analysed(nested(200)), analysed(nested(800))];
    assert.ok(many.steps < 5 * few.steps, `${few.steps} scopes, then ${many.steps}`);
  });

  it("is expanded in a long text, however many uses are written", () => {
    const text = `(define-syntax two (syntax-rules () ((_ e) (begin e e))))\n${"(two (set! n 1))\n".repeat(25_000)}`;
    assert.deepEqual(analyze("a.lisp", 1, `(define n 0)\n${text}`).problems, []);
  });
});
