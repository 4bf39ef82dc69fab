/**
 * Writes calls of function values that nothing is expected of but the number of their arguments.
 *
 * Invariant: until a function is called the unit can be left in front of the instruction, which does it all then.
 */
import { boxed } from "./atom.ts";
import { NOTHING } from "./ledger.ts";
import { ANY } from "./types.ts";
import type { Writing } from "./writing.ts";

/** Calls the topmost value with `count` arguments. */
export function writeAnyCall(writer: Writing, count: number): void {
  const { unit } = writer;
  const form = writeForm(writer, count);
  const values = writer.take(count).map(boxed);
  writer.line(`if (${unit.isDeepest}) ${writer.bail("depth")}`);
  writer.line(unit.share(writer.variables));
  writer.line("M.left = left;");
  const words = [deeper(unit.depth), form.callee, ...values];
  returned(writer, `${form.name}.run(${words.join(", ")})`);
}

/** Applies the topmost value to the list below it. */
export function writeApply(writer: Writing): void {
  const { unit } = writer;
  const [list, callee] = writer.take(2).map(boxed);
  writer.line(`if (${unit.isDeepest}) ${writer.bail("depth")}`);
  writer.line(unit.share(writer.variables));
  writer.line("M.left = left;");
  const words = [deeper(unit.depth), callee, list];
  const text = writer.temporary(`${unit.apply}(${words.join(", ")})`);
  writer.line("left = M.left;");
  writer.line(`if (${text} === ${writer.constant(NOTHING)}) ${writer.bail("callee")}`);
  stopped(writer, text);
}

/** Finds how the topmost value is called, which is taken; leaves where it cannot be called. */
export function writeForm(
  writer: Writing,
  count: number,
): { readonly name: string; readonly callee: string } {
  const [value] = writer.take(1);
  // The text of a constant may be a literal, which has no fields.
  const callee = value.constant === undefined ? boxed(value) : writer.temporary(boxed(value));
  const place = writer.unit.callPlace(count);
  const isCallable = `${callee} instanceof Closure || ${callee} instanceof FunctionValue`;
  const known = `${callee}.entry === ${place}.entry ? ${place}.form : ${place}.find(${callee})`;
  const name = writer.temporary(`${isCallable} ? (${known}) : null`);
  writer.line(`if (${name} === null || ${name}.callee.code === null) ${writer.bail("callee")}`);
  return { name, callee };
}

function deeper(depth: string): string {
  return depth === "0" ? "1" : `${depth} + 1`;
}

function returned(writer: Writing, call: string): void {
  const text = writer.temporary(call);
  writer.line("left = M.left;");
  stopped(writer, text);
}

function stopped(writer: Writing, text: string): void {
  const { unit, address, stack, variables } = writer;
  writer.line(`if (${text} === undefined) ${unit.stopped(address, stack, variables)}`);
  writer.stack.push({ text, type: ANY });
}
