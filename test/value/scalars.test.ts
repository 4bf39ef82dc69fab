/** Positions in a text against an array of its scalar values, and how much of a text they look at. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { forgetTexts, scalarCount, scalarWork } from "../../vm-core/value/scalars.ts";
import { charAt, slice } from "../../vm-core/value/sequence.ts";

const texts = fc
  .array(fc.constantFrom("a", "é", "€", "😀", "👩‍🚀"), { maxLength: 300 })
  .map((parts) => parts.join(""));

/** How many code units an action looks at. */
function visited(action: () => void): number {
  const before = scalarWork.visited;
  action();
  return scalarWork.visited - before;
}

describe("Positions in a text", () => {
  it("count scalar values", () => {
    fc.assert(
      fc.property(fc.array(texts, { minLength: 1, maxLength: 6 }), fc.array(fc.nat(9999)), (all, places) => {
        for (const place of places) {
          const text = all[place % all.length];
          const scalars = [...text];
          const index = place % (scalars.length + 3);
          const end = index + (place % 50);
          assert.equal(scalarCount(text), scalars.length);
          assert.equal(slice(text, index, end), scalars.slice(index, end).join(""));
          const found = charAt(text, index);
          if (index < scalars.length) assert.equal(found, scalars[index]);
          else
            assert.match(String((found as Error).message), new RegExp(`string of length ${scalars.length}$`));
        }
      }),
      { numRuns: 500 },
    );
  });

  for (const size of [1_000, 10_000, 100_000, 1_000_000]) {
    for (const [kind, character] of [
      ["16 bits", "é"],
      ["surrogates", "😀"],
    ]) {
      it(`of ${size} characters with ${kind} take a bounded part of the text each, also in two texts at once`, () => {
        forgetTexts();
        const [one, two] = [character.repeat(size), `${character.repeat(size - 1)}x`];
        const once = visited(() => charAt(one, 0)) + visited(() => charAt(two, 0));
        assert.ok(once <= 4 * (one.length + two.length), `${once} for the first ones`);
        const each = visited(() => {
          for (let i = 0; i < size; i += size / 1000) {
            assert.equal(charAt(one, i), character);
            assert.equal(slice(two, i, i + 1), i === size - 1 ? "x" : character);
          }
        });
        assert.ok(each <= 3000 * 64, `${each} for 3000 positions`);
      });
    }
  }
});
