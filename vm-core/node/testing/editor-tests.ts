/**
 * The tests of the editor: the words `test FILE…` write a line of JSON for each file, in the order in which the files are
 * given.
 *
 * Invariant: runs and judges as `ttvm test` does. Each test is a process of its own, started as `run …` by `run-test.ts` with the
 * bundle that this is in.
 */
import { readFileSync } from "node:fs";
import { analyze, expectationsOf } from "../../index.ts";
import { quietWhenUnread } from "../closed-pipe.ts";
import { writeAll } from "../host/write.ts";
import { runFile } from "../run-file.ts";
import { judge } from "./judge.ts";
import { runTest } from "./run-test.ts";

const LIMIT = { milliseconds: 10_000, text: "10 s" };

/** Does what the words of the command line say. */
export function runEditorTests([word, ...rest]: readonly string[]): Promise<void> {
  return (word === "run" ? runProgram(rest) : reportAll(rest)).catch(quietWhenUnread);
}

/** As the command `run`, with the one flag that `run-test.ts` gives. */
async function runProgram([, file, ...args]: readonly string[]): Promise<void> {
  process.exitCode = await runFile(file, args, { color: false });
}

async function reportAll(files: readonly string[]): Promise<void> {
  for (const file of files) {
    const text = readFileSync(file, "utf8");
    const test = { file, text, expectations: expectationsOf(analyze(file, 0, text)) };
    const run = await runTest(test, {
      limit: LIMIT,
      signal: new AbortController().signal,
      cwd: process.cwd(),
    });
    const result = { file, findings: judge(test, run), milliseconds: run.milliseconds };
    await writeAll([{ stream: "stdout", text: `${JSON.stringify(result)}\n` }]);
  }
}
