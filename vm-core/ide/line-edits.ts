/**
 * The difference of two texts as edits of whole lines.
 *
 * Invariant: applied to the first text the edits give the second. They are the smallest ones where the texts
 * differ in a few thousand lines at most. In longer texts lines that occur once in both are taken for the same, and
 * what is between two of these is compared; one edit covers what is still too long.
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
  return from.length * to.length > MOST_CELLS ? anchored(from, to, offset) : aligned(from, to, offset);
}

const MOST_CELLS = 4_000_000;

/** Compares what is between the lines that occur once in both texts, and in the same order. */
function anchored(a: readonly string[], b: readonly string[], start: number): TextEdit[] {
  const edits: TextEdit[] = [];
  let offset = start;
  let [i, j] = [0, 0];
  for (const [line, other] of [...anchors(a, b), [a.length, b.length]]) {
    const [from, to] = [a.slice(i, line), b.slice(j, other)];
    const end = offset + length(from);
    if (from.length * to.length > MOST_CELLS) edits.push({ span: span(offset, end), text: to.join("") });
    else for (const item of aligned(from, to, offset)) edits.push(item);
    offset = end + (a[line] ?? "").length;
    [i, j] = [line + 1, other + 1];
  }
  return edits;
}

/** Pairs of equal lines: the longest series of those that occur once in each text, in order. */
function anchors(a: readonly string[], b: readonly string[]): (readonly [number, number])[] {
  const places = placesOfUnique(b);
  const pairs = [...placesOfUnique(a)].flatMap(([line, i]) => {
    const j = places.get(line);
    return j === undefined ? [] : [[i, j] as const];
  });
  // The end of the best series of each length, and for each pair the one before it in its series.
  const ends: number[] = [];
  const before = pairs.map((pair, index) => {
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (pairs[ends[middle]][1] < pair[1]) low = middle + 1;
      else high = middle;
    }
    ends[low] = index;
    return low === 0 ? -1 : ends[low - 1];
  });
  const series: (readonly [number, number])[] = [];
  for (let at = ends.at(-1) ?? -1; at >= 0; at = before[at]) series.push(pairs[at]);
  return series.reverse();
}

/** The lines that occur once in a text, in order, and where. */
function placesOfUnique(lines: readonly string[]): Map<string, number> {
  const places = new Map<string, number>();
  lines.forEach((line, place) => {
    places.set(line, places.has(line) ? -1 : place);
  });
  for (const [line, place] of places) if (place < 0) places.delete(line);
  return places;
}

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
