/** All places that data, and what has been made of them, have in their text. */
import type { Span } from "../text/span.ts";

/** What leads out of a form: to the code around it, to what uses a name, to what a name that a template brought was. */
const OUTWARD: ReadonlySet<string> = new Set([
  "owner",
  "parent",
  "uses",
  "alias",
  "primitive",
  "looked",
  "meaning",
  "scope",
  "code",
  "from",
  "library",
  "symbols",
]);

/** Each span once; those of the language itself are nowhere in a text. */
export function spansIn(root: unknown): readonly Span[] {
  const spans = new Set<Span>();
  const seen = new Set<object>();
  const pending: unknown[] = [root];
  while (pending.length > 0) {
    const next = pending.pop();
    if (typeof next !== "object" || next === null || seen.has(next)) continue;
    seen.add(next);
    if (isSpan(next)) {
      if (next.start >= 0) spans.add(next);
    } else if (Array.isArray(next)) for (const item of next) pending.push(item);
    else if (!("kind" in next && next.kind === "global"))
      for (const [name, value] of Object.entries(next)) if (!OUTWARD.has(name)) pending.push(value);
  }
  return [...spans];
}

function isSpan(one: object): one is Span {
  return "start" in one && "end" in one;
}
