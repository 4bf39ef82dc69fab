/** The versions of an open document share what is known about it. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { laneDocuments } from "../../server/documents.ts";
import { blockOf } from "../../server/shared-text.ts";
import { tally } from "../../vm-core/facts/tally.ts";

const URI = "file:///nowhere/two.ttvm";
const TEXT =
  "PUSH_INT 1\nPUSH_INT 2\nADD\nCALL twice x\nPRINT\nHALT\nLABEL twice\nLOAD x\nPUSH_INT 2\nMUL\nRET\n";

it("Hints of an edited document follow only what the edit changed; those of one that is opened again, all", () => {
  const documents = laneDocuments();
  const show = (version: number, text: string) =>
    documents.update({
      closed: [],
      texts: [{ uri: URI, languageId: "ttvm", version, blocks: [blockOf(text)], tooMuch: undefined }],
      edits: [],
    });
  const followed = () => {
    const before = tally.frames;
    assert.ok(documents.snapshot(URI)?.rewrites.length);
    return tally.frames - before;
  };
  show(1, TEXT);
  assert.equal(followed(), 2);
  show(2, TEXT.replace("PUSH_INT 1", "PUSH_INT 5\nPUSH_INT 1"));
  assert.equal(followed(), 1);
  documents.update({ closed: [URI], texts: [], edits: [] });
  show(1, TEXT);
  assert.equal(followed(), 2);
});

it("A document that a lane has is told of by the blocks that have changed, and decodes no other", () => {
  const documents = laneDocuments();
  const known = { uri: URI, languageId: "ttvm", tooMuch: undefined };
  const blocks = ["PUSH_INT 1\n", "PUSH_INT 2\n", "ADD\n", "PRINT\n"].map(blockOf);
  documents.update({ closed: [], texts: [{ ...known, version: 1, blocks }], edits: [] });
  assert.equal(documents.snapshot(URI)?.text, "PUSH_INT 1\nPUSH_INT 2\nADD\nPRINT\n");
  const edits = [{ ...known, version: 2, from: 2, removed: 1, blocks: [blockOf("SUB\n")] }];
  documents.update({ closed: [], texts: [], edits });
  // Who looks at one of the others again reads this.
  for (const at of [0, 1, 3]) new Uint8Array(blocks[at].memory).fill(0x21);
  assert.equal(documents.snapshot(URI)?.text, "PUSH_INT 1\nPUSH_INT 2\nSUB\nPRINT\n");
  assert.equal(documents.snapshot(URI)?.version, 2);
});
