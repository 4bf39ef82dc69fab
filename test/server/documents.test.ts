/** The versions of an open document share what is known about it. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { laneDocuments } from "../../server/documents.ts";
import { tally } from "../../vm-core/facts/tally.ts";

const URI = "file:///two.ttvm";
const TEXT =
  "PUSH_INT 1\nPUSH_INT 2\nADD\nCALL twice x\nPRINT\nHALT\nLABEL twice\nLOAD x\nPUSH_INT 2\nMUL\nRET\n";

it("Hints of an edited document follow only what the edit changed; those of one that is opened again, all", () => {
  const documents = laneDocuments();
  const show = (version: number, text: string) =>
    documents.update({
      closed: [],
      texts: [{ uri: URI, languageId: "ttvm", version, text, tooMuch: undefined }],
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
  documents.update({ closed: [URI], texts: [] });
  show(1, TEXT);
  assert.equal(followed(), 2);
});
