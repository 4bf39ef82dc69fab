/**
 * Whether a program makes escapes, which `catch` lets through, or has handlers that run where something is raised: a
 * program without any does not pay for them.
 */
import type { Datum } from "./datum.ts";

/** Names of what makes an escape. */
export const ESCAPES: ReadonlySet<string> = new Set([
  "call/cc",
  "call/ec",
  "call-with-current-continuation",
  "call-with-escape-continuation",
  "let/cc",
]);

/** Names of what needs to know the handlers. */
export const HANDLING: ReadonlySet<string> = new Set(["with-exception-handler", "raise-continuable"]);

/** Whether a datum has one of some names. */
export function mentionsAny(names: ReadonlySet<string>, datum: Datum): boolean {
  if (datum.kind === "symbol") return names.has(datum.name);
  if (datum.kind !== "list") return false;
  const { items, tail } = datum;
  return items.some((item) => mentionsAny(names, item)) || (tail !== undefined && mentionsAny(names, tail));
}
