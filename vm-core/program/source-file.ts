/**
 * The files that a Program comes from, and the lines in them.
 *
 * Invariant: a line is the same whether the text is there or only the places where its lines begin.
 */
import { lastAtMost } from "../text/last-at-most.ts";
import { LineIndex } from "../text/line-index.ts";

/** A file that instructions come from. */
export interface SourceFile {
  /** A URI, or a path as given on the command line. */
  readonly name: string;
  /** The text, when it is known. */
  readonly text?: string;
  /** The offsets at which lines begin, the first one 0, where they are known without the text: in bytecode. */
  readonly lineStarts?: readonly number[];
}

/** The one-based line of an offset; 0 when nothing is known about the lines of the file. */
export function lineOf(file: SourceFile, offset: number): number {
  const starts = lineStartsOf(file);
  return starts === undefined ? 0 : lastAtMost(starts.length, (line) => starts[line], offset) + 1;
}

/** The one-based column of an offset in its line, in UTF-16 code units; 0 when nothing is known about the lines. */
export function columnOf(file: SourceFile, offset: number): number {
  const line = lineOf(file, offset);
  return line === 0 ? 0 : offset - (lineStartsOf(file) as readonly number[])[line - 1] + 1;
}

/** Where the lines of a file begin, if that is known. */
export function lineStartsOf(file: SourceFile): readonly number[] | undefined {
  if (file.text === undefined) return file.lineStarts;
  let starts = FOUND.get(file);
  if (starts === undefined) {
    const lines = new LineIndex(file.text);
    starts = Array.from({ length: lines.lineCount }, (_, line) => lines.lineStart(line));
    FOUND.set(file, starts);
  }
  return starts;
}

/** Texts are immutable, and a deep call stack asks a million times. */
const FOUND = new WeakMap<SourceFile, readonly number[]>();
