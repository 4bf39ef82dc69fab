/** Finds tests: programs named `*.test.ttvm`, and programs whose comments say what is expected. */

import { readFileSync } from "node:fs";
import path from "node:path";
import { analyze, type Expectations, expectationsOf } from "../../index.ts";
import { fileFault } from "../file-fault.ts";
import { findFiles } from "../source-files.ts";

export interface TestCase {
  /** The path by which it was reached. */
  readonly file: string;
  readonly text: string;
  readonly expectations: Expectations;
}

export interface FoundTests {
  readonly tests: readonly TestCase[];
  /** What could not be read, and what cannot be run yet. */
  readonly problems: readonly string[];
}

/**
 * Looks at files, and below directories; `every` takes each program, whether it says what it expects or not, apart from
 * lessons, which are there to be mended. Relative paths begin at `cwd`.
 */
export function findTests(paths: readonly string[], cwd: string, every = false): FoundTests {
  const given = new Set(paths.map((file) => path.resolve(cwd, file)));
  const isWanted = (file: string): boolean =>
    /\.(?:ttvm|lisp)$/i.test(file) && !(every && path.basename(path.dirname(file)) === "learn");
  const { files, problems: unread } = findFiles(paths, isWanted, cwd);
  const tests: TestCase[] = [];
  const problems = [...unread];
  for (const file of files) {
    try {
      const place = path.resolve(cwd, file);
      const text = readFileSync(place, "utf8");
      if (every || given.has(place) || isTest(file, text)) {
        tests.push({ file, text, expectations: expectationsOf(analyze(file, 0, text)) });
      }
    } catch (error) {
      problems.push(fileFault(file, error).message);
    }
  }
  return { tests, problems };
}

function isTest(file: string, text: string): boolean {
  if (/\.test\.(?:ttvm|lisp)$/i.test(file)) return true;
  if (!/;[ \t]*expect/.test(text)) return false;
  return expectationsOf(analyze(file, 0, text)).marks.some(({ kind }) => kind.startsWith("expect"));
}
