/**
 * Whether a program makes escapes, which `catch` lets through, or has handlers that run where something is raised: a
 * program without any does not pay for them.
 */
import type { Datum } from "./datum.ts";

/** Names of what makes an escape. */
export const ESCAPES: readonly string[] = [
  "call/cc",
  "call/ec",
  "call-with-current-continuation",
  "call-with-escape-continuation",
  "let/cc",
];

/** Names of what needs to know the handlers. */
export const HANDLING: readonly string[] = ["with-exception-handler", "raise-continuable"];

/** Names that decide how control goes in a program, and those of forms that bring such names. */
export const CONTROL_NAMES: ReadonlySet<string> = new Set([...ESCAPES, ...HANDLING, "include"]);

export const NO_NAMES: ReadonlySet<string> = new Set();

/** All names in some data. */
export function namesIn(data: readonly Datum[]): ReadonlySet<string> {
  const names = new Set<string>();
  const pending = [...data];
  for (let datum = pending.pop(); datum !== undefined; datum = pending.pop()) {
    if (datum.kind === "symbol") names.add(datum.name);
    if (datum.kind !== "list") continue;
    for (const item of datum.items) pending.push(item);
    if (datum.tail !== undefined) pending.push(datum.tail);
  }
  return names;
}
