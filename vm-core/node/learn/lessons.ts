/**
 * Lessons: programs with a task in their first comment, and `; expect:` comments that tell when it is solved.
 *
 * Invariant: a lesson is known by its file name, `NN-name.ttvm` or `.lisp`; its title and task are read from the file, so a
 * lesson is added by adding a file.
 */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { analyze, expectationsOf } from "../../index.ts";
import type { TestCase } from "../testing/find-tests.ts";

export interface Lesson extends TestCase {
  /** Counted from 1, as in the file's name. */
  readonly number: number;
  readonly title: string;
  /** The first comment without its title, as paragraphs of text. */
  readonly task: string;
}

/** The lessons in a folder, relative to `cwd`, in order; throws the error of the file system when it cannot be read. */
export function lessonsIn(folder: string, cwd: string): readonly Lesson[] {
  return readdirSync(path.resolve(cwd, folder))
    .filter((name) => LESSON_FILE.test(name))
    .sort()
    .map((name) => readLesson(path.join(folder, name), cwd));
}

const LESSON_FILE = /^\d\d-.*\.(?:ttvm|lisp)$/;

function readLesson(file: string, cwd: string): Lesson {
  const text = readFileSync(path.resolve(cwd, file), "utf8");
  const name = path.basename(file);
  const [first = name, ...rest] = firstComment(text);
  return {
    file,
    text,
    expectations: expectationsOf(analyze(file, 0, text)),
    number: Number.parseInt(name, 10),
    title: first.replace(/^Lesson \d+ of \d+: /, ""),
    task: rest.join("\n").trim(),
  };
}

/** The lines of the comment that a file begins with, without their `;`. */
function firstComment(text: string): readonly string[] {
  const lines = text.split(/\r?\n/);
  const end = lines.findIndex((line) => !line.startsWith(";"));
  return lines.slice(0, end < 0 ? lines.length : end).map((line) => line.replace(/^; ?/, ""));
}
