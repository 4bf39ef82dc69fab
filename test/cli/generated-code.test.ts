/** `--jit`, and `--jit-report`: what was compiled, what was not, and why, on stderr. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { folder, lines, ttvm } from "./command.ts";
import { ttvmHere } from "./in-process.ts";

const cwd = folder({
  "sum.ttvm": lines(
    "PUSH_INT 500000",
    "STORE n",
    "PUSH_INT 0",
    "STORE sum",
    "CALL greet",
    "LABEL loop",
    "LOAD sum",
    "LOAD n",
    "CALL add a b",
    "STORE sum",
    "LOAD n",
    "PUSH_INT 1",
    "SUB",
    "STORE n",
    "LOAD n",
    "JNZ loop",
    "LOAD sum",
    "PRINT",
    "GET_ARGS",
    "PRINT",
    "HALT",
    "LABEL greet",
    'PUSH_STR "hello"',
    "PRINT",
    "RET",
    "LABEL add",
    "LOAD a",
    "LOAD b",
    "ADD",
    "RET",
  ),
  "tries.ttvm": lines(
    "PUSH_INT 50000",
    "STORE n",
    "LABEL again",
    "TRY handler",
    "LOAD n",
    "THROW",
    "LABEL handler",
    "CATCH",
    "STORE e",
    "LOAD n",
    "PUSH_INT 1",
    "SUB",
    "DUP",
    "STORE n",
    "JNZ again",
  ),
  "types.ttvm": lines(
    "PUSH_INT 60000",
    "STORE n",
    "LABEL loop",
    "LOAD n",
    "PUSH_INT 20000",
    "GT",
    "JNZ small",
    "PUSH_FLOAT 1.5",
    "JMP next",
    "LABEL small",
    "PUSH_INT 1",
    "LABEL next",
    "CALL double x",
    "POP",
    "LOAD n",
    "PUSH_INT 1",
    "SUB",
    "DUP",
    "STORE n",
    "JNZ loop",
    "HALT",
    "LABEL double",
    "LOAD x",
    "LOAD x",
    "ADD",
    "RET",
  ),
  // Two functions that call each other, 5,000 frames deep, twenty times: what follows the call in one returns to the other.
  "deep.ttvm": lines(
    "PUSH_INT 20",
    "STORE n",
    "LABEL again",
    "PUSH_INT 5000",
    "CALL down k",
    "POP",
    "LOAD n",
    "PUSH_INT 1",
    "SUB",
    "DUP",
    "STORE n",
    "JNZ again",
    "HALT",
    "LABEL down",
    "LOAD k",
    "JZ base",
    "LOAD k",
    "PUSH_INT 1",
    "SUB",
    "CALL other k",
    "PUSH_INT 1",
    "ADD",
    "RET",
    "LABEL base",
    "PUSH_INT 0",
    "RET",
    "LABEL other",
    "LOAD k",
    "JZ base",
    "LOAD k",
    "PUSH_INT 1",
    "SUB",
    "CALL down k",
    "PUSH_INT 1",
    "ADD",
    "RET",
  ),
  "numbers.ttvm": lines(
    "PUSH_INT 200000",
    "STORE n",
    "LABEL again",
    ...["LOAD n", "PUSH_INT 1", "SUB", "DUP", "STORE n", "JNZ again"],
  ),
  "loop.lisp": lines(
    "(define (count n) (if (= n 0) 0 (+ 1 (count (- n 1)))))",
    "(print (count 3000))",
    "(print (count 3000))",
  ),
});

/** The lines of the report. */
async function reportOf(...words: readonly string[]): Promise<string[]> {
  const { stderr, code } = await ttvmHere(words, { cwd });
  assert.equal(code, 0, stderr);
  return stderr.trim().split("\n");
}

describe("--jit-report", () => {
  it("tells which loops became WebAssembly", async () => {
    const report = await reportOf("run", "--jit-report", "numbers.ttvm");
    assert.ok(
      report.some((line) => /^loop again, numbers\.ttvm:4, as WebAssembly: entered /.test(line.trim())),
      report.join("\n"),
    );
  });

  it("tells of what was compiled and what was not, by name and line", async () => {
    const report = await reportOf("run", "--jit-report", "sum.ttvm");
    assert.equal(report[0], "═══ Generated Code ═══");
    assert.match(
      report[1],
      /^[\d,]+ of [\d,]+ instructions \(9\d\.\d %\) were executed by generated code\.$/,
    );
    const compiled = report.slice(report.indexOf("Compiled:"), report.indexOf("Not compiled:"));
    assert.ok(
      compiled.some((line) => /^ {2}loop loop, sum\.ttvm:7: entered \d+ times, [\d,]+ instr/.test(line)),
    );
    assert.ok(
      report.includes(
        "  function greet, sum.ttvm:23: control came there once, and what is hot begins at 1,000",
      ),
    );
  });

  it("leaves standard output to the program", async () => {
    const plain = await ttvmHere(["run", "sum.ttvm"], { cwd });
    const told = await ttvmHere(["run", "--jit-report", "sum.ttvm"], { cwd });
    assert.equal(told.stdout, plain.stdout);
  });

  it("tells where generated code was left, why and how often", async () => {
    const report = await reportOf("run", "--jit-report", "tries.ttvm");
    assert.ok(
      report.some((line) => line.includes("loop again, tries.ttvm:4")),
      report.join("\n"),
    );
    const left = report.slice(report.findIndex((line) => line.startsWith("Left")));
    assert.ok(left.length > 1 || report.some((line) => line.includes("only the interpreter executes")));
  });

  it("tells that values were of other types than before", async () => {
    const report = await reportOf("run", "--jit-report", "types.ttvm");
    const line = report.find((each) => each.includes("ADD, types.ttvm:25 in double"));
    assert.match(line ?? report.join("\n"), /times, as a value was not of the type that was expected$/);
  });

  it("tells of code that is not worth entering", async () => {
    const report = await reportOf("run", "--jit-report", "deep.ttvm");
    const line = report.find((each) => each.includes("what follows the call, deep.ttvm:20 in down"));
    assert.match(
      line ?? report.join("\n"),
      /; left to the interpreter for a while, as it executed only a few/,
    );
  });

  it("names the lines of Lisp", async () => {
    const report = await reportOf("run", "--jit-report", "loop.lisp");
    assert.ok(
      report.some((line) => /^ {2}function count, loop\.lisp:1/.test(line)),
      report.join("\n"),
    );
  });

  it("says why there is no generated code", async () => {
    const reasons: readonly [string, RegExp][] = [
      ["--jit=off", /--jit=off was given/],
      ["--use-ir", /the register machine executes/],
      ["--profile", /--profile looks at each instruction/],
    ];
    for (const [flag, reason] of reasons) {
      const { stderr } = await ttvmHere(["run", "--jit-report", flag, "sum.ttvm"], { cwd });
      assert.match(stderr, reason);
    }
  });

  it("is written by the command", async () => {
    const { stdout, stderr, code } = await ttvm(["--jit-report", "sum.ttvm"], { cwd });
    assert.equal(code, 0);
    assert.match(stdout, /^hello\n125000250000\n/);
    assert.match(stderr, /^\n═══ Generated Code ═══\n/);
  });
});

describe("--jit", () => {
  it("is on unless it is off", async () => {
    const share = async (...words: readonly string[]): Promise<string> =>
      (await reportOf("run", "--jit-report", ...words))[1];
    assert.match(await share("sum.ttvm"), /\(9\d\.\d %\)/);
    assert.match(await share("--jit=off", "sum.ttvm"), /^No code was generated/);
  });

  it("stands alone for auto, in front of the file and of other flags", async () => {
    const plain = await ttvmHere(["run", "sum.ttvm"], { cwd });
    for (const words of [
      ["--jit", "sum.ttvm"],
      ["run", "--jit", "sum.ttvm"],
      ["--jit", "run", "sum.ttvm"],
      ["run", "--max-frames", "50", "--jit", "--no-color", "sum.ttvm"],
      ["run", "--jit", "always", "sum.ttvm"],
    ]) {
      assert.deepEqual(await ttvmHere(words, { cwd }), plain, words.join(" "));
    }
  });

  it("is the program's where it follows the file", async () => {
    const { stdout } = await ttvmHere(["run", "--no-color", "sum.ttvm", "--jit", "off"], { cwd });
    assert.match(stdout, /\[sum\.ttvm, --jit, off\]\n$/);
  });

  it("takes no other word", async () => {
    assert.equal((await ttvmHere(["run", "--jit=sometimes", "sum.ttvm"], { cwd })).code, 2);
  });
});
