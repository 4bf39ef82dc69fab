/** No false errors: programs in Lisp that run well have no findings that call anything an error. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { it } from "node:test";
import { analyzeLisp, expectationsOf, findings, libraryExports, libraryOnly } from "../../vm-core/index.ts";
import { lispFiles } from "./files.ts";

it("a program that is expected to run well has no errors", () => {
  let count = 0;
  for (const file of [...lispFiles("test/fixtures/lisp"), ...lispFiles("examples")]) {
    const snapshot = analyzeLisp(`file:///${file}`, 1, readFileSync(file, "utf8"), {
      exportsOf: libraryExports,
    });
    const { errors, exitCode } = expectationsOf(snapshot);
    if (errors.length > 0 || (exitCode ?? 0) !== 0) continue;
    count++;
    const found = findings(snapshot, libraryOnly).filter(({ severity }) => severity === "error");
    assert.deepEqual(
      found.map(({ message, span }) => `${snapshot.lines.lineAt(span.start) + 1}: ${message}`),
      [],
      file,
    );
  }
  assert.ok(count > 100, `only ${count} programs`);
});
