/** What a debugger shows of a generated program on the way to its end, in the interpreter and in generated code. */
import assert from "node:assert/strict";
import fc from "fast-check";
import type { EventFilter } from "../../vm-core/debug/process-events.ts";
import { expression, writeExpression } from "../generate/lisp-expressions.ts";
import { Debugged, FILE, type Options } from "./debugged.ts";

/** Programs of a line for each definition, so that breakpoints are set in all of them. */
export const lispPrograms: fc.Arbitrary<string> = fc
  .tuple(expression(["g"], 3), expression(["g", "h"], 4))
  .map(
    ([first, second]) =>
      `(define g 1)\n(define h ${writeExpression(first)})\n(define (main p)\n${writeExpression(second)})\n` +
      `(define (again n)\n(if (> n 0) (begin (main n) (again (- n 1))) "end"))\n(print (again 4))\n`,
  );

export interface Deed {
  readonly kind: "resume" | "in" | "over" | "out" | "breakpoints";
  /** Per mille of the lines of the text. */
  readonly places: readonly number[];
}

const deed: fc.Arbitrary<Deed> = fc.record({
  kind: fc.constantFrom("resume", "resume", "resume", "in", "over", "out", "breakpoints"),
  places: fc.array(fc.integer({ min: 0, max: 999 }), { maxLength: 6 }),
});
export const deeds = fc.array(deed, { minLength: 3, maxLength: 25 });

/** The exceptions and the events between processes that are reasons to stop. */
export interface Filter {
  readonly exceptions: "none" | "uncaught" | "all";
  readonly events: readonly EventFilter[];
}

const events: readonly EventFilter[] = ["spawn", "exit", "down"];
export const filters: fc.Arbitrary<Filter> = fc.record({
  exceptions: fc.constantFrom("none", "uncaught", "all"),
  events: fc.oneof(fc.constant([]), fc.subarray([...events])),
});

/** Everything that is seen of a program on the way to its end. */
async function seen(
  text: string,
  done: readonly Deed[],
  filter: Filter,
  options: Options,
): Promise<readonly string[]> {
  const debugged = new Debugged(text, options);
  debugged.debugger.conditions.exceptionFilter = filter.exceptions;
  debugged.debugger.events.filters = new Set(filter.events);
  const lines = text.split("\n").length;
  const placesOf = (places: readonly number[]) => [
    ...new Set(places.map((place) => 1 + Math.floor((place / 1000) * lines))),
  ];
  const found: string[] = [];
  debugged.breakAt(placesOf(done[0].places));
  let stop = await debugged.start(done[0].kind === "in");
  for (const { kind, places } of done) {
    if (stop === "ended") break;
    const pid = debugged.stoppedPid;
    found.push(stop, ...debugged.where(0, 20, pid), ...debugged.scopes(0, pid));
    if (kind === "breakpoints") debugged.breakAt(placesOf(places));
    else stop = kind === "resume" ? await debugged.resume(pid) : await debugged.step(kind, pid);
  }
  debugged.breakAt([]);
  debugged.debugger.conditions.exceptionFilter = "none";
  debugged.debugger.events.filters = new Set();
  while (stop !== "ended") stop = await debugged.resume();
  const failure = debugged.outcome?.failure?.message ?? "";
  return [...found, debugged.written("stdout"), debugged.written("stderr"), failure];
}

/** Compares the debugger on the interpreter with that on generated code. */
export async function sameStops(text: string, done: readonly Deed[], filter: Filter): Promise<void> {
  const file = text.startsWith("(") ? "main.lisp" : FILE;
  const expected = await seen(text, done, filter, { file });
  assert.deepEqual(await seen(text, done, filter, { file, jit: "always" }), expected, text);
}
