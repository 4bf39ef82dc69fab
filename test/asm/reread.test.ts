/**
 * Reading an assembly text again after an edit: what comes out is what a fresh reading gives, and only what has changed is
 * read and made.
 *
 * Random edits with a fixed seed; SEED and RUNS change that.
 */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { analyzeAssembly, DocumentMemory } from "../../vm-core/analyze/index.ts";
import { type Reading, readingOf, resultOf } from "../../vm-core/asm/index.ts";
import { namesMissingLabel, usesOfLabel } from "../../vm-core/asm/label-uses.ts";
import type { AsmSyntax } from "../../vm-core/asm/syntax.ts";
import { tally } from "../../vm-core/asm/tally.ts";
import { changeBetween } from "../../vm-core/text/change.ts";
import { LineIndex } from "../../vm-core/text/line-index.ts";
import { longProgram } from "../generate/long-program.ts";
import { anyEdit, applyEdit, placeEdit, writtenPrograms } from "../ide/programs.ts";

const RUNS = Number(process.env.RUNS ?? 40);
const SEED = Number(process.env.SEED ?? 20_261_129);

/** What is inserted besides what `anyEdit` inserts: handlers, labels, strings with mistakes, ends of lines. */
const piece = fc.constantFrom(
  ...[
    "\n",
    "\r\n",
    "\r",
    "\nTRY\n",
    "\nCATCH e\n",
    "\nEND_TRY\n",
    "\nLABEL main\n",
    "\nJMP main\n",
    "\nJMP 3\n",
  ],
  ...[
    '"',
    "; comment",
    '\nPUSH_STR "a\\q"\n',
    "\nPUSH_STR a b\n",
    "\nADDD\n",
    "\ufeff",
    '\nLABEL "x y"\n',
    "\nCALL main a a\n",
  ],
);

const pasted = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.nat(40),
  text: fc.array(piece, { maxLength: 3 }).map((pieces) => pieces.join("")),
});

const PROGRAMS = [...writtenPrograms(), longProgram(150)];

/** How often each word of a text names a label, and whether one is missing. */
function labelUses(syntax: AsmSyntax) {
  const words = new Set(
    syntax.lines.flatMap((line) =>
      line.kind === "label" ? line.name : line.operands.map(({ text }) => text),
    ),
  );
  return {
    isMissing: namesMissingLabel(syntax),
    uses: [...words].map((word) => [word, usesOfLabel(syntax, word)]),
  };
}

describe("After random edits", () => {
  it("syntax, program and problems are those of a fresh reading, and so are the lines", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...PROGRAMS),
        fc.array(fc.oneof(anyEdit, pasted), { minLength: 1, maxLength: 12 }),
        (program, edits) => {
          let text = program;
          let reading: Reading = readingOf(text, "a.ttvm");
          let lines = new LineIndex(text);
          for (const edit of edits) {
            const before = text;
            text = applyEdit(text, placeEdit(text, edit));
            reading = readingOf(text, "a.ttvm", reading);
            const fresh = resultOf(readingOf(text, "a.ttvm"));
            assert.deepEqual(resultOf(reading), fresh);
            assert.deepEqual(labelUses(resultOf(reading).syntax), labelUses(fresh.syntax));
            lines = lines.edited(text, changeBetween(before, text));
            assert.deepEqual(lines, new LineIndex(text));
          }
        },
      ),
      { numRuns: RUNS * 2, seed: SEED },
    );
  });

  it("a change between two texts is the smallest one", () => {
    const text = fc.array(fc.constantFrom("a", "b"), { maxLength: 8 }).map((letters) => letters.join(""));
    fc.assert(
      fc.property(text, text, (before, after) => {
        const { start, oldEnd, newEnd } = changeBetween(before, after);
        assert.equal(before.slice(0, start) + after.slice(start, newEnd) + before.slice(oldEnd), after);
        const [removed, added] = [before.slice(start, oldEnd), after.slice(start, newEnd)];
        assert.ok(removed === "" || added === "" || removed[0] !== added[0]);
        assert.ok(removed === "" || added === "" || removed.at(-1) !== added.at(-1));
      }),
      { seed: SEED },
    );
  });
});

describe("In a program of 5,000 lines", () => {
  const text = longProgram(5_000);
  const lineCount = text.split("\n").length;

  /** The lines that are read, and the instructions that are made, for an edit. */
  function workOf(edited: string): { lines: number; instructions: number } {
    const before = readingOf(text, "a.ttvm");
    const [lines, instructions] = [tally.lines, tally.instructions];
    const reading = readingOf(edited, "a.ttvm", before);
    assert.notEqual(resultOf(reading).syntax.lines.length, 0);
    return { lines: tally.lines - lines, instructions: tally.instructions - instructions };
  }

  it("a fresh reading reads them all", () => {
    const before = tally.lines;
    readingOf(text, "a.ttvm");
    assert.equal(tally.lines - before, lineCount);
  });

  it("another number has one line read and one instruction made", () =>
    assert.deepEqual(workOf(text.replace("PUSH_INT 10", "PUSH_INT 11")), { lines: 1, instructions: 1 }));

  it("an instruction more at the top moves the others; those that name labels after it are made again", () => {
    const named = text
      .split("\n")
      .filter((line) => /^ +(?:JMP|JZ|JNZ|CALL|TRY|MAKE_LAMBDA) /.test(line)).length;
    const work = workOf(text.replace("    STORE precision", "    STORE precision\n    TRUE"));
    assert.equal(work.lines, 2);
    assert.ok(work.instructions <= named + 2, `${work.instructions} of ${named}`);
  });

  it("a broken line is read alone", () =>
    assert.deepEqual(workOf(text.replace("    STORE precision", "    STO?RE precision")), {
      lines: 1,
      instructions: 0,
    }));

  it("the labels that are named are counted again in lines that have changed alone", () => {
    const before = readingOf(text, "a.ttvm");
    assert.equal(usesOfLabel(resultOf(before).syntax, "main"), 1);
    const counted = tally.usesCounted;
    const { syntax } = resultOf(readingOf(text.replace("JMP main", "JMP mai"), "a.ttvm", before));
    assert.deepEqual([usesOfLabel(syntax, "main"), usesOfLabel(syntax, "mai")], [0, 1]);
    assert.equal(tally.usesCounted - counted, 2);
  });

  it("a snapshot stays what it was when another version has been analysed", () => {
    const memory = new DocumentMemory();
    const first = analyzeAssembly("a.ttvm", 1, text, undefined, memory);
    const diagnostics = structuredClone(first.diagnostics);
    analyzeAssembly("a.ttvm", 2, `; A line more.\n${text}`, undefined, memory);
    assert.deepEqual(structuredClone(first.diagnostics), diagnostics);
    assert.deepEqual(first.syntax, analyzeAssembly("a.ttvm", 1, text).syntax);
  });
});
