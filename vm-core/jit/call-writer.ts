/**
 * Writes what leaves the text of a unit and comes back: steps of the interpreter, and calls of functions.
 *
 * Invariant: whatever is executed outside finds what it may read where the interpreter has it, and the unit can be left when it
 * comes back.
 */
import { SIGNAL } from "../run/signal.ts";
import type { ReceivingStep, SendingStep } from "../run/step.ts";
import type { Act, MetCallee } from "./acts.ts";
import { type Atom, boxed, pushing } from "./atom.ts";
import type { BlockWriter } from "./block-writer.ts";
import { ANY, INT } from "./types.ts";

/**
 * An instruction as the interpreter's step executes it. In the frame of the process it finds the variables and the whole stack;
 * else only what it takes, on whatever the process has there.
 */
export function writeStep(
  writer: BlockWriter,
  { pops, pushes, to, walks, wakes, parameters }: Act & { readonly kind: "step" },
): void {
  const { address, unit } = writer;
  if (walks) writer.walking();
  if (parameters !== undefined) writeExpected(writer, parameters);
  // The others get their turn after the slice that it is in: the next one has not begun, and it may end within the block.
  if (wakes) writer.line(`if (M.isEarly || left < 0) ${writer.bail("instruction")}`);
  const step = unit.step(address);
  if (!unit.isCalled && "send" in step) {
    writeSend(writer, (step as SendingStep).send, pops);
    return;
  }
  if (!unit.isCalled && "take" in step) {
    writeReceive(writer, (step as ReceivingStep).take);
    return;
  }
  const after = to ?? address + 1;
  const kept = writer.stack.slice(0, writer.stack.length - pops);
  const given = unit.isCalled ? writer.stack.slice(kept.length) : writer.stack;
  const height = unit.isCalled ? writer.temporary("P.stack.length") : "";
  if (unit.isCatch(address))
    writer.line(`if (P.caught === ${unit.place(address)}) ${writer.bail("instruction")}`);
  writer.line(pushing("P.stack", given));
  if (!unit.isCalled) writer.line(unit.writeBack(writer.variables));
  writer.line(unit.disowning());
  const next = writer.temporary(`${unit.stepAt(address)}(P)`);
  const rest = writer.rest() - 1;
  const taken = unit.isCalled ? `M.holdAbove(P, ${height}); ` : "";
  const leave = writer.exit(after, rest, "signal", unit.isCalled ? kept : [], next);
  const place = `if (${next} < 0) P.ip = ${unit.place(address)};`;
  // A work knows the height of the whole stack: it begins anew when that is there.
  const again = `if (${next} === ${SIGNAL.work}) { M.dropWork(); ${taken}${writer.exit(address, rest + 1, "pause", kept)} }`;
  if (unit.isCalled) writer.line(again);
  writer.line(`if (${next} !== ${unit.next(after)}) { ${place} ${taken}${leave} }`);
  const made: Atom[] = [];
  for (let i = 0; i < pushes; i++) made.unshift({ text: writer.temporary("P.stack.pop()"), type: ANY });
  if (!unit.isCalled) writer.line("P.stack.pop(); ".repeat(kept.length));
  writer.stack = [...kept, ...made];
  const pause = writer.exit(after, rest, "pause", writer.stack);
  if (walks) writer.line(`if (E.spent >= ENOUGH || !H.hasLeft(0)) ${pause}`);
}

/** Leaves the unit where the topmost value is no function with as many parameters. */
function writeExpected(writer: BlockWriter, parameters: number): void {
  const callee = writer.stack.at(-1) as Atom;
  const isCallable = `${callee.text} instanceof Closure || ${callee.text} instanceof FunctionValue`;
  const isExpected = `(${isCallable}) && ${callee.text}.parameters.length === ${parameters}`;
  writer.line(`if (!(${isExpected})) ${writer.refuse([callee])}`);
}

/**
 * Sends a message without putting it on the stack: the process has only the stack below it when the unit is left then. Where that
 * cannot be, the interpreter's step does it.
 */
function writeSend(writer: BlockWriter, send: SendingStep["send"], pops: number): void {
  const { address, unit } = writer;
  const [message, pid = { text: "0", type: INT }] = writer.take(pops);
  const kept = writer.stack;
  writer.line(unit.disowning());
  const next = writer.variable(`${unit.constant(send)}(P, ${boxed(pid)}, ${boxed(message)})`);
  const isOver = `${next} !== ${unit.next(address + 1)}`;
  const place = `if (${next} < 0) P.ip = ${unit.place(address)};`;
  const leave = (held: readonly Atom[]): string =>
    `if (${isOver}) { ${place} ${writer.exit(address + 1, writer.rest() - 1, "signal", held, next)} }`;
  const put = `${pushing("S", [...kept, message, ...(pops > 1 ? [pid] : [])])} ${unit.writeBack(writer.variables)}`;
  const step = `${put} ${next} = ${unit.stepAt(address)}(P); ${leave([])} ${"S.pop(); ".repeat(kept.length)}`;
  writer.line(`if (${next} === ${SIGNAL.undone}) { ${step} }`);
  writer.line(leave(kept));
  writePause(writer);
}

/** Takes a message without putting it on the stack, where there is one; else the process waits. */
function writeReceive(writer: BlockWriter, take: ReceivingStep["take"]): void {
  const { address, unit } = writer;
  const message = writer.temporary(`${unit.constant(take)}(P)`);
  const put = `${pushing("S", writer.stack)} ${unit.writeBack(writer.variables)}`;
  const next = `n${address}`;
  const waits = `const ${next} = ${unit.stepAt(address)}(P); if (${next} < 0) P.ip = ${unit.place(address)};`;
  const leave = writer.exit(address + 1, writer.rest() - 1, "signal", [], next);
  writer.line(`if (${message} === undefined) { ${put} ${waits} ${leave} }`);
  writer.line(unit.disowning());
  writer.stack.push({ text: message, type: ANY });
  writePause(writer);
}

/** Leaves the unit after an instruction that may have walked values or made some, where that ends the slice. */
function writePause(writer: BlockWriter): void {
  const pause = writer.exit(writer.address + 1, writer.rest() - 1, "pause", writer.stack);
  writer.line(`if (E.spent >= ENOUGH || !H.hasLeft(0)) ${pause}`);
}

/** Calls a function that the instruction names. */
export function writeCall(
  writer: BlockWriter,
  { target, parameters }: Act & { readonly kind: "call" },
): void {
  const values = writer.take(parameters.length).map(boxed);
  writeCallOf(writer, writer.unit.callee(target, parameters), values);
}

/** Calls a function value that is entered as the one was that was met before. */
export function writeValueCall(writer: BlockWriter, { entry, parameters }: MetCallee): void {
  const { unit } = writer;
  const [callee] = writer.take(1);
  const isCallable = `${callee.text} instanceof Closure || ${callee.text} instanceof FunctionValue`;
  const isExpected = `(${isCallable}) && ${callee.text}.entry === ${unit.constant(entry)}`;
  writer.line(`if (!(${isExpected})) ${writer.refuse([callee])}`);
  const values = writer.take(parameters.length).map(boxed);
  const extra: number[] = [];
  entry.capturedSlots?.forEach((slot, index) => {
    if (entry.slots.includes(slot)) return;
    extra.push(slot);
    values.push(`${callee.text}.captured.values[${index}]`);
  });
  writeCallOf(writer, unit.calleeOf(entry, extra), values);
}

/** Calls the code in a cell with values. */
function writeCallOf(writer: BlockWriter, cell: string, values: readonly string[]): void {
  const { unit, address } = writer;
  writer.line(`if (${unit.isDeepest}) ${writer.bail("depth")}`);
  writer.line(`if (${cell}.code === null) ${writer.bail("callee")}`);
  writer.line(unit.share(writer.variables));
  writer.line("M.left = left;");
  const words = [unit.depth === "0" ? "1" : `${unit.depth} + 1`, ...values];
  const text = writer.temporary(`${cell}.code(${words.join(", ")})`);
  writer.line("left = M.left;");
  writer.line(`if (${text} === undefined) ${unit.stopped(address, writer.stack, writer.variables)}`);
  writer.stack.push({ text, type: ANY });
}
