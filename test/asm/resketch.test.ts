/**
 * Texts with mistakes, version after version: sketches and findings are those of a fresh analysis, and of lines that have not
 * changed a sketch looks at none again.
 *
 * Random edits with a fixed seed; SEED and RUNS change that.
 */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { analyzeAssembly, DocumentMemory } from "../../vm-core/analyze/index.ts";
import { readingOf, type Sketched, sketch, sketched } from "../../vm-core/asm/index.ts";
import { tally } from "../../vm-core/asm/tally.ts";
import { longProgram } from "../generate/long-program.ts";

const RUNS = Number(process.env.RUNS ?? 40);
const SEED = Number(process.env.SEED ?? 20_261_201);

/** What takes the place of a line. */
const LINES = [
  ...[
    "    ?",
    "    STO?RE x",
    "    PUSH_INT 1",
    "    STORE other",
    "    JMP nowhere",
    "    JMP 3",
    "    STORE",
    "    RET",
  ],
  ...[
    "    TRY",
    "    CATCH e",
    "    END_TRY",
    "    CALL",
    "    IMPORT",
    "    POP",
    "    STORE a_rather_long_name",
    "    LOAD e",
  ],
];

/** A line that is replaced, or is as it was again. */
const edit = fc.record({ at: fc.nat(), line: fc.option(fc.constantFrom(...LINES)) });

/** The versions of a text in which lines that hold instructions are replaced. */
function versionsOf(text: string, edits: readonly { readonly at: number; readonly line: string | null }[]) {
  const original = text.split("\n");
  const places = original.flatMap((line, i) => (/^ +[A-Z]/.test(line) ? [i] : []));
  const lines = original.slice();
  return edits.map(({ at, line }) => {
    // A few places again and again.
    const place = places[((at % 7) * 31 + (at % 2)) % places.length];
    lines[place] = line ?? original[place];
    return lines.join("\n");
  });
}

function checkSketches(texts: readonly string[]): void {
  let reading = readingOf(texts[0], "main.ttvm");
  let before: Sketched | undefined;
  for (const text of texts) {
    reading = readingOf(text, "main.ttvm", reading);
    const { parsed, assembled } = reading;
    before = sketched(parsed.syntax, "main.ttvm", assembled.made, before);
    const fresh = readingOf(text, "main.ttvm");
    assert.deepEqual(before.sketch, sketch(fresh.parsed.syntax, "main.ttvm", fresh.assembled.made));
  }
}

function checkFindings(texts: readonly string[]): void {
  const memory = new DocumentMemory();
  for (const [version, text] of texts.entries()) {
    const kept = analyzeAssembly("main.ttvm", version, text, undefined, memory);
    assert.deepEqual(kept.diagnostics, analyzeAssembly("main.ttvm", version, text).diagnostics);
  }
}

describe("Sketches of one version after the other", () => {
  const text = longProgram(240);

  it(`are those of a fresh reading, with ${RUNS} series of edits`, () => {
    fc.assert(
      fc.property(fc.array(edit, { minLength: 2, maxLength: 12 }), (edits) => {
        const texts = versionsOf(text, edits);
        checkSketches(texts);
        checkFindings(texts);
      }),
      { numRuns: RUNS, seed: SEED },
    );
  });

  it("look at the lines that have changed alone", () => {
    const memory = new DocumentMemory();
    const wrong = (word: string) => text.replace("STORE total", `${word} total`);
    const counts = ["ST?ORE", "S?TORE", "STORE", "STOR?E"].map((word, version) => {
      const before = tally.sketched;
      assert.ok(analyzeAssembly("main.ttvm", version, wrong(word), undefined, memory).diagnostics);
      return tally.sketched - before;
    });
    assert.ok(counts[0] > 100);
    assert.deepEqual(counts.slice(1), [1, 0, 1]);
  });
});
