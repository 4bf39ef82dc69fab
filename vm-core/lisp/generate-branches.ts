/** Code of conditions and of what depends on them: `if`, `and`, `or`, `while`. */
import { isFalsy } from "../value/operators.ts";
import type { Value } from "../value/value.ts";
import { Label } from "./emitter.ts";
import type { Destination, Generator } from "./generate.ts";
import { generatePrimitive } from "./generate-primitives.ts";
import type { Node, NodeOf } from "./nodes.ts";

export function generateIf(
  generator: Generator,
  { test, consequent, otherwise, span }: NodeOf<"if">,
  destination: Destination,
): void {
  const no = new Label();
  const end = new Label();
  if (test.kind === "constant") {
    generator.gen(isFalsy(test.value) ? otherwise : consequent, destination);
    return;
  }
  if (destination === "effect" && otherwise.kind === "constant") {
    generateJump(generator, test, no, false);
    generator.gen(consequent, destination);
    generator.place(no);
    return;
  }
  if (destination === "effect" && consequent.kind === "constant") {
    generateJump(generator, test, no, true);
    generator.gen(otherwise, destination);
    generator.place(no);
    return;
  }
  generateJump(generator, test, no, false);
  generator.gen(consequent, destination);
  if (destination !== "tail") generator.emit("JMP", span, { target: end });
  generator.place(no);
  generator.gen(otherwise, destination);
  generator.place(end);
}

/** Jumps to `target` when a condition is truthy, or when it is not. */
export function generateJump(generator: Generator, node: Node, target: Label, when: boolean): void {
  const { span } = node;
  if (node.kind === "constant") {
    if (isFalsy(node.value) !== when) generator.emit("JMP", span, { target });
    return;
  }
  if (generator.isDeep) {
    generator.gen(node, "value");
    generator.emit(when ? "JNZ" : "JZ", span, { target });
    return;
  }
  generator.within(() => jumpWithin(generator, node, target, when));
}

function jumpWithin(generator: Generator, node: Node, target: Label, when: boolean): void {
  const { span } = node;
  switch (node.kind) {
    case "and":
    case "or":
      jumpChoice(generator, node, target, when);
      return;
    case "if":
      jumpIf(generator, node, target, when);
      return;
    case "let":
      generator.bind(node.bindings);
      generateJump(generator, node.body, target, when);
      return;
    case "primitive":
      if (jumpPrimitive(generator, node, target, when)) return;
      break;
    default:
      break;
  }
  generator.gen(node, "value");
  generator.emit(when ? "JNZ" : "JZ", span, { target });
}

/** What decides in a branch, decides the jump: no value is made of it. */
function jumpIf(
  generator: Generator,
  { test, consequent, otherwise, span }: NodeOf<"if">,
  target: Label,
  when: boolean,
): void {
  const past = new Label();
  const wayOf = (value: Value): Label => (isFalsy(value) === when ? past : target);
  if (otherwise.kind === "constant") {
    generateJump(generator, test, wayOf(otherwise.value), false);
    generateJump(generator, consequent, target, when);
  } else if (consequent.kind === "constant") {
    generateJump(generator, test, wayOf(consequent.value), true);
    generateJump(generator, otherwise, target, when);
  } else {
    const no = new Label();
    generateJump(generator, test, no, false);
    generateJump(generator, consequent, target, when);
    generator.emit("JMP", span, { target: past });
    generator.place(no);
    generateJump(generator, otherwise, target, when);
  }
  generator.place(past);
}

/** Primitives that say no more than their arguments do, or whose last instruction only makes a truth of what they give. */
function jumpPrimitive(
  generator: Generator,
  node: NodeOf<"primitive">,
  target: Label,
  when: boolean,
): boolean {
  const { primitive, items, span } = node;
  const { name, style, code } = primitive;
  if (name === "not" || name === "->bool") {
    generateJump(generator, items[0], target, name === "not" ? !when : when);
    return true;
  }
  if (name === "!=" && items.length === 2) {
    for (const each of items) generator.gen(each, "value");
    generator.emit("EQUALS", span);
    generator.emit(when ? "JZ" : "JNZ", span, { target });
    return true;
  }
  if (style !== "fixed" || !code.endsWith(MADE_TRUTH)) return false;
  generatePrimitive(generator, {
    ...node,
    primitive: { ...primitive, code: code.slice(0, -MADE_TRUTH.length) },
  });
  generator.emit(when ? "JNZ" : "JZ", span, { target });
  return true;
}

/** How the code of a primitive ends that gives true or false. */
const MADE_TRUTH = "|TO_BOOL";

function jumpChoice(
  generator: Generator,
  { kind, items, span }: NodeOf<"and" | "or">,
  target: Label,
  when: boolean,
): void {
  if (items.length === 0) {
    generateJump(generator, { kind: "constant", value: kind === "and", span }, target, when);
    return;
  }
  // An `or` jumps when any item is truthy, an `and` when any is falsy; else the last one decides.
  const early = kind === "or";
  const past = new Label();
  items.forEach((item, index) => {
    if (index === items.length - 1) generateJump(generator, item, target, when);
    else generateJump(generator, item, early === when ? target : past, early);
  });
  generator.place(past);
}

export function generateChoice(
  generator: Generator,
  { kind, items, span }: NodeOf<"and" | "or">,
  destination: Destination,
): void {
  if (items.length === 0) {
    if (destination !== "effect")
      generator.gen({ kind: "constant", value: kind === "and", span }, destination);
    return;
  }
  const end = new Label();
  items.forEach((item, index) => {
    if (index === items.length - 1) {
      generator.gen(item, destination);
      return;
    }
    if (destination === "effect") {
      generateJump(generator, item, end, kind === "or");
      return;
    }
    generator.gen(item, "value");
    generator.emit("DUP", span);
    generator.emit(kind === "and" ? "JZ" : "JNZ", span, { target: end });
    generator.emit("POP", span);
  });
  generator.place(end);
  if (destination === "tail" && items.length > 1) generator.emit("RET", span);
}

export function generateWhile(generator: Generator, { test, body, span }: NodeOf<"while">): void {
  const start = new Label();
  const end = new Label();
  generator.place(start);
  generateJump(generator, test, end, false);
  generator.gen(body, "effect");
  generator.emit("JMP", span, { target: start });
  generator.place(end);
}
