/**
 * The generator: from the core language to instructions.
 *
 * Invariants: code for a value leaves exactly one on the stack, code for an effect none, and the stack is as high
 * at a loop's jump back as at its start; every instruction has the span of the expression that it is for.
 */
import type { Mnemonic } from "../isa/index.ts";
import type { Instruction } from "../program/program.ts";
import type { Diagnostic } from "../text/diagnostic.ts";
import type { Span } from "../text/span.ts";
import { isFalsy } from "../value/operators.ts";
import { Float, type Value } from "../value/value.ts";
import { knownFunction, slotOf } from "./closures.ts";
import { Emitter, Label } from "./emitter.ts";
import { generateCall, generateFunctionValue, generateLoop, generateSpawn } from "./generate-calls.ts";
import { generateReceive } from "./generate-receive.ts";
import type { FunctionNode, Node, Variable } from "./nodes.ts";
import type { Primitive } from "./primitives.ts";

/** What becomes of the value of an expression. */
export type Use = "value" | "effect" | "tail";

type NodeOf<K extends Node["kind"]> = Extract<Node, { kind: K }>;

export interface Generated {
  readonly code: Instruction[];
  readonly labels: Map<string, number>;
  readonly diagnostics: Diagnostic[];
}

/** `functions` begins with the program's top level. */
export function generate(
  functions: readonly FunctionNode[],
  exports: readonly { readonly variable: Variable; readonly span: Span }[],
): Generated {
  const generator = new Generator();
  const [main, ...others] = functions;
  generator.gen(main.body, "effect");
  for (const { variable, span } of exports) generator.emit("EXPORT", span, { name: variable.slot });
  const end = { start: main.span.end, end: main.span.end };
  generator.emit("HALT", end);
  for (const code of others) if (!code.inlined) generator.function(code);
  const labels = new Map<string, number>();
  for (const code of others) {
    if (code.inlined) continue;
    let name = code.name;
    for (let i = 2; labels.has(name); i++) name = `${code.name}~${i}`;
    labels.set(name, generator.labelOf(code).address);
  }
  return { code: generator.emitter.finish(), labels, diagnostics: generator.diagnostics };
}

export class Generator {
  readonly emitter = new Emitter();
  readonly diagnostics: Diagnostic[] = [];
  private readonly labels = new Map<FunctionNode, Label>();
  /** The top level is done: its variables are no longer those of the current frame. */
  private inFunction = false;
  /** The function whose code is made, and where its body begins. */
  current: { readonly code: FunctionNode; readonly start: Label } | undefined;

  emit(op: Mnemonic, span: Span, operands?: Readonly<Record<string, unknown>>): void {
    this.emitter.emit(op, span, operands);
  }

  place(label: Label): void {
    this.emitter.place(label);
  }

  /** Where a function, or a loop, begins. */
  labelOf(code: FunctionNode): Label {
    let label = this.labels.get(code);
    if (label === undefined) {
      label = new Label();
      this.labels.set(code, label);
    }
    return label;
  }

  /** The names of what a function is entered with. */
  parametersOf(code: FunctionNode): readonly string[] {
    const own = code.parameters.map(slotOf);
    return code.lifted ? [...own, ...[...code.free].map(slotOf)] : own;
  }

  function(code: FunctionNode): void {
    this.inFunction = true;
    this.emitter.file = code.file;
    this.place(this.labelOf(code));
    for (const parameter of code.parameters) {
      if (!parameter.boxed) continue;
      this.emit("LOAD", parameter.span, { name: slotOf(parameter) });
      this.store(parameter, parameter.span);
    }
    this.current = { code, start: new Label() };
    this.place(this.current.start);
    this.gen(code.body, "tail");
  }

  gen(node: Node, use: Use): void {
    switch (node.kind) {
      case "if":
        this.if(node, use);
        return;
      case "sequence":
        this.sequence(node, use);
        return;
      case "let":
        for (const { variable, value } of node.bindings) {
          this.gen(value, "value");
          this.store(variable, variable.span);
        }
        this.gen(node.body, use);
        return;
      case "and":
      case "or":
        this.choice(node, use);
        return;
      case "loop":
        generateLoop(this, node, use);
        return;
      case "call":
        generateCall(this, node, use);
        return;
      case "try":
        this.try(node, use);
        return;
      case "receive":
        generateReceive(this, node, use);
        return;
      case "constant":
      case "variable":
        if (use === "effect" && (node.kind === "constant" || knownFunction(node.variable) !== undefined))
          return;
        break;
      default:
        break;
    }
    const left = this.simple(node);
    this.settle(left, use, node.span);
  }

  /** Code that is never at an end by itself; whether it leaves a value. */
  private simple(node: Node): boolean {
    switch (node.kind) {
      case "constant":
        this.constant(node.value, node.span);
        return true;
      case "variable":
        this.load(node.variable, node.span);
        return true;
      case "assign":
        this.assign(node);
        return false;
      case "function":
        generateFunctionValue(this, node.function, node.span);
        return true;
      case "primitive":
        return this.primitive(node);
      case "while":
        this.while(node);
        return false;
      case "list":
        for (const item of node.items) this.gen(item, "value");
        this.emit("MAKE_LIST", node.span, { length: node.items.length });
        return true;
      case "object":
        this.object(node);
        return true;
      case "import":
        this.emit("IMPORT", node.span, { path: node.path });
        return false;
      case "spawn":
        generateSpawn(this, node);
        return true;
      default:
        throw new Error(`no code for ${node.kind}`);
    }
  }

  /** Makes what is on the stack fit its use. */
  settle(left: boolean, use: Use, span: Span): void {
    if (use === "effect") {
      if (left) this.emit("POP", span);
      return;
    }
    if (!left) this.emit("NULL", span);
    if (use === "tail") this.emit("RET", span);
  }

  constant(value: Value, span: Span): void {
    if (value === null) this.emit("NULL", span);
    else if (typeof value === "boolean") this.emit(value ? "TRUE" : "FALSE", span);
    else if (typeof value === "string") this.emit("PUSH_STR", span, { value });
    else if (value instanceof Float) this.emit("PUSH_FLOAT", span, { value: value.value });
    else this.emit("PUSH_INT", span, { value });
  }

  load(variable: Variable, span: Span): void {
    const known = knownFunction(variable);
    if (variable.kind === "global" && known !== undefined) {
      generateFunctionValue(this, known, span);
      return;
    }
    this.emit("LOAD", span, { name: slotOf(variable) });
    if (variable.boxed) this.emit("CELL_GET", span);
  }

  /** Gives a variable the value on the stack: a new cell where it lives in one. */
  store(variable: Variable, span: Span): void {
    if (variable.boxed) this.emit("MAKE_CELL", span);
    this.emit("STORE", span, { name: slotOf(variable) });
  }

  private assign({ variable, value, defines, span }: NodeOf<"assign">): void {
    if (defines && variable.kind === "local" && knownFunction(variable)?.lifted) return;
    if (variable.boxed) {
      this.emit("LOAD", span, { name: slotOf(variable) });
      this.gen(value, "value");
      this.emit("CELL_SET", span);
      return;
    }
    this.gen(value, "value");
    const isOuter = variable.kind === "global" && this.inFunction;
    this.emit(isOuter ? "STORE_GLOBAL" : "STORE", span, { name: slotOf(variable) });
  }

  private sequence({ items, declares = [], span }: NodeOf<"sequence">, use: Use): void {
    for (const variable of declares) {
      if (!variable.boxed) continue;
      this.emit("NULL", variable.span);
      this.store(variable, variable.span);
    }
    for (const [index, item] of items.entries()) this.gen(item, index === items.length - 1 ? use : "effect");
    if (items.length === 0) this.settle(false, use, span);
  }

  private if({ test, consequent, otherwise, span }: NodeOf<"if">, use: Use): void {
    const no = new Label();
    const end = new Label();
    if (test.kind === "constant") {
      this.gen(isFalsy(test.value) ? otherwise : consequent, use);
      return;
    }
    if (use === "effect" && otherwise.kind === "constant") {
      this.jump(test, no, false);
      this.gen(consequent, use);
      this.place(no);
      return;
    }
    if (use === "effect" && consequent.kind === "constant") {
      this.jump(test, no, true);
      this.gen(otherwise, use);
      this.place(no);
      return;
    }
    this.jump(test, no, false);
    this.gen(consequent, use);
    if (use !== "tail") this.emit("JMP", span, { target: end });
    this.place(no);
    this.gen(otherwise, use);
    this.place(end);
  }

  /** Jumps to `target` when a condition is truthy, or when it is not. */
  jump(node: Node, target: Label, when: boolean): void {
    const { span } = node;
    if (node.kind === "constant") {
      if (isFalsy(node.value) !== when) this.emit("JMP", span, { target });
      return;
    }
    if (node.kind === "and" || node.kind === "or") {
      this.jumpChoice(node, target, when);
      return;
    }
    if (node.kind === "primitive") {
      const [item] = node.items;
      const { name } = node.primitive;
      if (name === "not") {
        this.jump(item, target, !when);
        return;
      }
      if (name === "->bool") {
        this.jump(item, target, when);
        return;
      }
      if (name === "!=" && node.items.length === 2) {
        for (const each of node.items) this.gen(each, "value");
        this.emit("EQUALS", span);
        this.emit(when ? "JZ" : "JNZ", span, { target });
        return;
      }
    }
    this.gen(node, "value");
    this.emit(when ? "JNZ" : "JZ", span, { target });
  }

  private jumpChoice({ kind, items, span }: NodeOf<"and" | "or">, target: Label, when: boolean): void {
    if (items.length === 0) {
      this.jump({ kind: "constant", value: kind === "and", span }, target, when);
      return;
    }
    // An `or` jumps when any item is truthy, an `and` when any is falsy; else the last one decides.
    const early = kind === "or";
    const past = new Label();
    items.forEach((item, index) => {
      if (index === items.length - 1) this.jump(item, target, when);
      else this.jump(item, early === when ? target : past, early);
    });
    this.place(past);
  }

  private choice({ kind, items, span }: NodeOf<"and" | "or">, use: Use): void {
    if (items.length === 0) {
      if (use !== "effect") this.gen({ kind: "constant", value: kind === "and", span }, use);
      return;
    }
    const end = new Label();
    items.forEach((item, index) => {
      if (index === items.length - 1) {
        this.gen(item, use);
        return;
      }
      if (use === "effect") {
        this.jump(item, end, kind === "or");
        return;
      }
      this.gen(item, "value");
      this.emit("DUP", span);
      this.emit(kind === "and" ? "JZ" : "JNZ", span, { target: end });
      this.emit("POP", span);
    });
    this.place(end);
    if (use === "tail" && items.length > 1) this.emit("RET", span);
  }

  private while({ test, body, span }: NodeOf<"while">): void {
    const start = new Label();
    const end = new Label();
    this.place(start);
    this.jump(test, end, false);
    this.gen(body, "effect");
    this.emit("JMP", span, { target: start });
    this.place(end);
  }

  private object({ fields, span }: NodeOf<"object">): void {
    this.emit("MAKE_OBJECT", span);
    for (const { key, value } of fields) {
      const isName = key.kind === "constant" && typeof key.value === "string";
      if (!isName) this.gen(key, "value");
      this.gen(value, "value");
      if (isName) this.emit("SET_FIELD", value.span, { field: key.value });
      else this.emit("OBJECT_SET", value.span);
    }
  }

  private primitive({ primitive, items, span }: NodeOf<"primitive">): boolean {
    const { style, code, silent } = primitive;
    if (style === "fold") this.fold(primitive, items, span);
    else if (style === "chain") this.chain(code, items, span);
    else if (style === "fixed") {
      for (const item of items) this.gen(item, "value");
      this.emitter.emitCode(code, span);
    } else {
      this.texts(items, style === "print" ? " " : "", span);
      this.emitter.emitCode(code, span);
    }
    return !silent;
  }

  private fold({ name, code, identity }: Primitive, items: readonly Node[], span: Span): void {
    const [first, ...others] = items;
    if (first === undefined) {
      this.constant(identity ?? "", span);
      return;
    }
    if (others.length === 0 && name === "/") this.constant(1, span);
    this.gen(first, "value");
    if (others.length === 0 && name === "/") this.emitter.emitCode(code, span);
    if (others.length === 0 && name === "-") this.emit("NEG", span);
    for (const item of others) {
      this.gen(item, "value");
      this.emitter.emitCode(code, span);
    }
  }

  /** Compares neighbours; all values are computed first, once. */
  private chain(code: string, items: readonly Node[], span: Span): void {
    for (const item of items) this.gen(item, "value");
    if (items.length === 1) {
      this.emit("POP", span);
      this.constant(1, span);
    } else if (items.length === 2) this.emitter.emitCode(code, span);
    else this.longChain(code, items.length, span);
  }

  /** With the values on the stack: from the last pair on, `a b` become `a (a ? b)` and a result so far. */
  private longChain(code: string, count: number, span: Span): void {
    const temporaries = Array.from({ length: count }, (_, i) => `~${i}`);
    for (const name of [...temporaries].reverse()) this.emit("STORE", span, { name });
    const no = new Label();
    const end = new Label();
    for (let i = 0; i + 1 < count; i++) {
      this.emit("LOAD", span, { name: temporaries[i] });
      this.emit("LOAD", span, { name: temporaries[i + 1] });
      this.emitter.emitCode(code, span);
      this.emit("JZ", span, { target: no });
    }
    this.constant(1, span);
    this.emit("JMP", span, { target: end });
    this.place(no);
    this.constant(0, span);
    this.place(end);
  }

  private texts(items: readonly Node[], separator: string, span: Span): void {
    if (items.length === 0) this.constant("", span);
    items.forEach((item, index) => {
      if (index > 0 && separator !== "") {
        this.constant(separator, span);
        this.emit("CONCAT", span);
      }
      this.gen(item, "value");
      if (items.length > 1 || separator === "") this.emit("TO_STR", item.span);
      if (index > 0) this.emit("CONCAT", span);
    });
  }

  private try({ body, variable, handler, cleanup, span }: NodeOf<"try">, use: Use): void {
    if (cleanup !== undefined) {
      const failed = new Label();
      const end = new Label();
      const inner = use === "effect" ? "effect" : "value";
      this.emit("TRY", span, { target: failed });
      if (handler === undefined) this.gen(body, inner);
      else this.try({ kind: "try", body, variable, handler, cleanup: undefined, span }, inner);
      this.emit("END_TRY", span, { handler: null });
      this.gen(cleanup, "effect");
      if (use === "tail") this.emit("RET", span);
      else this.emit("JMP", span, { target: end });
      this.place(failed);
      this.emit("CATCH", span, { name: null, end: null });
      this.gen(cleanup, "effect");
      this.emit("THROW", span);
      this.place(end);
      return;
    }
    const caught = new Label();
    const end = new Label();
    this.emit("TRY", span, { target: caught });
    this.gen(body, use === "effect" ? "effect" : "value");
    this.emit("END_TRY", span, { handler: null });
    if (use === "tail") this.emit("RET", span);
    else this.emit("JMP", span, { target: end });
    this.place(caught);
    if (variable !== undefined && handler !== undefined) {
      const isPlain = !variable.boxed;
      this.emit("CATCH", variable.span, { name: isPlain ? slotOf(variable) : null, end: null });
      if (!isPlain) this.store(variable, variable.span);
      this.gen(handler, use);
    }
    this.place(end);
  }
}
