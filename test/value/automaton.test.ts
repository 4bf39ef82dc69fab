/** Patterns in time proportional to text and pattern: what they match, and how much is looked at. */
import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { matcherOf } from "../../server/glob.ts";
import { glob, pathGlob } from "../../vm-core/run/permissions/patterns.ts";
import { Automaton, type AutomatonPart } from "../../vm-core/text/automaton.ts";

/** The same as a regular expression. */
function expressionOf(pattern: string, mark: string): string {
  return pattern
    .replaceAll(".", "\\.")
    .replace(/\*\*|[*?]/g, (found) => (found === "**" ? "[^]*" : `[^${mark}]${found === "*" ? "*" : ""}`));
}

const letters = (units: string, longest: number) =>
  fc.string({ unit: fc.constantFrom(...units), maxLength: longest });

test("A pattern of names and of paths matches what the regular expression does", () => {
  fc.assert(
    fc.property(letters("ab/*?.", 8), letters("ab/.", 10), (pattern, text) => {
      const name = new RegExp(`^${expressionOf(pattern, ".")}$`);
      assert.equal(glob(pattern, ".").test(text), name.test(text));
      const path = new RegExp(`^${expressionOf(pattern, "/")}(?:/[^]*)?$`);
      assert.equal(pathGlob(pattern).test(text), path.test(text));
    }),
    { numRuns: 3_000 },
  );
});

test("Each character is looked at once for each place of the pattern, however many ways there are to match", () => {
  let looks = 0;
  const counted: AutomatonPart = {
    one: () => {
      looks++;
      return true;
    },
  };
  const never: AutomatonPart = { one: () => false };
  const pattern = Array.from({ length: 10 }, (): AutomatonPart => ({ many: [{ many: [counted] }, counted] }));
  assert.equal(new Automaton([...pattern, never]).test("a".repeat(1_000)), false);
  assert.ok(looks <= 20 * 1_000, `${looks} looks`);
});

test("A folder may exclude what it wants by as many wildcards as it wants", () => {
  const matches = matcherOf(["**/*a".repeat(50), "{a,b}".repeat(50), "**/".repeat(90)]);
  assert.equal(matches(`${"a/".repeat(2_000)}b`), false);
  assert.equal(matches("ab".repeat(25)), true);
});
