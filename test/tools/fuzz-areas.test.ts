/** Every area of the fuzzer can be asked for: `npm run fuzz` without a name runs them all. */
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, it } from "node:test";

const areas = readdirSync("test").filter((area) => existsSync(`test/${area}/fuzz.ts`));

describe("The areas of the fuzzer", () => {
  it("are found", () => assert.ok(areas.length > 4));

  for (const area of areas) {
    it(`${area} says how it tries cases`, () =>
      assert.match(readFileSync(`test/${area}/fuzz.ts`, "utf8"), /^export (?:async )?function fuzz\(/m));
  }
});
