/** Did you mean: as much is compared as there is time for. */
import assert from "node:assert/strict";
import test from "node:test";
import { closest, suggester } from "../../vm-core/text/closest.ts";

test("the nearest word is meant, and none that is far", () => {
  assert.equal(closest("PRNT", ["POP", "PRINT", "PUSH"]), "PRINT");
  assert.equal(closest("PIRNT", ["POINT", "PRINT"]), "PRINT");
  assert.equal(closest("xyz", ["abc"]), undefined);
});

test("a word that is very long is meant for none, and is compared with none", () => {
  const work = { pairs: 0 };
  const long = "a".repeat(300_000);
  assert.equal(closest(`${long}x`, [long], work), undefined);
  assert.equal(work.pairs, 0);
});

test("the unknown words of a text are looked for until enough was compared", () => {
  const candidates = Array.from({ length: 1_000 }, (_, i) => "a".repeat(150) + String(i).padStart(4, "0"));
  const suggest = suggester(candidates);
  const words = Array.from({ length: 40 }, (_, i) => `${"a".repeat(150)}00${i + 10}x`);
  const found = words.map(suggest);
  assert.equal(found[0], candidates[10]);
  assert.equal(found[39], undefined);
  // Words of a few letters: thousands of them.
  const mnemonics = suggester(Array.from({ length: 100 }, (_, i) => `WORD_${i}`));
  for (const letter of "PQRSTUVWXYZ") {
    for (let i = 0; i < 100; i++) assert.equal(mnemonics(`W${letter}RD_${i}`), `WORD_${i}`);
  }
});
