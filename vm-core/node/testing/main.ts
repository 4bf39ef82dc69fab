/**
 * The test runner of the editor, a process of its own: `test-runner.js FILE…` writes a line of JSON for each
 * file, in the order in which the files are given.
 *
 * Invariant: runs and judges as `ttvm test` does. A test is run by this file again, as `test-runner.js run …`, which
 * `run-test.ts` asks for.
 */
import { readFileSync } from "node:fs";
import { analyze, expectationsOf } from "../../index.ts";
import { quietWhenUnread } from "../complain.ts";
import { writeAll } from "../host/write.ts";
import { runFile } from "../run-file.ts";
import { judge } from "./judge.ts";
import { runTest } from "./run-test.ts";

const LIMIT = { milliseconds: 10_000, text: "10 s" };

const words = process.argv.slice(2);
(words[0] === "run" ? runProgram(words) : reportAll(words)).catch(quietWhenUnread);

/** As the command `run`, with the one flag that `run-test.ts` gives. */
async function runProgram([, , file, ...args]: readonly string[]): Promise<void> {
  process.exitCode = await runFile(file, args, { color: false });
}

async function reportAll(files: readonly string[]): Promise<void> {
  for (const file of files) {
    const text = readFileSync(file, "utf8");
    const test = { file, text, expectations: expectationsOf(analyze(file, 0, text)) };
    const run = await runTest(test, LIMIT, new AbortController().signal);
    const result = { file, findings: judge(test, run), milliseconds: run.milliseconds };
    await writeAll([{ stream: "stdout", text: `${JSON.stringify(result)}\n` }]);
  }
}
