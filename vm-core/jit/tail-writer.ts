/**
 * Writes tail calls: the function that is called takes the place of the one that calls.
 *
 * A called form has no frame, so it hands over its depth and gives what the function gives; when that is left, there is no
 * frame of the caller to make. In the frame of the process the unit returns from that frame when the function has
 * returned. JavaScript keeps the caller nevertheless: how deep generated code may still call itself is less meanwhile. A called form that
 * calls itself so begins again.
 *
 * Invariant: until a function is called the unit can be left in front of the instruction, which does it all then.
 */
import type { EntryPoint } from "../run/frame.ts";
import { boxed } from "./atom.ts";
import type { BlockWriter } from "./block-writer.ts";
import { NOTHING } from "./ledger.ts";
import { writeForm } from "./value-call-writer.ts";
import type { Writing } from "./writing.ts";

/** Calls a function that the instruction names. */
export function writeTailCall(writer: Writing, target: number, parameters: readonly string[]): void {
  const cell = writer.unit.callee(target, parameters);
  const values = writer.take(parameters.length).map(boxed);
  writer.line(`if (${cell}.code === null) ${writer.bail("callee")}`);
  writeHandingOver(writer, (depth) => `${cell}.code(${[depth, ...values].join(", ")})`);
}

/** A name or a literal that keeps its value when variables of the frame get others. */
const LASTING = /^(?![vwhl]\d)[\w.-]+$/;

/** Gives a called form its next arguments: nothing else is left of the frame. */
export function writeAgain(writer: BlockWriter, count: number): void {
  const { unit } = writer;
  const { slots } = unit.called as EntryPoint;
  const values = writer.take(count).map((value, index) => {
    const text = boxed(value);
    return LASTING.test(text) || text === `v${slots[index]}` ? text : writer.temporary(text);
  });
  values.forEach((text, index) => {
    if (text !== `v${slots[index]}`) writer.line(`v${slots[index]} = ${text};`);
  });
  for (const slot of unit.storedSlots) if (!slots.includes(slot)) writer.line(`v${slot} = undefined;`);
  writer.line(unit.disowning());
  for (const [slot, type] of unit.entryState().variables) writer.variables.set(slot, type);
}

/** Calls the topmost value with `count` arguments. */
export function writeAnyTailCall(writer: Writing, count: number): void {
  const form = writeForm(writer, count);
  const values = writer.take(count).map(boxed);
  writeHandingOver(writer, (depth) => `${form.name}.run(${[depth, form.callee, ...values].join(", ")})`);
}

/** Applies the topmost value to the list below it, in a called form that has no more on the stack. */
export function writeTailApply(writer: Writing): void {
  const { unit } = writer;
  const [list, callee] = writer.take(2).map(boxed);
  writer.line(`if (${unit.isDeepest}) ${writer.bail("depth")}`);
  writer.line("M.left = left; M.most--;");
  const text = writer.temporary(`${unit.apply}(${["depth", callee, list].join(", ")})`);
  writer.line("M.most++; left = M.left;");
  writer.line(`if (${text} === ${writer.constant(NOTHING)}) ${writer.bail("callee")}`);
  writer.line(`return ${text};`);
}

function writeHandingOver(writer: Writing, call: (depth: string) => string): void {
  const { unit } = writer;
  writer.line(`if (${unit.isDeepest}) ${writer.bail("depth")}`);
  if (unit.isCalled) {
    writer.line("M.left = left; M.most--;");
    const text = writer.temporary(call("depth"));
    writer.line(`M.most++; return ${text};`);
    return;
  }
  // A handler of the frame ends with it, and the top level has no caller.
  const mayReturn = "P.frame.parent !== null && !(P.handlers !== null && P.handlers.depth >= P.frame.depth)";
  writer.line(`if (!(${mayReturn})) ${writer.bail("return")}`);
  writer.line(unit.handOver(writer.stack, writer.variables));
  writer.line("M.left = left;");
  const text = writer.temporary(call("0"));
  writer.line("left = M.left;");
  writer.line(`x = ${text} === undefined ? M.restoreTail(P) : M.returnFrom(P, ${text}); break out;`);
}
