/** `ttvm bench`: programs in each mode, side by side. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { folder, lines, ttvm } from "./command.ts";
import { ttvmHere } from "./in-process.ts";

const COUNT = [
  "PUSH_INT 600000",
  "STORE n",
  "LABEL loop",
  "LOAD n",
  "PUSH_INT 1",
  "SUB",
  "DUP",
  "STORE n",
  "JNZ loop",
];

const cwd = folder({
  "count.ttvm": lines(...COUNT),
  "print.ttvm": lines('PUSH_STR "to nobody"', "PRINT"),
  "reads.ttvm": lines("READ_LINE", "PRINT"),
  "fails.ttvm": lines("PUSH_INT 1", "PUSH_INT 0", "DIV"),
  "wrong.ttvm": lines("PUSH_INTT 1"),
  "endless.ttvm": lines("LABEL again", "JMP again"),
  "count.lisp": lines("(define (count n) (if (> n 0) (count (- n 1)) n))", "(print (count 1000))"),
});

const bench = (...words: readonly string[]) => ttvmHere(["bench", "--runs", "1", ...words], { cwd });

describe("ttvm bench", () => {
  it("shows each program in each mode, with ratios to the interpreter", async () => {
    const { stdout, stderr, code } = await bench("count.ttvm", "count.lisp");
    assert.equal(code, 0, stderr);
    const heads = stdout.split("\n").slice(2, 5).join("\n");
    for (const mode of ["interpreter", "register IR", "generated code", "optimized"])
      assert.ok(heads.includes(mode), mode);
    for (const name of ["count.ttvm", "count.lisp", "geometric mean"])
      assert.ok(stdout.includes(`│ ${name}`), name);
    // That of the interpreter, in the first column; another may be the same by chance.
    assert.equal(stdout.match(/^│[^│]*│ +1\.00× │/gm)?.length, 3, stdout);
  });

  it("writes plain lines where no table is wanted", async () => {
    const { stdout } = await bench("--no-table", "count.ttvm");
    assert.match(
      stdout,
      /^count\.ttvm\n {2}interpreter: [\d.]+ ms, 1\.00×\n {2}register IR: [\d.]+ ms, [\d.]+×\n/m,
    );
    assert.match(stdout, /^ {2}generated code, optimized: /m);
  });

  it("tells what generated code did, and why it was left", async () => {
    const { stdout } = await bench("count.ttvm");
    assert.match(
      stdout,
      /^count\.ttvm: [\d,]+ of 3,600,002 instructions \(9\d\.\d %\) were executed by generated code$/m,
    );
    assert.match(
      stdout,
      /^ {2}left at LOAD, count\.ttvm:4: \d+ times, as the slice of the process was over$/m,
    );
  });

  it("drops what programs write", async () => {
    const { stdout, stderr } = await bench("print.ttvm");
    assert.ok(!`${stdout}${stderr}`.includes("to nobody"));
    assert.match(stdout, /too short to compare/);
  });

  it("says of what cannot be measured why, and measures the others", async () => {
    const { stdout, code } = await bench(
      "reads.ttvm",
      "fails.ttvm",
      "wrong.ttvm",
      "absent.ttvm",
      "count.ttvm",
    );
    assert.equal(code, 1);
    assert.match(stdout, /^reads\.ttvm: not measured, as it reads standard input/m);
    assert.match(stdout, /^fails\.ttvm: not measured, as it fails: Division by zero$/m);
    assert.match(stdout, /^wrong\.ttvm: not measured, as .*PUSH_INTT/m);
    assert.match(stdout, /^absent\.ttvm: not measured, as .*absent\.ttvm/m);
    assert.ok(stdout.includes("│ count.ttvm"));
  });

  it("has programs of its own, and older names", async () => {
    const { stdout, code } = await ttvmHere(["benchmark-performance", "--runs", "1", "--no-table"], { cwd });
    assert.equal(code, 0, stdout);
    assert.match(stdout, /^built-in:fibonacci$/m);
    assert.match(
      (await ttvmHere(["benchmark-ir-vs-stack", "--runs", "1", "print.ttvm"], { cwd })).stdout,
      /print\.ttvm/,
    );
  });

  it("measures in processes of its own, and ends those that do not end", async () => {
    const counted = await ttvm(["bench", "--runs", "1", "--no-table", "count.ttvm"], { cwd });
    assert.equal(counted.code, 0, counted.stderr);
    assert.match(counted.stdout, /^ {2}interpreter: [\d.]+ ms, 1\.00×$/m);
    const { stdout, code } = await ttvm(["bench", "--timeout", "1s", "endless.ttvm"], { cwd });
    assert.equal(code, 1);
    assert.match(stdout, /^endless\.ttvm: not measured, as it was not done after 1 s$/m);
  });
});
