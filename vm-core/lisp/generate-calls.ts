/** Code of calls, loops and function values. */
import type { Procedure } from "../program/program.ts";
import type { Span } from "../text/span.ts";
import { knownFunction } from "./closures.ts";
import type { Destination, Generator } from "./generate.ts";
import { procedureOf } from "./generate-primitives.ts";
import { staysBelow } from "./handing-over.ts";
import type { FunctionNode, Node, NodeOf } from "./nodes.ts";
import { found } from "./problem.ts";
import { slotOf } from "./slots.ts";

export function generateFunctionValue(generator: Generator, code: FunctionNode, span: Span): void {
  const target = generator.labelOf(code);
  const parameters = code.parameters.map(slotOf);
  for (const variable of code.free) generator.emit("CAPTURE", span, { name: slotOf(variable) });
  generator.emit(code.free.size > 0 ? "MAKE_LAMBDA" : "MAKE_FUNCTION", span, { target, parameters });
}

export function generateCall(generator: Generator, node: NodeOf<"call">, destination: Destination): void {
  const { callee, items, span } = node;
  const known = callee.kind === "variable" ? knownFunction(callee.variable) : undefined;
  if (callee.kind === "variable" && known !== undefined) {
    if (!fits(known, items.length)) {
      report(generator, callee.variable.name, known, items.length, span);
      return;
    }
    if (known.inlined) {
      jumpBack(generator, known, items, span);
      return;
    }
    if (destination === "tail" && known === generator.current?.code && !known.rest) {
      // A function that ends with a call of itself: a loop in its own frame.
      bindAll(generator, known, items, span);
      generator.emit("JMP", span, { target: generator.current.start });
      return;
    }
    if (known.lifted || callee.variable.kind === "global") {
      direct(generator, known, items, destination, span);
      return;
    }
  }
  if (callee.kind === "function" && !fits(callee.function, items.length)) {
    report(generator, "lambda", callee.function, items.length, span);
    return;
  }
  for (const item of items) generator.gen(item, "value");
  generator.gen(callee, "value");
  const procedure = { name: callee.kind === "variable" ? callee.variable.name : "call" };
  if (callee.kind === "variable" && callee.variable.silent !== undefined) {
    generator.emitter.emitOf(procedure, "CALL_WITH", span, { count: items.length });
    generator.settle(false, destination, span);
  } else callWith(generator, procedure, items.length, destination, span);
}

function callWith(
  generator: Generator,
  procedure: Procedure,
  count: number,
  destination: Destination,
  span: Span,
): void {
  if (destination === "tail") {
    generator.emitter.emitOf(procedure, "TAIL_CALL_WITH", span, { count });
    return;
  }
  generator.emitter.emitOf(procedure, "CALL_WITH", span, { count });
  generator.settle(true, destination, span);
}

/** `(apply f list)` at the end of a function. */
export function generateTailApply(
  generator: Generator,
  { primitive, items, span }: NodeOf<"primitive">,
): void {
  for (const item of items) generator.gen(item, "value");
  generator.emitter.emitCode("SWAP|TAIL_APPLY", span, procedureOf(primitive));
}

function fits(code: FunctionNode, count: number): boolean {
  const wanted = code.parameters.length;
  return code.rest ? count >= wanted - 1 && count <= code.most : count === wanted;
}

function report(generator: Generator, name: string, code: FunctionNode, got: number, span: Span): void {
  const least = code.parameters.length - (code.rest ? 1 : 0);
  const isTooMany = code.rest && got > code.most;
  const [wanted, is] = isTooMany
    ? ([code.most, "most"] as const)
    : ([least, code.rest ? "least" : "exact"] as const);
  // With more or fewer arguments, a primitive is the function of the library with `%` before its name.
  const called = name.replace(/^%/, "");
  generator.found.push(found({ kind: "wrong-argument-count", name: called, wanted, is, got }, span));
}

/** Calls code whose place is known. */
function direct(
  generator: Generator,
  code: FunctionNode,
  items: readonly Node[],
  destination: Destination,
  span: Span,
): void {
  for (const item of items) generator.gen(item, "value");
  if (code.rest) generator.emit("MAKE_LIST", span, { length: items.length - code.parameters.length + 1 });
  if (code.lifted) for (const variable of code.free) generator.emit("LOAD", span, { name: slotOf(variable) });
  const operands = { target: generator.labelOf(code), parameters: generator.parametersOf(code) };
  const { emitter, current } = generator;
  const stays = destination === "tail" && current !== undefined && staysBelow(current.code, code);
  if (destination === "tail" && !stays) {
    emitter.emitCall("TAIL_CALL", span, operands);
    return;
  }
  if (stays) emitter.emitStaying(span, operands, code.name);
  else emitter.emitCall("CALL", span, operands);
  generator.settle(true, destination, span);
}

/** The next round of a loop. */
function jumpBack(generator: Generator, loop: FunctionNode, items: readonly Node[], span: Span): void {
  bindAll(generator, loop, items, span);
  generator.emit("JMP", span, { target: generator.labelOf(loop) });
}

/** Computes all values before the first variable gets its own; one that stays as it is needs nothing. */
function bindAll(generator: Generator, loop: FunctionNode, items: readonly Node[], span: Span): void {
  const changing = items.flatMap((item, index) => {
    const parameter = loop.parameters[index];
    const same = item.kind === "variable" && item.variable === parameter && !parameter.boxed;
    return same ? [] : [{ item, parameter }];
  });
  for (const { item } of changing) generator.gen(item, "value");
  for (const { parameter } of changing.reverse()) generator.store(parameter, span);
}

export function generateLoop(generator: Generator, node: NodeOf<"loop">, destination: Destination): void {
  const { function: code, variable, items, span } = node;
  if (!fits(code, items.length)) {
    report(generator, variable.name, code, items.length, span);
    return;
  }
  if (code.inlined) {
    bindAll(generator, code, items, span);
    generator.place(generator.newLabelOf(code));
    generator.gen(code.body, destination);
    return;
  }
  if (code.lifted) {
    direct(generator, code, items, destination, span);
    return;
  }
  for (const item of items) generator.gen(item, "value");
  if (variable.boxed) {
    generator.emit("NULL", span);
    generator.store(variable, span);
    generator.emit("LOAD", span, { name: slotOf(variable) });
    generateFunctionValue(generator, code, span);
    generator.emit("CELL_SET", span);
  } else {
    generateFunctionValue(generator, code, span);
    generator.store(variable, span);
  }
  generator.emit("LOAD", span, { name: slotOf(variable) });
  if (variable.boxed) generator.emit("CELL_GET", span);
  callWith(generator, { name: variable.name }, items.length, destination, span);
}

/** `(spawn f argument…)`: the arguments are checked against what the function takes where it is known. */
export function generateSpawn(generator: Generator, { callee, items, span }: NodeOf<"spawn">): void {
  for (const item of items) generator.gen(item, "value");
  generator.gen(callee, "value");
  generator.emitter.emitOf({ name: "spawn" }, "SPAWN", span);
}
