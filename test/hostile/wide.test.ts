/** Texts with very many of one thing: no pass recurses over the length of a program or hands it over as arguments. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import test, { type TestContext } from "node:test";

/** The last line that `ttvm check` writes about a program. */
function check(t: TestContext, text: string, extension = "ttvm"): string {
  const folder = mkdtempSync(path.join(tmpdir(), "ttvm-wide-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = path.join(folder, `wide.${extension}`);
  writeFileSync(file, text);
  const { stdout, stderr, status } = spawnSync(process.execPath, ["dist/ttvm.js", "check", file], {
    encoding: "utf8",
    maxBuffer: 2 ** 28,
    timeout: 120_000,
  });
  assert.equal(stderr, "");
  assert.equal(status, 0);
  return stdout.trimEnd().split("\n").at(-1) ?? "";
}

test("130,000 lines of TRY are checked", (t) => {
  assert.equal(check(t, `${"TRY h\n".repeat(130_000)}LABEL h\n`), "1 file: 1000 hints");
});

test("100,000 lines of TRY in each other, each with a handler of its own, are checked", (t) => {
  const count = 100_000;
  const tries = Array.from({ length: count }, (_, i) => `TRY h${i}\n`).join("");
  const handlers = Array.from({ length: count }, (_, i) => `LABEL h${i}\nPOP\n`).join("");
  // Counting the open handlers anew for each takes minutes.
  assert.equal(check(t, tries + handlers), "1 file: 1999 warnings, 1 hint");
});

test("a literal with 300,000 wrong escapes is told of a hundred times", (t) => {
  const text = `PUSH_STR "${"\\u{".repeat(300_000)}"\nPRINT\n`;
  assert.equal(check(t, text), "1 file: 100 warnings");
});

test("a string of Lisp with 300,000 wrong escapes is told of a hundred times", (t) => {
  assert.equal(check(t, `(print "${"\\q".repeat(300_000)}")\n`, "lisp"), "1 file: 100 warnings");
});

test("130,000 literals with a wrong escape each are told of a thousand times", (t) => {
  assert.equal(check(t, 'PUSH_STR "\\q"\nPOP\n'.repeat(130_000)), "1 file: 1000 warnings");
  assert.equal(check(t, '(print "\\q")\n'.repeat(20_000), "lisp"), "1 file: 1000 warnings");
});

test("40,000 blocks that each jump to the one before are lowered to the register IR", (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), "ttvm-wide-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = path.join(folder, "chain.ttvm");
  const blocks = Array.from({ length: 40_000 }, (_, index) => `LABEL l${index + 1}\nJMP l${index}\n`);
  writeFileSync(file, `JMP l40000\n${blocks.join("")}LABEL l0\nPUSH_INT 1\nPRINT\n`);
  // Looking at every block again for each that changes takes almost three minutes.
  const { stdout, stderr, status } = spawnSync(process.execPath, ["dist/ttvm.js", "run", "--use-ir", file], {
    encoding: "utf8",
    timeout: 120_000,
  });
  assert.deepEqual({ stdout, stderr, status }, { stdout: "1\n", stderr: "", status: 0 });
});

test("40,000 branches to one label are checked", (t) => {
  // Copying the list of a block's predecessors for each of them takes more than four minutes.
  assert.equal(check(t, `LABEL l\n${"GET_TIME_MS\nJNZ l\n".repeat(40_000)}`), "1 file: nothing found");
});

test("a folder of 3,000 programs is checked in the memory of a few", (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), "ttvm-wide-"));
  t.after(() => rmSync(folder, { recursive: true }));
  for (let i = 0; i < 3_000; i++) writeFileSync(path.join(folder, `p${i}.ttvm`), "PUSH_INT 1\nPRINT\n");
  // All of them take more than 60 MB.
  const words = ["--max-old-space-size=45", "dist/ttvm.js", "check", folder];
  const { stdout, stderr, status } = spawnSync(process.execPath, words, {
    encoding: "utf8",
    timeout: 120_000,
  });
  assert.deepEqual(
    { stdout, stderr, status },
    { stdout: "3000 files: nothing found\n", stderr: "", status: 0 },
  );
});
