/**
 * The difference of two texts as edits of whole lines.
 *
 * Invariant: applied to the first text the edits give the second. They are the smallest ones where the texts
 * differ in a few thousand lines at most; otherwise one edit covers what is between the first and the last
 * difference.
 */
import type { TextEdit } from "../text/diagnostic.ts";
import { span } from "../text/span.ts";

export function lineEdits(before: string, after: string): readonly TextEdit[] {
  const [a, b] = [linesOf(before), linesOf(after)];
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end++;
  const [from, to] = [a.slice(start, a.length - end), b.slice(start, b.length - end)];
  const offset = length(a.slice(0, start));
  if (from.length * to.length > MOST_CELLS) {
    return [{ span: span(offset, offset + length(from)), text: to.join("") }];
  }
  return aligned(from, to, offset);
}

const MOST_CELLS = 4_000_000;

/** Lines with their ends. */
function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function length(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + line.length, 0);
}

/** Keeps a longest common subsequence of the lines. */
function aligned(a: readonly string[], b: readonly string[], start: number): TextEdit[] {
  const common = commonLengths(a, b);
  const width = b.length + 1;
  const edits: TextEdit[] = [];
  let offset = start;
  for (let i = 0, j = 0; i < a.length || j < b.length; ) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      offset += a[i++].length;
      j++;
      continue;
    }
    const from = offset;
    let text = "";
    while ((i < a.length || j < b.length) && !(i < a.length && j < b.length && a[i] === b[j])) {
      const drops =
        j >= b.length || (i < a.length && common[(i + 1) * width + j] >= common[i * width + j + 1]);
      if (drops) offset += a[i++].length;
      else text += b[j++];
    }
    edits.push({ span: span(from, offset), text });
  }
  return edits;
}

/** For each pair of places how many lines both rests have in common, in order. */
function commonLengths(a: readonly string[], b: readonly string[]): Uint16Array {
  const width = b.length + 1;
  const lengths = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      lengths[i * width + j] =
        a[i] === b[j]
          ? lengths[(i + 1) * width + j + 1] + 1
          : Math.max(lengths[(i + 1) * width + j], lengths[i * width + j + 1]);
    }
  }
  return lengths;
}
