/**
 * Where forms of the top level take the place of others that define the same, the next version is made of the one before: what is
 * known of it is exactly what a fresh analysis finds, wherever code is then.
 *
 * SEED and RUNS change the random edits.
 */
import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { DocumentMemory } from "../../vm-core/analyze/index.ts";
import { tally as facts } from "../../vm-core/facts/tally.ts";
import { analyzeLisp } from "../../vm-core/index.ts";
import { tally } from "../../vm-core/lisp/tally.ts";
import { shown } from "./shown.ts";

const RUNS = Number(process.env.RUNS ?? 40);
const SEED = Number(process.env.SEED ?? 20_261_201);

/** What the body of a function may be; `x` is its parameter, the others are functions and globals of the program. */
const BODIES = [
  "x",
  "(+ x 1)",
  "(f (* x 2))",
  "(let loop ((i 0)) (if (< i x) (loop (+ i 1)) i))",
  "(map (lambda (y) (g (+ x y))) (list 1 2))",
  "(map f (list x))",
  "(try (/ x 0) (catch e (print e) x))",
  "(let ((n 0)) (set! n (+ n x)) (lambda () (set! n (+ n 1)) n))",
  "(define (inner y) (if (> y 9) (list y x) (inner (+ y 1)))) (inner x)",
  '"Says it." (print x) (g x)',
  "(while (< x 3) (set! x (+ x 1))) limit",
  "(if (length limit) (print :key) (display x))",
  "(letrec ((even (lambda (n) (or (= n 0) (odd (- n 1))))) (odd (lambda (n) (and (> n 0) (even (- n 1)))))) (even x))",
  "(apply + (list x limit))",
  "(unknown x)",
  "(f x x)",
  "(if x",
];

const CALLS = [
  "(print (f 1))",
  "(print (g limit))",
  "(let ((x 1) (f 2)) (print (+ x f)))",
  "(for-each (lambda (x) (print (h x))) (list 1 2))",
  "(let loop ((i 0)) (if (< i 3) (loop (+ i 1))))",
  "(display (vector-ref (vector 1 2) 0))",
  "(set! limit 5)",
  "((lambda (x) (h x)) limit)",
  "5",
  "; nothing",
];

/** Definitions that come and go: some names mean something in functions, or in the language. */
const MORE = [
  "(define extra 1)",
  "(define (extra x) (+ x 1))",
  "(define ext 2)",
  "(define (extra x) (f (g x)))",
  "(define n 4)",
  "(define loop 5)",
  "(define (inner x) (h x))",
  "(define even (lambda (x) x))",
  "(define list 3)",
  "(define unknown 1)",
  "(define (f x) 9)",
  "(define extra 1) (define extra 2)",
  "(print (extra 1))",
  "(define one 1)\n(define (two x) one)",
];

const HEADS = ["(define (f x)", "(define (g x)", "(define (h x)", "(define (h . x)", "(define g (lambda (x)"];

const EDIT = fc.oneof(
  fc.record({ is: fc.constant("body"), of: fc.nat(2), by: fc.nat(BODIES.length - 1) }),
  fc.record({ is: fc.constant("body"), of: fc.nat(2), by: fc.nat(9) }),
  fc.record({ is: fc.constant("call"), of: fc.nat(5), by: fc.nat(CALLS.length - 1) }),
  fc.record({ is: fc.constant("call"), of: fc.nat(5), by: fc.nat(3) }),
  fc.record({ is: fc.constant("more"), of: fc.nat(5), by: fc.nat(4) }),
  fc.record({ is: fc.constant("less"), of: fc.nat(5), by: fc.constant(0) }),
  fc.record({ is: fc.constant("define"), of: fc.nat(3), by: fc.nat(MORE.length - 1) }),
  fc.record({ is: fc.constant("define"), of: fc.nat(3), by: fc.nat(3) }),
  fc.record({ is: fc.constant("undefine"), of: fc.nat(3), by: fc.constant(0) }),
  fc.record({ is: fc.constant("head"), of: fc.nat(2), by: fc.nat(HEADS.length - 1) }),
  fc.record({ is: fc.constant("comment"), of: fc.nat(2), by: fc.nat(3) }),
);

class Text {
  heads = HEADS.slice(0, 3);
  bodies = [BODIES[0], BODIES[1], BODIES[4]];
  comments = ["", "; Says what it does.\n", "#| It |#"];
  calls = CALLS.slice(0, 4);
  more: [at: number, text: string][] = [];

  edit({ is, of, by }: { readonly is: string; readonly of: number; readonly by: number }): void {
    const call = of % Math.max(1, this.calls.length);
    if (is === "body") this.bodies[of] = BODIES[by];
    else if (is === "call") this.calls[call] = CALLS[by];
    else if (is === "more") this.calls.splice(call, 0, CALLS[by]);
    else if (is === "less") this.calls.splice(call, 1);
    else if (is === "define") this.more.push([of, MORE[by]]);
    else if (is === "undefine") this.more.splice(of, 1);
    else if (is === "head") this.heads[of] = HEADS[by];
    else this.comments[of] = ["", "; Another.\n", "\n\n", "#| one\n|# "][by];
  }

  toString(): string {
    const functions = this.heads.map(
      (head, i) => `${this.comments[i]}${head}\n  ${this.bodies[i]})${head.includes("lambda") ? ")" : ""}`,
    );
    const moreAt = (place: number) => this.more.flatMap(([at, text]) => (at === place ? [text] : []));
    return [
      ...moreAt(0),
      "(define limit 3)",
      ...moreAt(1),
      functions[0],
      ...this.calls.slice(0, 1),
      ...moreAt(2),
      ...functions.slice(1),
      ...this.calls.slice(1),
      ...moreAt(3),
    ].join("\n");
  }
}

it("after forms have taken the place of others the same is known as of a text that is analysed by itself", () => {
  const before = { ...tally };
  let versions = 0;
  const property = fc.property(
    fc.array(fc.tuple(EDIT, fc.nat(3)), { minLength: 2, maxLength: 12 }),
    (edits) => {
      const memory = new DocumentMemory();
      const text = new Text();
      let former = "";
      for (const [edit, asked] of [[undefined, 3] as const, ...edits]) {
        if (edit !== undefined) text.edit(edit);
        const now = text.toString();
        const fresh = analyzeLisp("a.lisp", 1, now);
        const snapshot = analyzeLisp("a.lisp", 1, now, undefined, memory);
        if (asked % 2 === 1) assert.deepEqual(snapshot.earlyProblems, fresh.earlyProblems);
        if (asked > 0) assert.deepEqual(shown(snapshot), shown(fresh), `${former}\n=>\n${now}`);
        former = now;
        versions++;
      }
    },
  );
  fc.assert(property, { numRuns: RUNS, seed: SEED });
  const share = (name: "continued" | "continuedCode" | "continuedNames") =>
    (tally[name] - before[name]) / versions;
  assert.ok(share("continued") > 0.2, `${share("continued")} of the versions were made of the ones before`);
  assert.ok(share("continuedCode") > 0.15, `${share("continuedCode")} had their code made so`);
  assert.ok(share("continuedNames") > 0.2, `${share("continuedNames")} had their names found so`);
});

it("an edit in a function leaves all instructions of the top level the same, wherever the text has moved", () => {
  const memory = new DocumentMemory();
  const text = (factor: string) =>
    `(define (double x) (* ${factor} x))\n${Array.from({ length: 20 }, (_, i) => `(print (double ${i}))`).join("\n")}\n`;
  const codeOf = (factor: string) => {
    const { program, diagnostics } = analyzeLisp("a.lisp", 1, text(factor), undefined, memory);
    assert.deepEqual(diagnostics, []);
    return program?.code ?? [];
  };
  const before = codeOf("2");
  const now = codeOf("1000");
  const others = now.filter((one, address) => one !== before[address]);
  assert.deepEqual(
    others.map(({ op }) => op),
    ["PUSH_INT", "LOAD", "MUL", "RET"],
  );
  const end = text("1000").length;
  assert.deepEqual(now.find(({ op }) => op === "HALT")?.span, { start: end, end });
});

it("instructions more in one function are a shift: no other function is followed, looked at or compared", () => {
  const memory = new DocumentMemory();
  const text = (more: string) =>
    Array.from(
      { length: 60 },
      (_, i) => `(define (f${i} x) (+ x ${i}${i === 30 ? more : ""}))\n(print (f${i} 1))\n`,
    ).join("");
  const worked = (more: string) => {
    const before = { ...facts };
    const snapshot = analyzeLisp("a.lisp", 1, text(more), undefined, memory);
    const fresh = analyzeLisp("a.lisp", 1, text(more));
    const { diagnostics } = snapshot;
    const work = {
      followed: facts.followed - before.followed,
      functions: facts.functions - before.functions,
      regions: facts.regions - before.regions,
      controls: facts.controls - before.controls,
    };
    assert.deepEqual(shown(snapshot), shown(fresh));
    return { diagnostics, work };
  };
  worked("");
  for (const more of [" 7", "", " 7 (* x x)", " 8"]) {
    const { diagnostics, work } = worked(more);
    assert.deepEqual(diagnostics, []);
    assert.deepEqual(work, { followed: 1, functions: 1, regions: 1, controls: 0 });
  }
});

it("of versions that are made one of the other, no more names are kept than there are globals", () => {
  const memory = new DocumentMemory();
  for (let version = 0; version < 5; version++) {
    const text = `(define (f x) (let ((y ${version})) (+ x y)))\n(define limit 3)\n(print (f limit))\n`;
    const { found } = analyzeLisp("a.lisp", version, text, undefined, memory).symbols;
    assert.deepEqual(
      Array.from(found.globals(), ([{ name }]) => name),
      version === 0 ? ["f", "limit"] : ["limit", "f"],
    );
  }
});
