/**
 * Operand stacks as snapshots keep them: in segments that they share.
 *
 * Invariant: a saved stack is the first `length` values of its segments; each segment holds the values from `start` on
 * and refers to the one below, so what two saved stacks have in common is there once.
 */
import type { Value } from "../value/value.ts";

interface Segment {
  readonly below: Segment | null;
  readonly start: number;
  readonly values: readonly Value[];
}

export interface SavedStack {
  readonly top: Segment | null;
  readonly length: number;
}

/** Saves a stack whose first `same` values are those of `before`. Copies the others alone. */
export function saveStack(stack: readonly Value[], before: SavedStack | null, same: number): SavedStack {
  if (before !== null && before.length === same && stack.length === same) return before;
  let below = before === null ? null : before.top;
  while (below !== null && below.start >= same) below = below.below;
  const start = below === null ? 0 : same;
  return { top: { below, start, values: stack.slice(start) }, length: stack.length };
}

/** How many values at the bottom two saved stacks share. */
export function sharedLength(a: SavedStack, b: SavedStack): number {
  let length = Math.min(a.length, b.length);
  let one = a.top;
  let other = b.top;
  while (one !== other) {
    if (one === null || other === null) return 0;
    const later = one.start >= other.start ? one : other;
    length = Math.min(length, later.start);
    if (later === one) one = one.below;
    else other = other.below;
  }
  return length;
}

/** Makes `stack`, whose first `same` values are right, what was saved. */
export function restoreStack(stack: Value[], saved: SavedStack, same: number): void {
  const parts: (readonly Value[])[] = [];
  let end = saved.length;
  for (let segment = saved.top; segment !== null && end > same; segment = segment.below) {
    if (segment.start >= end) continue;
    const from = Math.max(segment.start, same);
    parts.push(segment.values.slice(from - segment.start, end - segment.start));
    end = from;
  }
  stack.length = same;
  for (const part of parts.reverse()) for (const value of part) stack.push(value);
}
