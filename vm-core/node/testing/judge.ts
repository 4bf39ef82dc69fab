/** Compares what a test did with what it is expected to do. */
import { structuredPatch } from "diff";
import type { TestCase } from "./find-tests.ts";
import type { TestRun } from "./run-test.ts";

/** What is wrong, one finding after the other; each line of a difference begins with `-`, `+` or a blank. */
export function judge({ expectations }: TestCase, run: TestRun): readonly string[] {
  if (run.ended !== undefined) return [run.ended, ...tail(run.stderr)];
  const findings: string[] = [];
  const { output, errors, exitCode } = expectations;
  if (output !== undefined) findings.push(...difference(output, linesOf(run.stdout)));
  if (exitCode !== undefined && run.exitCode !== exitCode) {
    findings.push(`exit code ${run.exitCode}, expected ${exitCode}`);
  }
  findings.push(...missingErrors(errors, run.stderr));
  return findings.length > 0 && errors.length === 0 ? [...findings, ...tail(run.stderr)] : findings;
}

/** The lines of an output; what ends without a line break is a line, too. */
export function linesOf(text: string): string[] {
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  return lines;
}

/** More changed lines than this are not lined up: that would take long, and nobody reads them. */
const MOST_CHANGES = 2000;

function difference(expected: readonly string[], printed: readonly string[]): string[] {
  if (expected.length === printed.length && expected.every((line, index) => line === printed[index]))
    return [];
  const text = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join("");
  const patch = structuredPatch("", "", text(expected), text(printed), "", "", {
    context: 3,
    maxEditLength: MOST_CHANGES,
  });
  const title = "the output differs (- expected, + printed):";
  if (patch === undefined) {
    const at = expected.findIndex((line, index) => line !== printed[index]);
    return [title, `  line ${at + 1}:`, `- ${expected[at] ?? ""}`, `+ ${printed[at] ?? ""}`];
  }
  return [
    title,
    ...patch.hunks.flatMap(({ oldStart, lines }) => [
      `  line ${oldStart}:`,
      ...lines.filter((line) => !line.startsWith("\\")).map((line) => `${line[0]} ${line.slice(1)}`),
    ]),
  ];
}

function missingErrors(errors: readonly string[], stderr: string): string[] {
  const lines = linesOf(stderr);
  let at = 0;
  for (const error of errors) {
    const found = lines.findIndex((line, index) => index >= at && line.includes(error));
    if (found < 0) {
      const written = stderr === "" ? ["  nothing was written there"] : tail(stderr);
      return ["standard error lacks:", `- ${error}`, ...written];
    }
    at = found + 1;
  }
  return [];
}

const SHOWN_LINES = 20;

function tail(stderr: string): string[] {
  const lines = linesOf(stderr);
  if (lines.length === 0) return [];
  const shown = lines.slice(0, SHOWN_LINES).map((line) => `  ${line}`);
  if (lines.length > SHOWN_LINES) shown.push(`  … ${lines.length - SHOWN_LINES} more lines`);
  return ["standard error:", ...shown];
}
