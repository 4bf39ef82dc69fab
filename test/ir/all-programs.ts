/** Every program that the tests and the examples have. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { analyze } from "../../vm-core/analyze/index.ts";
import type { Program } from "../../vm-core/program/program.ts";

export const PROGRAM_FOLDERS = [
  "test/fixtures/run",
  "test/fixtures/faults",
  "test/fixtures/lisp",
  "test/fixtures/debug",
  "test/fixtures/optimize",
  "test/fixtures/bytecode",
  "test/fixtures/learn",
  "test/fixtures/ide",
  "examples",
];

/** The programs of a file: of a fixture of faults there is one after each line that names a fault. */
function textsIn(file: string): readonly string[] {
  const text = readFileSync(file, "utf8");
  return file.includes("faults") ? text.split(/^; fault .*$/m).slice(1) : [text];
}

/** The programs of a folder that can run. */
export function* programsIn(folder: string): Generator<{ readonly name: string; readonly program: Program }> {
  const names = readdirSync(folder, { recursive: true }).map(String);
  for (const name of names.filter((each) => /\.(?:ttvm|lisp)$/.test(each)).sort()) {
    for (const text of textsIn(path.join(folder, name))) {
      const { program } = analyze(name, 0, text);
      if (program !== undefined) yield { name, program };
    }
  }
}
