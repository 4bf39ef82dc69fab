/** What is said before slower findings are known: nothing flickers, and nothing is said of what has changed. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import {
  analyzeAssembly,
  analyzeLisp,
  DocumentMemory,
  diagnostics,
  earlyDiagnostics,
  keptFindings,
} from "../../vm-core/index.ts";
import { anyEdit, applyEdit, placeEdit, writtenPrograms } from "./programs.ts";

const SEED = Number(process.env.SEED ?? 20_261_129);
const TEXT = "PUSH_INT 1\nPRINT\nHALT\nPRINT\nLABEL old\nRET\n";

function early(text: string, edited: string) {
  const memory = new DocumentMemory();
  const snapshot = analyzeAssembly("a.ttvm", 1, text, undefined, memory);
  const before = keptFindings(snapshot, diagnostics(snapshot));
  return earlyDiagnostics(analyzeAssembly("a.ttvm", 2, edited, undefined, memory), before, {});
}

const written = (text: string, edited: string) =>
  early(text, edited).map(({ code, span: { start, end } }) => `${code}: ${edited.slice(start, end)}`);

describe("Before the slower findings are known", () => {
  it("what was found elsewhere stays, at its place", () =>
    assert.deepEqual(written(TEXT, `PUSH_INT 7\nPOP\n${TEXT}`), [
      "unreachable-code: PRINT\nLABEL old\nRET",
      "unused-label: old",
    ]));

  it("what is written wrong is told, and nothing of what was found where it is", () =>
    assert.deepEqual(written(TEXT, TEXT.replace("LABEL old", "LABE?L old")), [
      "unknown-instruction: LABE?L",
    ]));

  it("of Lisp no code is made: what that finds comes later", () => {
    const text = "(define (f a) a)\n(f 1 2)\n(car";
    const whole = analyzeLisp("a.lisp", 1, text);
    assert.deepEqual(
      earlyDiagnostics(whole, undefined, {}).map(({ code }) => code),
      ["unclosed-parenthesis"],
    );
    assert.deepEqual(
      whole.problems.map(({ code }) => code),
      ["wrong-argument-count", "unclosed-parenthesis"],
    );
  });

  it("what was written wrong and is mended is told no more", () =>
    assert.deepEqual(
      written(`PRINTT\n${TEXT}`, `PRINT\n${TEXT}`).filter((one) => one.startsWith("unknown")),
      [],
    ));

  it("places are those of the same words, whatever is edited", () => {
    const edits = fc.tuple(fc.constantFrom(...writtenPrograms(), TEXT), anyEdit);
    fc.assert(
      fc.property(edits, ([text, planned]) => {
        const edited = applyEdit(text, placeEdit(text, planned));
        const fresh = analyzeAssembly("a.ttvm", 1, text);
        const words = new Set(
          diagnostics(fresh).map(({ code, span }) => `${code} ${text.slice(span.start, span.end)}`),
        );
        const now = analyzeAssembly("a.ttvm", 2, edited);
        const problems = new Set(now.problems.map(({ code, span }) => `${code} ${span.start} ${span.end}`));
        const said = early(text, edited);
        assert.ok(
          now.problems.every((one) =>
            said.some(({ code, span }) => code === one.code && span.start === one.span.start),
          ),
        );
        for (const { code, span } of said) {
          if (problems.has(`${code} ${span.start} ${span.end}`)) continue;
          assert.ok(words.has(`${code} ${edited.slice(span.start, span.end)}`), code);
        }
      }),
      { numRuns: 150, seed: SEED },
    );
  });
});
