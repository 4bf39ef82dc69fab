/** Whether a program makes escapes: `catch` lets those through, and a program without any does not pay for that. */
import type { Datum } from "./datum.ts";

const ESCAPES: ReadonlySet<string> = new Set([
  "call/cc",
  "call/ec",
  "call-with-current-continuation",
  "call-with-escape-continuation",
  "let/cc",
]);

/** Whether a datum names something that makes an escape. */
export function mentionsEscapes(datum: Datum): boolean {
  if (datum.kind === "symbol") return ESCAPES.has(datum.name);
  return (
    datum.kind === "list" &&
    (datum.items.some(mentionsEscapes) || (datum.tail !== undefined && mentionsEscapes(datum.tail)))
  );
}
