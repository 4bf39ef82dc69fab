/**
 * Replay through real servers with their threads: after each of many random changes, the server that has seen them all answers
 * every request as one does that has only just opened the text. Most replays are in one process (test/replay).
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, it } from "node:test";
import fc from "fast-check";
import { anyEdit, applyEdit, placeEdit, writtenPrograms } from "../ide/programs.ts";
import { lispFiles } from "../lisp/files.ts";
import { compareAnswers, SETTINGS } from "../replay/requests.ts";
import { type Client, startServerHere } from "./client.ts";

const SEED = Number(process.env.SEED ?? 20_260_701);
/** Changes of each language, and after how many the answers are compared. */
const CHANGES = Number(process.env.RUNS ?? 70);
const EVERY = 6;

const LISP_PIECES = fc.constantFrom(
  ...'( ) [ \' " ; (define (f x) x) (let ((x 1)) x) (cond (else 1)) (import "std/math") x f 1 \n'.split(" "),
);

describe("After random changes", () => {
  let typed: Client;
  let fresh: Client;
  before(async () => {
    [typed, fresh] = await Promise.all([
      startServerHere(undefined, [], { settings: SETTINGS }),
      startServerHere(undefined, [], { settings: SETTINGS }),
    ]);
  });
  after(() => Promise.all([typed.stop(), fresh.stop()]));

  async function replay(
    uri: string,
    languageId: string,
    programs: readonly string[],
    edits: readonly Change[],
  ) {
    let text = programs[0];
    let version = 1;
    await typed.open(uri, text, languageId);
    for (const [i, planned] of edits.entries()) {
      version++;
      const isPasted = i % 30 === 29;
      text = isPasted ? programs[i % programs.length] : applyEdit(text, placeEdit(text, planned));
      // The whole text: which part of it has changed is for the test of typing.
      await typed.change(uri, version, [{ text }]);
      if (i % EVERY !== 0) continue;
      await fresh.open(uri, text, languageId);
      const offset = Math.floor(planned.at * text.length);
      await compareAnswers(typed, fresh, uri, text, offset);
      await fresh.notify("textDocument/didClose", { textDocument: { uri } });
    }
    assert.deepEqual([...typed.log, ...fresh.log], []);
  }

  it("of assembly, every answer is that of a fresh server", async () => {
    const edits = fc.sample(anyEdit, { numRuns: CHANGES, seed: SEED });
    await replay("file:///replay/a.ttvm", "ttvm", writtenPrograms(), edits);
  });

  it("of Lisp, every answer is that of a fresh server", async () => {
    const edit = fc.record({
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      length: fc.nat(6),
      text: fc.array(LISP_PIECES, { maxLength: 3 }).map((pieces) => pieces.join(" ")),
    });
    const programs = [...lispFiles("examples"), ...lispFiles("test/fixtures/lisp/sorting")].map((file) =>
      readFileSync(file, "utf8"),
    );
    const edits = fc.sample(edit, { numRuns: CHANGES, seed: SEED });
    await replay("file:///replay/a.lisp", "ttvm-lisp", programs, edits);
  });
});

interface Change {
  readonly at: number;
  readonly length: number;
  readonly text: string;
}
