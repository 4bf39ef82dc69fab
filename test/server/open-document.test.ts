/** Texts of open documents: after any edits, the same as those of the library of the protocol. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { TextDocument } from "vscode-languageserver-textdocument";
import { offsetsOf } from "../../server/convert.ts";
import { OpenDocument } from "../../server/open-document.ts";

const text = fc.string({ unit: fc.constantFrom("a", "→", "\n", "\r", "\r\n"), maxLength: 12 });
const position = fc.record({
  line: fc.integer({ min: -1, max: 9 }),
  character: fc.integer({ min: -1, max: 5 }),
});
const range = fc.record({ start: position, end: position });
const edits = fc.array(fc.record({ text, range: fc.option(range, { nil: undefined, freq: 6 }) }), {
  maxLength: 8,
});

describe("An open document", () => {
  it("has the text and the lines that any edits lead to", () => {
    fc.assert(
      fc.property(text, edits, fc.boolean(), (first, changes, looksBefore) => {
        const ours = new OpenDocument("file:///a", "ttvm", 1, first);
        if (looksBefore) assert.ok(ours.lineCount > 0);
        for (const [index, { text, range }] of changes.entries()) {
          // A fresh one each time: theirs loses lines where an edit parts CR and LF.
          const theirs = TextDocument.create("file:///a", "ttvm", 1, ours.getText());
          if (range === undefined) ours.setText(text);
          else ours.replace(...offsetsOf(ours, range), text);
          TextDocument.update(theirs, [range === undefined ? { text } : { text, range }], index + 2);
          assert.equal(ours.getText(), theirs.getText());
        }
        const fresh = TextDocument.create("file:///a", "ttvm", 1, ours.getText());
        assert.equal(ours.lineCount, fresh.lineCount);
        for (let line = 0; line < fresh.lineCount; line++)
          assert.equal(ours.lineStart(line), fresh.offsetAt({ line, character: 0 }));
      }),
      { numRuns: 2_000 },
    );
  });
});
