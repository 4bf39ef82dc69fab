/**
 * What is found in the versions of a Lisp document, with one memory for all of them: exactly what is found without, and the
 * verifier looks again only at functions that an edit can reach.
 *
 * SEED and RUNS change the random edits.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import fc from "fast-check";
import { DocumentMemory } from "../../vm-core/analyze/index.ts";
import { tally } from "../../vm-core/facts/tally.ts";
import { analyzeLisp, libraryExports } from "../../vm-core/index.ts";
import { longLisp } from "../generate/long-lisp.ts";
import { lispFiles } from "./files.ts";

const RUNS = Number(process.env.RUNS ?? 30);
const SEED = Number(process.env.SEED ?? 20_261_130);
const OUTSIDE = { exportsOf: libraryExports };

describe("After an edit of a long program in Lisp the verifier looks at", () => {
  const memory = new DocumentMemory();
  const text = longLisp(2_000);
  const examined = (edited: string) => {
    const { functions, followed } = tally;
    const { diagnostics } = analyzeLisp("long.lisp", 1, edited, OUTSIDE, memory);
    assert.ok(diagnostics.length === 0);
    return { functions: tally.functions - functions, followed: tally.followed - followed };
  };
  const all = examined(text);
  const replaced = (from: string, to: string) => {
    assert.ok(text.includes(from));
    return text.replace(from, to);
  };

  it("all that differ before it", () =>
    assert.ok(all.functions > 40 && all.followed > 300, JSON.stringify(all)));

  it("that function and the top level, which calls it, at most, when a constant in it changes", () => {
    const { functions, followed } = examined(replaced("(* i 100)", "(* i 10000)"));
    assert.ok(functions <= 2 && followed <= 2, `${functions} ${followed}`);
  });

  it("a program in which control goes the same ways, when that constant changes", () => {
    examined(text);
    const { controls } = tally;
    examined(replaced("(* i 100)", "(* i 10000)"));
    assert.equal(tally.controls, controls);
  });

  it("the top level alone, when a value is defined there and all code after it moves", () => {
    examined(text);
    const { functions, followed } = examined(replaced("; The sum", "(define extra 1)\n; The sum"));
    assert.ok(functions <= 1 && followed <= 1, `${functions} ${followed}`);
  });

  it("that function, the top level and one more at most, when a definition comes and all after it move", () => {
    examined(text);
    const added = "(define (extra x) (+ x 1))\n(print (extra 1))\n; The sum";
    assert.ok(examined(replaced("; The sum", added)).functions <= 3);
  });
});

/** Parts of programs that the verifier has something to say about, or that end one. */
const PIECES = [
  ...[
    "(",
    ")",
    " ",
    "1",
    "0",
    '"text"',
    "x",
    "null",
    "(+ 1 null)",
    "(/ 1 0)",
    '(+ "a" 1)',
    "(define (f x) x)\n",
  ],
  ...[
    "(set! x 1)",
    "(if ",
    "(lambda (x) x)",
    "(let ((x 1)) ",
    "(car 5)",
    "(f 1 2)",
    "[1 2]",
    "{:a 1}",
    ";",
    "'",
  ],
];

const ANY_EDIT = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.oneof(fc.constant(0), fc.nat(3), fc.nat(30)),
  text: fc.oneof(fc.constant(""), fc.constantFrom(...PIECES)),
});

it("after random edits the same is found as in a text that is analysed by itself", () => {
  const texts = [
    ...lispFiles("test/fixtures/verify"),
    ...lispFiles("test/fixtures/lisp"),
    ...lispFiles("examples"),
  ]
    .map((file) => readFileSync(file, "utf8"))
    .filter(({ length }) => length < 3_000);
  let found = 0;
  const anyText = fc.constantFrom(...texts);
  const edits = fc.array(ANY_EDIT, { minLength: 1, maxLength: 8 });
  const property = fc.property(anyText, edits, (original, all) => {
    const memory = new DocumentMemory();
    let text = original;
    for (const { at, length, text: inserted } of all) {
      const start = Math.floor(at * text.length);
      // Every other version is whole: what is found in one that is not has not been looked for.
      for (const version of [text.slice(0, start) + inserted + text.slice(start + length), text]) {
        const { diagnostics } = analyzeLisp("a.lisp", 1, version, OUTSIDE, memory);
        assert.deepEqual(diagnostics, analyzeLisp("a.lisp", 1, version, OUTSIDE).diagnostics);
        found += diagnostics.length;
      }
      if (all.length % 2 === 0) text = text.slice(0, start) + inserted + text.slice(start + length);
    }
  });
  fc.assert(property, { numRuns: RUNS, seed: SEED });
  assert.ok(found > RUNS, `${found}`);
});
