/**
 * Programs in test/fixtures/lisp, and the examples in Lisp: each runs in every mode, from bytecode, and from the
 * assembly it becomes, and does what its comments say. What is in a folder `modules` is there to be imported.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { Readable } from "node:stream";
import { describe, it } from "node:test";
import { type Expectations, expectationsOf } from "../../vm-core/analyze/expectations.ts";
import { readAssembly } from "../../vm-core/asm/index.ts";
import { encode, readBytecode } from "../../vm-core/bytecode/index.ts";
import { lineOf } from "../../vm-core/index.ts";
import { writeAssembly } from "../../vm-core/lisp/index.ts";
import { readWholeProgram } from "../../vm-core/machine/index.ts";
import { nodeHost } from "../../vm-core/node/host/index.ts";
import { diskModules } from "../../vm-core/node/read-module.ts";
import type { Program } from "../../vm-core/program/program.ts";
import { failurePlaces } from "../../vm-core/run/failure.ts";
import { withOwnTime } from "../machine/own-time.ts";
import { type RunOptions, runProgram, type TextRun } from "../machine/run-text.ts";
import { differsFromPlain, MODES } from "../run/modes.ts";
import { lispFiles } from "./files.ts";

const FILES = ["test/fixtures/lisp", "examples"]
  .flatMap(lispFiles)
  // Lessons are programs to be mended by those who learn; what they become is tested in `test/fixtures/learn`.
  .filter((file) => !/\/(?:modules|parts|learn)\//.test(file));

/** What the command line would write on standard error. */
function errorsOf({ stderr, error, failure }: TextRun): string[] {
  const uncaught = failure === null ? [] : [`Error: ${error}`, ...failurePlaces(failure)];
  return [...stderr.split("\n"), ...uncaught].filter((line) => line !== "");
}

/** The expected errors are there, in order, and there is none where none is expected. */
function checkErrors(expected: readonly string[], lines: readonly string[]): void {
  if (expected.length === 0) assert.deepEqual(lines, []);
  let at = 0;
  for (const error of expected) {
    const found = lines.findIndex((line, index) => index >= at && line.includes(error));
    assert.ok(found >= 0, `${JSON.stringify(error)} is not in\n${lines.join("\n")}`);
    at = found + 1;
  }
}

function checkRun(expected: Expectations, run: TextRun): void {
  assert.deepEqual(run.stdout, (expected.output ?? []).map((line) => `${line}\n`).join(""));
  checkErrors(expected.errors, errorsOf(run));
  if (expected.exitCode !== undefined) assert.equal(run.exitCode, expected.exitCode);
}

/** Deep enough for a hundred thousand calls, and soon reached by those that never end. */
const LIMITS = { maxFrames: 150_000 };

type Runner = (program: Program, options: RunOptions) => Promise<TextRun>;

/** Runs a program with the files beside it, and the input and arguments that it asks for. */
async function runBeside(file: string, expected: Expectations, run: Runner, program: Program) {
  const cwd = path.resolve(path.dirname(file));
  const input = Readable.from(expected.stdin === "" ? [] : [Buffer.from(expected.stdin)]);
  const node = nodeHost({ cwd, input, args: [path.basename(file), ...expected.args] });
  const { perform, delay, release, now, breathe } = withOwnTime(node);
  try {
    const host = { perform, delay, release, now, breathe };
    checkRun(expected, await run(program, { readModule: diskModules(cwd), host, limits: LIMITS }));
  } finally {
    node.close();
  }
}

/** Read before the first test is declared: the function of a `describe` is synchronous. */
const READ = await Promise.all(
  FILES.map((file) => readWholeProgram({ name: file, text: readFileSync(file, "utf8") }, diskModules())),
);

/** The other machines: `test/jit/fixtures.test.ts` compares them on the same programs, slice by slice. */
const MACHINES = ["on the register machine", "in generated code"];

/** Whether a mode runs a program here: of those that ask for nothing outside, each machine runs every third. */
function isRunHere(mode: string, index: number, { stdin, args }: Expectations, text: string): boolean {
  const asksOutside = stdin !== "" || args.length > 0 || /\((?:import|include)\b/.test(text);
  return asksOutside || !MACHINES.includes(mode) || index % 3 === MACHINES.indexOf(mode);
}

for (const [index, file] of FILES.entries()) {
  describe(file, () => {
    const { program, snapshot, ...failed } = READ[index];
    assert.ok(snapshot !== undefined);
    const expected = expectationsOf(snapshot);

    if (program === undefined) {
      it("is refused", () => {
        assert.ok("problems" in failed);
        assert.equal(expected.exitCode, 1);
        checkErrors(
          expected.errors,
          failed.problems.map((problem) => `Error: ${problem}`),
        );
        assert.equal(failed.problems.length, expected.errors.length, failed.problems.join("\n"));
      });
      return;
    }

    it("says what it does", () => assert.notEqual(expected.marks.length, 0));

    for (const [name, mode] of Object.entries(MODES)) {
      if (!isRunHere(name, index, expected, snapshot.text)) continue;
      it(`runs ${name}`, async () => {
        if (name !== "plain" && !differsFromPlain(name, program)) return;
        await runBeside(file, expected, mode, program);
      });
    }

    it("runs from bytecode", () => {
      const read = readBytecode(encode(program), file);
      assert.ok("program" in read);
      return runBeside(file, expected, runProgram, read.program);
    });

    it("is the same code as assembly", () => {
      const { text, places } = writeAssembly(program);
      const assembled = readAssembly(text, "out.ttvm").program;
      assert.ok(assembled !== undefined, text);
      const plain = ({ code }: Program) => code.map(({ op, operands }) => ({ op, operands }));
      assert.deepEqual(plain(assembled), plain(program));
      const lines = assembled.code.map(({ span }) => lineOf(assembled.files[0], span.start) - 1);
      assert.deepEqual(
        places.map(({ line }) => line),
        lines,
      );
    });
  });
}
