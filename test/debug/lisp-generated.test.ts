/**
 * Random programs in Lisp under the debugger: they do what they do without it, wherever one stops, whatever one
 * looks at and evaluates there.
 */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { Complaint, type StepKind } from "../../vm-core/index.ts";
import { expression, writeExpression } from "../generate/lisp-expressions.ts";
import { Debugged } from "./debugged.ts";

const FILE = "random.lisp";
/** Steps of one run, after which it continues without. */
const LIMIT = 150;

const programs = fc.tuple(expression(["g"], 3), expression(["g", "h"], 4)).map(
  ([first, second]) => `(define g 1)
(define h ${writeExpression(first)})
(define (main p) ${writeExpression(second)})
(define r (main 0))
(print (if (procedure? r) "procedure" r) (if (procedure? g) "procedure" g))
`,
);

interface Seen {
  readonly output: string;
  readonly failure: string | undefined;
  readonly steps: number;
}

function seen(debugged: Debugged, steps: number): Seen {
  return { output: debugged.written("stdout"), failure: debugged.outcome?.failure?.message, steps };
}

async function plain(text: string): Promise<Seen> {
  const debugged = new Debugged(text, { file: FILE });
  assert.equal(await debugged.resume(), "ended");
  return seen(debugged, 0);
}

/** Runs in steps of changing kinds, and calls `look` at each stop. */
async function stepped(
  text: string,
  kinds: readonly StepKind[],
  look: (debugged: Debugged) => void,
  optimize = false,
): Promise<Seen> {
  const debugged = new Debugged(text, { file: FILE, optimize });
  let stop = await debugged.start();
  let steps = 0;
  for (; stop !== "ended" && steps < LIMIT; steps++) {
    look(debugged);
    stop = await debugged.step(kinds[steps % kinds.length]);
  }
  if (stop !== "ended") assert.equal(await debugged.resume(), "ended");
  return seen(debugged, steps);
}

/** Every stop is at a form in brackets, or at what a function ends with. */
function checkPlace(debugged: Debugged): void {
  const [frame] = debugged.view().frames(0, 1);
  assert.equal(frame.place?.file.name, FILE);
  const form = debugged.form();
  assert.match(form, /^[([].*[)\]]$|^[^\s()]+$/, form);
  assert.equal(depthOf(form), 0, form);
  if (!form.startsWith("(")) assert.ok(frame.depth > 0, `a name at the top level: ${form}`);
}

function depthOf(form: string): number {
  return [...form].reduce(
    (depth, character) => depth + (character === "(" ? 1 : character === ")" ? -1 : 0),
    0,
  );
}

/**
 * What is shown of a variable is what its name gives, and looking changes nothing. Where code is optimized an inner
 * variable may be gone; it hides outer ones all the same.
 */
function checkNames(debugged: Debugged, optimized = false): void {
  const view = debugged.view();
  const [frame] = view.frames(0, 1);
  const named = new Set<string>();
  for (const { name: scope, contents } of view.scopes(frame)) {
    if (scope === "Process" || scope === "Operand Stack") continue;
    for (const { name, text } of contents.page(0, 100)) {
      if (named.has(name)) continue;
      named.add(name);
      const value = view.evaluate(name, frame);
      if (optimized && value instanceof Complaint && /has no value here/.test(value.message)) continue;
      assert.equal(value instanceof Complaint ? value.message : value.text, text, name);
      const changed = view.evaluate(`(begin (set! ${name} 77) (list ${name} ((lambda () ${name}))))`, frame);
      assert.equal(changed instanceof Complaint ? changed.message : changed.text, "(77 77)");
    }
  }
}

const parameters = { numRuns: 40 };

describe("Random programs in Lisp", () => {
  for (const kind of ["in", "over", "out"] as const) {
    it(`do the same in steps: ${kind}`, async () => {
      await fc.assert(
        fc.asyncProperty(programs, async (text) => {
          const expected = await plain(text);
          const { steps, ...found } = await stepped(text, [kind], checkPlace);
          assert.deepEqual({ ...found, steps: 0 }, expected, text);
          // A top level that does not fail has at least the stops of its own forms.
          if (kind !== "out" && expected.failure === undefined)
            assert.ok(steps >= 5, `${steps} steps: ${text}`);
        }),
        parameters,
      );
    });
  }

  it("do the same when they are optimized", async () => {
    await fc.assert(
      fc.asyncProperty(programs, async (text) => {
        const expected = await plain(text);
        const look = (debugged: Debugged): void => {
          checkPlace(debugged);
          checkNames(debugged, true);
        };
        const { steps, ...found } = await stepped(text, ["in", "in", "over"], look, true);
        assert.deepEqual({ ...found, steps: 0 }, expected, `${steps}: ${text}`);
      }),
      parameters,
    );
  });

  it("answer every expression, whatever it is", async () => {
    const words = [
      "(",
      ")",
      "[",
      "]",
      "{",
      "}",
      "'",
      "`",
      ",@",
      '"',
      ";",
      "#|",
      "#;",
      ".",
      "set!",
      "let",
      "if",
      "g",
      "h",
    ];
    const more = [
      "define-syntax",
      "lambda",
      "1",
      ":a",
      "(g 1)",
      "loop",
      "try",
      "catch",
      "throw",
      "\n",
      "call",
    ];
    const texts = fc.oneof(
      fc.string(),
      fc.array(fc.constantFrom(...words, ...more), { maxLength: 12 }).map((parts) => parts.join(" ")),
      expression(["g", "h"], 4).map(writeExpression),
    );
    const debugged = new Debugged(
      "(define g 1)\n(define (h x) (if (< x 2) x (h (- x 1))))\n(print (h 3))\n",
      {
        file: FILE,
      },
    );
    debugged.breakAt([2]);
    await debugged.resume();
    fc.assert(
      fc.property(texts, (text) => {
        assert.equal(typeof debugged.value(text), "string");
        debugged.debugger.breakpoints.setInFile(FILE, [
          { id: 1, offset: 0, condition: text, logMessage: `{${text}}` },
        ]);
      }),
      { numRuns: 250 },
    );
    debugged.breakAt([]);
    await debugged.resume();
    assert.equal(debugged.written("stdout"), "1\n");
  });

  it("do the same when all is looked at", async () => {
    await fc.assert(
      fc.asyncProperty(programs, async (text) => {
        const expected = await plain(text);
        const { steps, ...found } = await stepped(text, ["in", "over", "in"], (debugged) =>
          checkNames(debugged),
        );
        assert.deepEqual({ ...found, steps: 0 }, expected, `${steps}: ${text}`);
      }),
      parameters,
    );
  });
});
