/** What each language feature gives for the programs in test/fixtures/ide: one file, one check a feature. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { analyze } from "../../vm-core/index.ts";
import { FEATURES } from "./feature-checks.ts";
import { type Case, type Check, fixturesIn, testFixture } from "./fixture.ts";
import { MAIN } from "./modules.ts";

for (const file of fixturesIn("ide")) {
  const feature = FEATURES[file.slice("ide/".length, -".ttvm".length)];
  const check: Check = ({ text, cursor, argument }: Case) =>
    feature(analyze(MAIN, 1, text), cursor ?? 0, argument);
  testFixture(file, check);
}

describe("The features", () => {
  it("each have a fixture file", () => {
    assert.deepEqual(
      fixturesIn("ide"),
      Object.keys(FEATURES)
        .sort()
        .map((name) => `ide/${name}.ttvm`),
    );
  });
});
