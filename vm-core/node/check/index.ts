/** `ttvm check`: everything that is known to be wrong or doubtful in source files, without running them. */
import { buffer } from "node:stream/consumers";
import { complain } from "../complain.ts";
import { writeAll } from "../host/write.ts";
import { loadProgram, STDIN } from "../load-program.ts";
import { wantsColor } from "../options.ts";
import { findFiles } from "../source-files.ts";
import { type Finding, findingsOf } from "./finding.ts";
import { writeSarif } from "./sarif.ts";
import { writeText } from "./text.ts";

export type Format = "text" | "json" | "sarif";

/** Resolves with the exit code: 1 when there is an error or a file cannot be read. */
export async function check(
  paths: readonly string[],
  format: Format,
  color: boolean | undefined,
): Promise<number> {
  const named = paths.filter((file) => file !== STDIN);
  const { files, problems } = findFiles(named, (file) => /\.ttvm$/i.test(file));
  const unread = [...problems];
  const findings: Finding[] = [];
  const all = paths.includes(STDIN) ? [STDIN, ...files] : files;
  for (const file of all) {
    const { snapshot, ...loaded } = await loadProgram(file, { stdin: () => buffer(process.stdin) });
    if (snapshot !== undefined) findings.push(...findingsOf(file, snapshot));
    // Bytecode has no text that could be wrong: either it can be read, or not.
    else if (loaded.program === undefined) unread.push(...loaded.problems);
  }
  for (const problem of unread) complain(problem, color);
  await writeAll([{ stream: "stdout", text: written(findings, all.length, format, color) }]);
  return unread.length > 0 || findings.some(({ severity }) => severity === "error") ? 1 : 0;
}

function written(
  findings: readonly Finding[],
  files: number,
  format: Format,
  color: boolean | undefined,
): string {
  if (format === "json") return `${JSON.stringify(findings, undefined, 2)}\n`;
  if (format === "sarif") return writeSarif(findings);
  return writeText(findings, files, wantsColor(process.stdout, color));
}
