/** Reading a text searches about as many characters as it has, however many words are in a line and lines in it. */
import assert from "node:assert/strict";
import test from "node:test";
import { parse } from "../../vm-core/asm/index.ts";

const { indexOf } = String.prototype;

/** The characters that `indexOf` looks at while `read` runs. */
function searched(read: () => void): number {
  let characters = 0;
  String.prototype.indexOf = function (this: string, wanted: string, from = 0) {
    const found = indexOf.call(this, wanted, from);
    characters += (found < 0 ? this.length : found + wanted.length) - from;
    return found;
  };
  try {
    read();
  } finally {
    String.prototype.indexOf = indexOf;
  }
  return characters;
}

const words = (count: number) => Array.from({ length: count }, (_, i) => ` p${i}`).join("");
const TEXTS = {
  "one instruction with 20,000 operands": `CALL f${words(20_000)}\n`,
  "20,000 instructions with an operand each": "CALL f p\n".repeat(20_000),
  "patterns with a quoted part": `RECEIVE_MATCH${' a="b c"'.repeat(10_000)}\n`,
};

for (const [name, text] of Object.entries(TEXTS)) {
  test(`is read in one go: ${name}`, () => {
    const characters = searched(() => parse(text));
    assert.ok(characters > 0 && characters < 4 * text.length, `${characters} of ${text.length}`);
  });
}
