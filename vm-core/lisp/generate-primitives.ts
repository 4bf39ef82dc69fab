/** Code of primitives: their arguments, and the instructions after them. */

import type { Mnemonic } from "../isa/index.ts";
import type { Procedure } from "../program/program.ts";
import type { Span } from "../text/span.ts";
import type { Value } from "../value/value.ts";
import { type Emitter, Label } from "./emitter.ts";
import type { Node, NodeOf } from "./nodes.ts";
import type { Primitive } from "./primitives.ts";

/** The parts of the generator that primitives need. */
interface Generator {
  readonly emitter: Emitter;
  gen(node: Node, use: "value"): void;
  constant(value: Value, span: Span): void;
  emit(op: Mnemonic, span: Span, operands?: Readonly<Record<string, unknown>>): void;
  place(label: Label): void;
}

export function generatePrimitive(
  generator: Generator,
  { primitive, items, span }: NodeOf<"primitive">,
): boolean {
  const { style, code, silent } = primitive;
  const procedure = withoutOwn(generator, procedureOf(primitive), items);
  if (style === "fold") fold(generator, primitive, items, span);
  else if (style === "chain") chain(generator, code, items, procedure, span);
  else if (style === "fixed" || style === "apply") {
    for (const item of items) generator.gen(item, "value");
    generator.emitter.emitCode(code, span, procedure);
  } else {
    texts(generator, items, style === "print" ? " " : "", span);
    generator.emitter.emitCode(code, span, procedure);
  }
  return !silent;
}

/** The forms and functions that primitives of another name are a part of. */
const PART_OF: Readonly<Record<string, string>> = {
  "%arguments": "apply",
  "%spliced": "quasiquote",
  "%tail": "quasiquote",
};

/** What faults of a primitive say. */
export function procedureOf({ name: primitive, expects }: Primitive): Procedure {
  const name = PART_OF[primitive] ?? primitive;
  return expects === undefined ? { name } : { name, expects };
}

/** A number that the library has added to what its function was given is none of the program's. */
function withoutOwn({ emitter }: Generator, procedure: Procedure, items: readonly Node[]): Procedure {
  const { expects } = procedure;
  const isOne = items.length === 2 && items[0].kind !== "constant" && items[1].kind === "constant";
  return emitter.owner !== undefined && isOne && expects?.endsWith("numbers") === true
    ? { ...procedure, expects: "0 a number" }
    : procedure;
}

function fold(generator: Generator, primitive: Primitive, items: readonly Node[], span: Span): void {
  const { name, code, identity } = primitive;
  const procedure = withoutOwn(generator, procedureOf(primitive), items);
  const [first, ...others] = items;
  if (first === undefined) {
    generator.constant(identity ?? "", span);
    return;
  }
  if (others.length === 0 && name === "/") generator.constant(1, span);
  generator.gen(first, "value");
  if (others.length === 0 && name === "/") generator.emitter.emitCode(code, span, procedure);
  if (others.length === 0 && name === "-") generator.emitter.emitOf(procedure, "NEG", span);
  for (const item of others) {
    generator.gen(item, "value");
    generator.emitter.emitCode(code, span, procedure);
  }
}

/** Compares neighbours; all values are computed first, once. */
function chain(
  generator: Generator,
  code: string,
  items: readonly Node[],
  procedure: Procedure,
  span: Span,
): void {
  for (const item of items) generator.gen(item, "value");
  if (items.length === 1) {
    generator.emit("POP", span);
    generator.constant(1, span);
  } else if (items.length === 2) generator.emitter.emitCode(code, span, procedure);
  else longChain(generator, code, items.length, procedure, span);
}

/** With the values on the stack: from the last pair on, `a b` become `a (a ? b)` and a result so far. */
function longChain(
  generator: Generator,
  code: string,
  count: number,
  procedure: Procedure,
  span: Span,
): void {
  const temporaries = Array.from({ length: count }, (_, i) => `~${i}`);
  for (const name of [...temporaries].reverse()) generator.emit("STORE", span, { name });
  const no = new Label();
  const end = new Label();
  for (let i = 0; i + 1 < count; i++) {
    generator.emit("LOAD", span, { name: temporaries[i] });
    generator.emit("LOAD", span, { name: temporaries[i + 1] });
    generator.emitter.emitCode(code, span, procedure);
    generator.emit("JZ", span, { target: no });
  }
  generator.constant(1, span);
  generator.emit("JMP", span, { target: end });
  generator.place(no);
  generator.constant(0, span);
  generator.place(end);
}

function texts(generator: Generator, items: readonly Node[], separator: string, span: Span): void {
  if (items.length === 0) generator.constant("", span);
  items.forEach((item, index) => {
    if (index > 0 && separator !== "") {
      generator.constant(separator, span);
      generator.emit("CONCAT", span);
    }
    generator.gen(item, "value");
    if (items.length > 1 || separator === "") generator.emit("TO_STR", span);
    if (index > 0) generator.emit("CONCAT", span);
  });
}
