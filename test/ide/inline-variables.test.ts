/** The names whose values are shown beside the lines while a program is stopped. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { analyze, inlineVariables } from "../../vm-core/index.ts";

/** `line: names` for a stop at the first `at`, of the whole text. */
function shownAt(name: string, text: string, at: string): string[] {
  const snapshot = analyze(name, 1, text);
  const whole = { start: 0, end: text.length };
  const lines = new Map<number, string[]>();
  for (const { name: variable, span } of inlineVariables(snapshot, whole, text.indexOf(at))) {
    const line = snapshot.lines.lineAt(span.start) + 1;
    lines.set(line, [...(lines.get(line) ?? []), variable]);
  }
  return [...lines].map(([line, names]) => `${line}: ${names.join(" ")}`);
}

describe("Inline variables", () => {
  const factorial = readFileSync("examples/factorial.ttvm", "utf8");

  it("of assembly are those of the function, from its label to the stop", () => {
    assert.deepEqual(shownAt("factorial.ttvm", factorial, "CALL factorial n\n    MUL"), [
      "36: n",
      "40: n",
      "41: n",
      "44: n",
    ]);
    assert.deepEqual(shownAt("factorial.ttvm", factorial, "JZ done"), [
      "7: n",
      "12: count",
      "14: product",
      "17: count",
    ]);
  });

  it("of Lisp are those of the outermost form, and no functions", () => {
    const text =
      "(define limit 3)\n(define (f x)\n  (let ((y (+ x limit)))\n    (print y)\n    (f y)))\n(f 1)\n";
    assert.deepEqual(shownAt("a.lisp", text, "(print y)"), ["2: x", "3: y x limit", "4: y"]);
    assert.deepEqual(shownAt("a.lisp", text, "(f 1)"), []);
  });

  it("are asked for a part of the text", () => {
    const snapshot = analyze("factorial.ttvm", 1, factorial);
    const start = factorial.indexOf("    SUB\n    CALL factorial n");
    const stop = factorial.indexOf("CALL factorial n\n    MUL");
    const found = inlineVariables(snapshot, { start, end: stop + 30 }, stop);
    assert.deepEqual(
      found.map(({ name }) => name),
      ["n"],
    );
  });
});
