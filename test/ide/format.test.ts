/** Formatting changes blanks alone: any text keeps its program and its comments, and formatting twice is formatting once. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import fc from "fast-check";
import {
  analyzeAssembly,
  analyzeLisp,
  applyEdits,
  format,
  formatTyped,
  libraryExports,
  type Snapshot,
} from "../../vm-core/index.ts";
import { longProgram } from "../generate/long-program.ts";
import { lispFiles } from "../lisp/files.ts";
import { LISP_MAIN, MAIN } from "./modules.ts";
import { anyText, assemblableText, editedProgram, writtenPrograms } from "./programs.ts";

const SEED = Number(process.env.SEED ?? 20_260_701);
const RUNS = Number(process.env.RUNS ?? 220);
const ONE_BLANK = { indentSize: 4, tabs: false, alignOperands: false };

const assembly = (text: string) => analyzeAssembly(MAIN, 1, text);
const lisp = (text: string) => analyzeLisp(LISP_MAIN, 1, text, { exportsOf: libraryExports });

const LISP_PROGRAMS = [...lispFiles("test/fixtures/lisp"), ...lispFiles("examples")].map((file) =>
  readFileSync(file, "utf8"),
);

/** Everything that a program does, without the places that it comes from. */
function meaningOf({ program }: Snapshot) {
  if (program === undefined) return undefined;
  const { code, labels, procedures } = program;
  return {
    code: code.map(({ op, operands, origin, file }) => ({ op, operands, origin, file })),
    labels: [...labels],
    procedures: [...(procedures ?? [])],
  };
}

function commentsOf({ text, syntax }: Snapshot): readonly string[] {
  return syntax.comments.map(({ span }) => text.slice(span.start, span.end));
}

function checkSame(after: Snapshot, before: Snapshot): void {
  if (after === before) return;
  assert.deepEqual(commentsOf(after), commentsOf(before));
  assert.deepEqual(meaningOf(after), meaningOf(before));
}

function check(analyzed: (text: string) => Snapshot, text: string, at: number): void {
  const known = new Map<string, Snapshot>();
  // Most of what is formatted is as it was, or as it was formatted another way.
  const analyze = (text: string) => {
    const snapshot = known.get(text) ?? analyzed(text);
    known.set(text, snapshot);
    return snapshot;
  };
  const before = analyze(text);
  const edits = format(before);
  for (const edit of edits) {
    assert.match(text.slice(edit.span.start, edit.span.end), /^\s*$/);
    assert.match(edit.text, /^[ \r\n]*$/);
  }
  const after = analyze(applyEdits(text, edits));
  checkSame(after, before);
  assert.equal(applyEdits(after.text, format(after)), after.text, "formatting twice");
  const offset = Math.min(at, text.length);
  if (before.language === "asm") {
    // Only the blocks around are read; what they give is what the whole text gives there.
    const all = new Set(edits.map((edit) => JSON.stringify(edit)));
    for (const edit of format(before, { start: offset, end: offset }))
      assert.ok(all.has(JSON.stringify(edit)));
  }
  for (const some of [format(before, { start: offset, end: offset }), formatTyped(before, offset)]) {
    const part = analyze(applyEdits(text, some));
    checkSame(part, before);
  }
}

describe("Formatting", () => {
  it(`keeps the program and the comments of any assembly: ${RUNS} texts`, () => {
    const text = fc.oneof(
      anyText,
      editedProgram(writtenPrograms()),
      assemblableText({ addresses: true, structured: true }),
    );
    fc.assert(
      fc.property(text, fc.nat(500), (text, at) => check(assembly, text, at)),
      { numRuns: RUNS, seed: SEED },
    );
  });

  it("keeps the program and the comments of any Lisp", () => {
    const pieces = fc.constantFrom(
      ..."( ) [ ] { } ' ` , ,@ @x #; #| |# #( #\\a \" ; ;c (define (lambda (let loop ((x (cond (try (catch e 1 :k . \n \r\n".split(
        " ",
      ),
      "\n",
      "\n\n\n",
      "\n   ",
      " ",
    );
    const edited = fc
      .record({
        program: fc.constantFrom(...LISP_PROGRAMS.filter(({ length }) => length < 3_000)),
        at: fc.nat(3_000),
        remove: fc.nat(8),
        insert: fc.array(pieces, { maxLength: 3 }),
      })
      .map(({ program, at, remove, insert }) => {
        const from = at % program.length;
        return program.slice(0, from) + insert.join("") + program.slice(from + remove);
      });
    const text = fc.oneof(
      edited,
      fc.array(pieces, { maxLength: 30 }).map((all) => all.join("")),
    );
    fc.assert(
      fc.property(text, fc.nat(500), (text, at) => check(lisp, text, at)),
      { numRuns: RUNS, seed: SEED },
    );
  });

  it("keeps every program in Lisp, wherever its lines break", () => {
    for (const text of LISP_PROGRAMS) {
      check(lisp, text, text.length >> 1);
      // Without indentation the form is laid out anew, and means the same.
      check(lisp, text.replaceAll(/\n +(?=\()/g, "\n"), 0);
    }
  });

  it("leaves the examples as they are, where operands are not aligned", () => {
    for (const text of writtenPrograms().filter((one) => one.startsWith(";"))) {
      assert.equal(applyEdits(text, format(assembly(text), undefined, ONE_BLANK)), text);
    }
    for (const file of lispFiles("examples")) {
      const text = readFileSync(file, "utf8");
      assert.equal(applyEdits(text, format(lisp(text))), text);
    }
  });

  it("takes time that grows with the length of the text", () => {
    const long = assembly(longProgram(100_000));
    const deep = lisp("(define (f x)\n(when x\n(print x)))\n".repeat(33_000));
    for (const snapshot of [long, deep]) {
      assert.ok(secondsOf(() => format(snapshot)) < 5);
      const middle = snapshot.text.indexOf("\n", snapshot.text.length >> 1) + 1;
      // What is typed depends on what is around it alone.
      const typed = [1, 2, 3].map(() => secondsOf(() => formatTyped(snapshot, middle)));
      assert.ok(Math.min(...typed) < 0.2, String(typed));
    }
  });
});

function secondsOf(run: () => void): number {
  const start = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1e6;
}
