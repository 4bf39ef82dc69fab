/** Texts of open documents: after any edits, the same as those of the library of the protocol. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { TextDocument } from "vscode-languageserver-textdocument";
import { countColumnsIn, offsetsOf } from "../../server/convert.ts";
import { LongText, OpenDocument } from "../../server/open-document.ts";
import { LARGEST_BLOCK, sameBlocks, textOfBlocks } from "../../server/shared-text.ts";

const text = fc.string({ unit: fc.constantFrom("a", "→", "\n", "\r", "\r\n"), maxLength: 12 });
const position = fc.record({
  line: fc.integer({ min: -1, max: 9 }),
  character: fc.integer({ min: -1, max: 5 }),
});
const range = fc.record({ start: position, end: position });
const edits = fc.array(fc.record({ text, range: fc.option(range, { nil: undefined, freq: 6 }) }), {
  maxLength: 8,
});

/** As a text comes that is read part by part. */
function longText(text: string, part: number): LongText {
  const long = new LongText();
  for (let at = 0; at < text.length; at += part) long.add(text.slice(at, at + part));
  return long.end();
}

function assertSame(ours: OpenDocument, text: string): void {
  assert.equal(textOfBlocks(ours.blocks), text);
  const fresh = TextDocument.create("file:///a", "ttvm", 1, text);
  assert.equal(ours.lineCount, fresh.lineCount);
  const starts = Array.from({ length: fresh.lineCount + 1 }, (_, line) => ours.lineStart(line));
  const expected = starts.map((_, line) => fresh.offsetAt({ line, character: 0 }));
  assert.deepEqual(starts, expected);
}

describe("An open document", () => {
  it("has the text and the lines that any edits lead to", () => {
    fc.assert(
      fc.property(text, edits, fc.boolean(), (first, changes, looksBefore) => {
        const ours = new OpenDocument("file:///a", "ttvm", 1, first);
        if (looksBefore) assert.ok(ours.lineCount > 0);
        for (const [index, { text, range }] of changes.entries()) {
          // A fresh one each time: theirs loses lines where an edit parts CR and LF.
          const theirs = TextDocument.create("file:///a", "ttvm", 1, textOfBlocks(ours.blocks));
          if (range === undefined) ours.setText(text);
          else ours.replace(...offsetsOf(ours, range), text);
          TextDocument.update(theirs, [range === undefined ? { text } : { text, range }], index + 2);
          assert.equal(textOfBlocks(ours.blocks), theirs.getText());
        }
        const fresh = TextDocument.create("file:///a", "ttvm", 1, textOfBlocks(ours.blocks));
        assert.equal(ours.lineCount, fresh.lineCount);
        for (let line = 0; line < fresh.lineCount; line++)
          assert.equal(ours.lineStart(line), fresh.offsetAt({ line, character: 0 }));
      }),
      { numRuns: 1_000 },
    );
  });

  const ending = fc.constantFrom("\n", "\r", "\r\n");
  const longer = fc.record({
    line: fc.constantFrom("a", "→", "🙂", ""),
    ending,
    // Around one and two blocks, so that edits and ends of blocks meet.
    length: fc.integer({ min: LARGEST_BLOCK - 6, max: 2 * LARGEST_BLOCK + 6 }),
  });
  const cut = fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    length: fc.nat(3),
    near: fc.nat(4),
  });

  it("has them where texts have several blocks", () => {
    const insertion = fc.oneof(text, longer.map(fill));
    const cuts = fc.array(fc.tuple(cut, insertion, fc.boolean()), { maxLength: 5 });
    fc.assert(
      fc.property(longer, cuts, (first, changes) => {
        let expected = fill(first);
        const ours = new OpenDocument("file:///a", "ttvm", 1, longText(expected, 10_007));
        for (const [{ at, length, near }, inserted, isLong] of changes) {
          const block = Math.round(at * 4) * (LARGEST_BLOCK / 2);
          const start = Math.min(Math.max(0, block - 2 + near), expected.length);
          const end = Math.min(start + length * length * 1_000, expected.length);
          ours.replace(start, end, isLong ? longText(inserted, 999) : inserted);
          expected = expected.slice(0, start) + inserted + expected.slice(end);
        }
        assertSame(ours, expected);
      }),
      { numRuns: 100 },
    );
  });

  it("shares with other threads what an edit leaves as it is", () => {
    const lines = 100_000;
    const ours = new OpenDocument("file:///a", "ttvm", 1, longText("PUSH_INT 1\n".repeat(lines), 65_536));
    const before = ours.blocks;
    assert.ok(before.length > 60);
    ours.replace(...offsetsOf(ours, rangeAt(50_000)), "PRINT\n");
    const { start, end } = sameBlocks(before, ours.blocks);
    assert.equal(start + end, before.length - 1);
    ours.setText(longText("PRINT\n".repeat(lines), 65_536));
    assert.equal(ours.lineCount, lines + 1);
  });

  it("has no more blocks than its length says, however often it is edited", () => {
    const ours = new OpenDocument("file:///a", "ttvm", 1, "");
    let expected = "";
    for (let i = 0; i < 30_000; i++) {
      const at = i % 3 === 0 ? expected.length >> 1 : expected.length;
      const inserted = i % 7 === 0 ? "\r" : "ab\n";
      ours.replace(at, at, inserted);
      expected = expected.slice(0, at) + inserted + expected.slice(at);
    }
    assertSame(ours, expected);
    assert.ok(ours.blocks.length <= 2 + expected.length / (LARGEST_BLOCK / 2), `${ours.blocks.length}`);
  });

  it("counts columns of other encodings in long lines", () => {
    const ours = new OpenDocument("file:///a", "ttvm", 1, `x\n${"→a".repeat(40_000)}\n`);
    countColumnsIn("utf-8");
    const place = { line: 1, character: 4 * 30_000 };
    const [start] = offsetsOf(ours, { start: place, end: place });
    countColumnsIn("utf-16");
    assert.equal(start, 2 + 2 * 30_000);
  });
});

function fill({ line, ending, length }: { line: string; ending: string; length: number }): string {
  const unit = line + ending;
  return unit.repeat(Math.ceil(length / unit.length)).slice(0, length);
}

function rangeAt(line: number) {
  const place = { line, character: 0 };
  return { start: place, end: place };
}
