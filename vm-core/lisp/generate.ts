/**
 * The generator: from the core language to instructions.
 *
 * Invariants: code for a value leaves exactly one on the stack, code for an effect none, and the stack is as high
 * at a loop's jump back as at its start; every instruction has the span of the expression that it is for.
 */
import type { Mnemonic } from "../isa/index.ts";
import type { Instruction, Procedure } from "../program/program.ts";
import type { Span } from "../text/span.ts";
import { stopWhenUnwanted } from "../text/wanted.ts";
import { Float, type Value } from "../value/value.ts";
import { knownFunction } from "./closures.ts";
import type { CodeMemory } from "./code-memory.ts";
import { Emitter, Label } from "./emitter.ts";
import { generateChoice, generateIf, generateWhile } from "./generate-branches.ts";
import {
  generateCall,
  generateFunctionValue,
  generateLoop,
  generateSpawn,
  generateTailApply,
} from "./generate-calls.ts";
import { generatePrimitive } from "./generate-primitives.ts";
import { generateReceive } from "./generate-receive.ts";
import { generateTry } from "./generate-try.ts";
import { ownerOf } from "./handing-over.ts";
import { type FunctionNode, type Node, type NodeOf, unknownKind, type Variable } from "./nodes.ts";
import type { LocatedProblem } from "./problem.ts";
import { slotOf } from "./slots.ts";

/** What becomes of the value of an expression. */
export type Destination = "value" | "effect" | "tail";

/** Nodes whose code never ends a function by itself. */
type SimpleNode = NodeOf<
  | "constant"
  | "variable"
  | "assign"
  | "function"
  | "primitive"
  | "while"
  | "list"
  | "object"
  | "import"
  | "spawn"
>;

export interface Generated {
  readonly code: Instruction[];
  readonly labels: Map<string, number>;
  readonly procedures: ReadonlyMap<number, Procedure>;
  readonly found: readonly LocatedProblem[];
  /**
   * Where the code of each item of the top level begins, and where that of the last one ends; undefined where some of it is
   * elsewhere.
   */
  readonly starts: readonly number[] | undefined;
  /** It has functions of the library. */
  readonly hasLibrary: boolean;
}

/** Of an input of a session: it waits for the next one, with the value of its last form on the stack. */
export const WAIT_FOR_INPUT = { op: "RECEIVE_MATCH", operands: { patterns: ["signal:~never"] } } as const;

/**
 * How a program ends: an input of a session waits for the next one, evaluated data leave their value, all others leave
 * nothing.
 */
export type Ending = "nothing" | "value" | "input";

/** `functions` begins with the program's top level; `memory` has code of other versions. */
export function generate(
  functions: readonly FunctionNode[],
  exports: readonly { readonly variable: Variable; readonly span: Span }[],
  ending: Ending = "nothing",
  memory?: CodeMemory,
): Generated {
  const generator = new Generator(memory);
  const [main, ...others] = functions;
  const starts: number[] = [];
  generator.observed = { node: main.body, starts };
  generator.gen(main.body, ending === "nothing" ? "effect" : "value");
  const { length: mainLength } = generator.emitter;
  starts.push(mainLength);
  const { isWhole } = generator;
  if (memory?.main !== undefined) generator.emitter.continue(memory.main.code, memory.main.length);
  for (const { variable, span } of exports) generator.emit("EXPORT", span, { name: variable.slot });
  const end = { start: main.span.end, end: main.span.end };
  if (ending === "input") generator.emit(WAIT_FOR_INPUT.op, end, WAIT_FOR_INPUT.operands);
  else generator.emit("HALT", end);
  generator.finishFunction();
  for (const code of others) {
    if (code.inlined) continue;
    stopWhenUnwanted();
    generator.functionOnce(code);
  }
  const labels = labelsOf(others, (code) => generator.labelOf(code).address);
  const { procedures } = generator.emitter;
  const code = generator.emitter.finish();
  const hasLibrary = code.some(({ file }) => file === 1);
  if (memory !== undefined) memory.main = { code, length: mainLength };
  return {
    code,
    labels,
    procedures,
    found: generator.found,
    starts: isWhole ? starts : undefined,
    hasLibrary,
  };
}

/** The labels of a program that has some functions besides its top level. */
export function labelsOf(
  functions: readonly FunctionNode[],
  addressOf: (code: FunctionNode) => number,
): Map<string, number> {
  const labels = new Map<string, number>();
  /** Of names that several functions have, the number that the next one tries. */
  const numbers = new Map<string, number>();
  for (const code of functions) {
    if (code.inlined) continue;
    // A label must not start with a digit: it would be read as an address.
    const base = /^\d/.test(code.name) ? `~${code.name}` : code.name;
    let name = base;
    let number = numbers.get(base) ?? 2;
    while (labels.has(name)) name = `${base}~${number++}`;
    numbers.set(base, number);
    labels.set(name, addressOf(code));
  }
  return labels;
}

/** Nodes in each other whose code is made in its place. */
const DEEPEST = 200;

export class Generator {
  readonly emitter = new Emitter();
  readonly found: LocatedProblem[] = [];
  private readonly labels = new Map<FunctionNode, Label>();
  private readonly elsewhere: (() => void)[] = [];
  private depth = 0;
  /** A sequence, and where the code of its items begins. */
  observed: { readonly node: Node; readonly starts: number[] } | undefined;

  constructor(private readonly memory?: CodeMemory) {}

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
      label = (code.inlined ? undefined : this.memory?.labelOf(code)) ?? new Label();
      this.labels.set(code, label);
    }
    return label;
  }

  /** A label for a loop's code, which is there twice when it is in a `finally`. */
  newLabelOf(loop: FunctionNode): Label {
    this.labels.delete(loop);
    return this.labelOf(loop);
  }

  /** The names of what a function is entered with. */
  parametersOf(code: FunctionNode): readonly string[] {
    const own = code.parameters.map(slotOf);
    return code.lifted ? [...own, ...[...code.free].map(slotOf)] : own;
  }

  /** The code of a function, which another version may have. */
  functionOnce(code: FunctionNode): void {
    const { memory, emitter, found } = this;
    if (memory === undefined) {
      this.function(code);
      return;
    }
    const kept = memory.of(code);
    if (kept !== undefined) {
      emitter.emitKept(kept);
      return;
    }
    const { length } = found;
    const made = emitter.keeping(() => this.function(code));
    // What is wrong with it is told in each version.
    if (found.length === length) memory.keep(code, made);
  }

  function(code: FunctionNode): void {
    this.inFunction = true;
    this.emitter.file = code.file;
    this.emitter.owner = ownerOf(code);
    this.place(this.labelOf(code));
    for (const parameter of code.parameters) {
      if (!parameter.boxed) continue;
      this.emit("LOAD", parameter.span, { name: slotOf(parameter) });
      this.store(parameter, parameter.span);
    }
    this.current = { code, start: new Label() };
    this.place(this.current.start);
    this.gen(code.body, "tail");
    this.finishFunction();
  }

  gen(node: Node, destination: Destination): void {
    if (this.isDeep) {
      this.genElsewhere(node, destination);
      return;
    }
    this.within(() => this.genHere(node, destination));
  }

  /** Makes code of a node in another one. */
  within(make: () => void): void {
    this.depth++;
    make();
    this.depth--;
  }

  /** No deeper node is made code in its place: making code recurses. */
  get isDeep(): boolean {
    return this.depth >= DEEPEST;
  }

  private genElsewhere(node: Node, destination: Destination): void {
    const start = new Label();
    const end = new Label();
    this.emit("JMP", node.span, { target: start });
    this.place(end);
    // The code of a loop is there twice where it is in a `finally`: a jump back goes to the one around.
    const loops = [...this.labels].filter(([{ inlined }]) => inlined);
    this.elsewhere.push(() => {
      for (const [loop, label] of loops) this.labels.set(loop, label);
      this.place(start);
      this.gen(node, destination);
      if (destination !== "tail") this.emit("JMP", node.span, { target: end });
    });
  }

  /** No code has been left for later. */
  get isWhole(): boolean {
    return this.elsewhere.length === 0;
  }

  /** Makes the code that was left for after the end of a function. */
  finishFunction(): void {
    for (let work = this.elsewhere.pop(); work !== undefined; work = this.elsewhere.pop()) work();
  }

  private genHere(node: Node, destination: Destination): void {
    switch (node.kind) {
      case "if":
        generateIf(this, node, destination);
        return;
      case "sequence":
        this.sequence(node, destination);
        return;
      case "let":
        this.bind(node.bindings);
        this.gen(node.body, destination);
        return;
      case "and":
      case "or":
        generateChoice(this, node, destination);
        return;
      case "loop":
        generateLoop(this, node, destination);
        return;
      case "call":
        generateCall(this, node, destination);
        return;
      case "primitive":
        if (node.primitive.style === "apply" && destination === "tail") {
          generateTailApply(this, node);
          return;
        }
        break;
      case "try":
        generateTry(this, node, destination);
        return;
      case "receive":
        generateReceive(this, node, destination);
        return;
      case "constant":
      case "variable":
        if (
          destination === "effect" &&
          (node.kind === "constant" || knownFunction(node.variable) !== undefined)
        )
          return;
        break;
      default:
        break;
    }
    const left = this.simple(node);
    this.settle(left, destination, node.span);
  }

  /** Code that is never at an end by itself; whether it leaves a value. */
  private simple(node: SimpleNode): boolean {
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
        return generatePrimitive(this, node);
      case "while":
        generateWhile(this, node);
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
        return unknownKind(node);
    }
  }

  /** Makes what is on the stack fit its destination. */
  settle(left: boolean, destination: Destination, span: Span): void {
    if (destination === "effect") {
      if (left) this.emit("POP", span);
      return;
    }
    if (!left) this.emit("NULL", span);
    if (destination === "tail") this.emit("RET", span);
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

  /** Gives variables their values, one after the other. */
  bind(bindings: NodeOf<"let">["bindings"]): void {
    for (const { variable, value } of bindings) {
      this.gen(value, "value");
      this.store(variable, variable.span);
    }
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

  private sequence(node: NodeOf<"sequence">, destination: Destination): void {
    const { items, declares = [], span } = node;
    const starts = this.observed?.node === node ? this.observed.starts : undefined;
    for (const variable of declares) {
      if (!variable.boxed) continue;
      this.emit("NULL", variable.span);
      this.store(variable, variable.span);
    }
    for (const [index, item] of items.entries()) {
      starts?.push(this.emitter.length);
      this.gen(item, index === items.length - 1 ? destination : "effect");
    }
    if (items.length === 0) this.settle(false, destination, span);
  }

  private object({ fields, span }: NodeOf<"object">): void {
    this.emit("MAKE_OBJECT", span);
    for (const { key, value } of fields) {
      const isName = key.kind === "constant" && typeof key.value === "string";
      if (!isName) this.gen(key, "value");
      this.gen(value, "value");
      if (isName) this.emit("SET_FIELD", span, { field: key.value });
      else this.emit("OBJECT_SET", span);
    }
  }
}
