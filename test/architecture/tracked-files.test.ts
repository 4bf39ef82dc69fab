/** What is in the repository is what people wrote: no dump, package or picture of many megabytes got into it. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { statSync } from "node:fs";
import { it } from "node:test";

/** Bytes. The largest file is a lockfile. */
const LARGEST = 256 * 1024;

it("No file of the repository is large", () => {
  const files = execFileSync("git", ["ls-files", "-z"], { encoding: "utf8" }).split("\0").filter(Boolean);
  assert.ok(files.length > 1_000);
  const large = files.filter((file) => (statSync(file, { throwIfNoEntry: false })?.size ?? 0) > LARGEST);
  assert.deepEqual(large, []);
});
