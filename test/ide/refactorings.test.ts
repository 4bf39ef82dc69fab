/** Refactorings of programs that people wrote: whatever is selected, the program prints the same afterwards. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { it } from "node:test";
import fc from "fast-check";
import {
  analyze,
  analyzeLisp,
  applyEdits,
  libraryExports,
  refactorings,
  type Snapshot,
  type Span,
} from "../../vm-core/index.ts";
import type { Datum } from "../../vm-core/lisp/datum.ts";
import { runProgram } from "../machine/run-text.ts";

const SEED = Number(process.env.SEED ?? 20_260_701);
const RUNS = Number(process.env.RUNS ?? 190);

const ASSEMBLY = ["factorial", "exceptions", "lists-and-objects", "hello"].map((name) =>
  readFileSync(`examples/${name}.ttvm`, "utf8"),
);
const INLINED = `    PUSH_INT 7
    PUSH_INT 2
    CALL less a b
    PRINT
    PUSH_INT 4
    CALL twice x
    PRINT
    HALT
LABEL less
    LOAD a
    LOAD b
    SUB ; less
    RET
LABEL twice
    LOAD x
    DUP
    ADD
    RET
`;
const ADDRESSED =
  "    PUSH_INT 0\n    JZ 4\n    PUSH_INT 1\n    PRINT\n    PUSH_INT 2\n    PRINT\n    JMP 8\n    PRINT\n";
const LISP = ["examples/evaluator.lisp", "examples/queens.lisp", "examples/words.lisp"].map((file) =>
  readFileSync(file, "utf8"),
);

async function printed(snapshot: Snapshot): Promise<string> {
  assert.ok(snapshot.program !== undefined, snapshot.text);
  const { stdout, error } = await runProgram(snapshot.program);
  return stdout + error;
}

async function check(read: (text: string) => Snapshot, text: string, range: Span): Promise<number> {
  const before = read(text);
  const found = refactorings(before, range);
  for (const { title, edits } of found) {
    const after = read(applyEdits(text, edits));
    assert.ok(after.program !== undefined, `${title}\n${after.text}`);
    assert.equal(await printed(after), await printed(before), `${title}\n${after.text}`);
  }
  return found.length;
}

/** A part of a text by two fractions; with one alone, a cursor. */
const anyRange = fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.oneof(fc.constant(0), fc.nat(150)));

it("assembly does the same with lines extracted, functions inlined, and labels in place of addresses", async () => {
  let count = 0;
  const read = (text: string) => analyze("file:///a.ttvm", 1, text);
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(INLINED, INLINED, ADDRESSED, ...ASSEMBLY),
      anyRange,
      async (text, [at, length]) => {
        const start = Math.floor(at * text.length);
        count += await check(read, text, { start, end: Math.min(text.length, start + length) });
      },
    ),
    { numRuns: RUNS, seed: SEED },
  );
  assert.ok(count > RUNS / 10, `${count} refactorings`);
});

it("Lisp does the same with expressions extracted and cond for if", async () => {
  let count = 0;
  const read = (text: string) => analyzeLisp("file:///a.lisp", 1, text, { exportsOf: libraryExports });
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...LISP), fc.nat(10_000), fc.boolean(), async (text, at, isCursor) => {
      const snapshot = read(text);
      const lists = listsIn(snapshot.syntax.language === "lisp" ? snapshot.syntax.forms : []);
      const { start, end } = lists[at % lists.length];
      count += await check(read, text, isCursor ? { start: start + 1, end: start + 1 } : { start, end });
    }),
    { numRuns: RUNS, seed: SEED },
  );
  assert.ok(count > RUNS / 10, `${count} refactorings`);
});

function listsIn(data: readonly Datum[]): readonly Span[] {
  return data.flatMap((datum) => (datum.kind === "list" ? [datum.span, ...listsIn(datum.items)] : []));
}
