/**
 * How many values are on the stack around an instruction, in words: what the verifier knows, where that is certain.
 *
 * In a function, values are counted from its start. For one that takes values of its callers from the stack that is no
 * number of values: its heights are compared with the height at its start.
 */
import { TOP } from "../../facts/context.ts";
import { heightsAt, wholeFacts } from "../../facts/whole.ts";
import { flowOf } from "../../isa/index.ts";
import { labelBefore, type Program } from "../../program/program.ts";
import { inlineCode } from "../markdown.ts";

/** `On the stack: 2 values before, 1 after.`; undefined where nothing is certain. */
export function describeDepth(program: Program, address: number): string | undefined {
  const facts = wholeFacts(program);
  const heights = facts === undefined ? undefined : heightsAt(facts, address);
  if (heights === undefined) return undefined;
  const { context, before } = heights;
  // What follows a CATCH depends on whether it caught something.
  const after = flowOf(program.code[address].op) === "catch" ? undefined : heights.after;
  if (context.id === TOP) return `On the stack: ${count(before, after)}`;
  const start = inlineCode(labelBefore(program, context.start) ?? String(context.start));
  return context.depth < 0
    ? `Stack height compared with the start of ${start}: ${compare(before, after)}`
    : `On the stack since ${start} was entered: ${count(before, after)}`;
}

function count(before: number, after: number | undefined): string {
  const values = `${before} ${before === 1 ? "value" : "values"}`;
  if (after === undefined) return `${values}.`;
  return `${values} before, ${after < 0 ? "too few" : `${after} after`}.`;
}

function compare(before: number, after: number | undefined): string {
  return after === undefined ? `${signed(before)}.` : `${signed(before)} before, ${signed(after)} after.`;
}

function signed(height: number): string {
  return height > 0 ? `+${height}` : String(height);
}
