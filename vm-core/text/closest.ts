/**
 * Did you mean: the known word nearest to an unknown one.
 *
 * Optimal string alignment distance (Damerau–Levenshtein without moved substrings, Boytsov 2011); a
 * candidate is offered when at most a third of the word, and at least one character, would change. Letters that differ
 * in case alone count as the same, but for the choice between candidates that are as near.
 */

/** Nobody means another word by one that is longer, in characters. */
const LONGEST = 200;

/** `work` counts pairs of characters that are compared, at most. */
export function closest(word: string, candidates: Iterable<string>, work = { pairs: 0 }): string | undefined {
  if (word.length > LONGEST) return undefined;
  const limit = Math.max(1, Math.floor(word.length / 3));
  let best: string | undefined;
  let bestDistance = limit + 1;
  for (const candidate of candidates) {
    work.pairs++;
    if (Math.abs(candidate.length - word.length) >= bestDistance) continue;
    work.pairs += word.length * candidate.length;
    const distance = alignmentDistance(word, candidate, bestDistance);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/**
 * `closest` for the unknown words of one text. Each word is looked for once, and the search ends after
 * `MOST_PAIRS`, so that a text full of unknown words is still read in a moment.
 */
export function suggester(candidates: readonly string[]): (word: string) => string | undefined {
  const known = new Map<string, string | undefined>();
  const work = { pairs: 0 };
  return (word) => {
    if (known.has(word)) return known.get(word);
    if (work.pairs > MOST_PAIRS) return undefined;
    const found = closest(word, candidates, work);
    known.set(word, found);
    return found;
  };
}

/** Pairs of characters: they are compared in a third of a second. */
export const MOST_PAIRS = 20_000_000;

/** What a letter in the other case costs: less than any change, in words of under a thousand letters. */
const OTHER_CASE = 1 / 1024;

/** The distance, or anything from `enough` on where it is not below that. */
function alignmentDistance(left: string, right: string, enough: number): number {
  const a = left.toUpperCase();
  const b = right.toUpperCase();
  const hasCase = a.length === left.length && b.length === right.length;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  let lastLeast = 0;
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      const same = hasCase && left[i - 1] !== right[j - 1] ? OTHER_CASE : 0;
      const cost = a[i - 1] === b[j - 1] ? same : 1;
      let best = Math.min(row[j - 1] + 1, last[j] + 1, last[j - 1] + cost);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) best = Math.min(best, beforeLast[j - 2] + 1);
      row.push(best);
      least = Math.min(least, best);
    }
    // Each later row builds on this one or, through a swap, on the one before it.
    if (least >= enough && lastLeast >= enough) return enough;
    lastLeast = least;
    beforeLast = last;
    last = row;
  }
  return last[b.length];
}
