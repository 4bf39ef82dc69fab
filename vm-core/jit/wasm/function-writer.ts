/**
 * Writes a function over Ints that calls itself as a function of WebAssembly.
 *
 * It takes what is left of the slice, how deep it may still call itself, and its arguments; it gives its result and what is left
 * then. Where it is left before it returns, a function of the host makes its frame, and what is left is -1: then whoever has called it has its
 * own frame made, too. Another function takes the arguments from the host and hands the result over, each Int in halves.
 *
 * Invariant: a frame has the variables that have got a value. Those that are no parameters have a mark that says so.
 */

import type { FuelPlan } from "../fuel.ts";
import type { Act } from "../graph.ts";
import type { ExitCause } from "../record.ts";
import {
  branch,
  call,
  encoded,
  type FunctionType,
  getLocal,
  int32,
  int64,
  loop,
  OP,
  setLocal,
  type ValueType,
  type WasmCode,
  type WasmFunction,
  when,
  wholeOf,
} from "./encode.ts";
import type { NumberFunction } from "./number-function.ts";
import { ifFit, LEFT, type NumberWay, NumberWriter, PASSED, passed, UNFIT } from "./number-writer.ts";
import { type LoopType, type Number64, numberIn } from "./operations.ts";

/** A place where the function is left: in front of an address or, because what it has called was left, after a call there. */
export interface FunctionExit {
  readonly address: number;
  readonly cause: ExitCause | "stopped";
}

export interface WrittenFunction {
  readonly bytes: Uint8Array;
  readonly exits: readonly FunctionExit[];
  readonly ways: readonly NumberWay[];
  /** What a call takes on the host's stack, in bytes: an estimate. */
  readonly frameBytes: number;
}

/** The second function of the host takes the result. */
const GIVE = 1;
/** How deep the function may still call itself. */
const ROOM = 1;
const FIRST_PARAMETER = 2;
/** The construct around all of it, which a tail call begins again. */
const AGAIN = "again";
/** Stands for the index of the function, a byte, until it is known how many are imported. */
const ITSELF = 256;
const MOST_IMPORTS = 100;

/** Undefined where the function is not one over Ints alone. */
export function writeFunction(found: NumberFunction, fuel: FuelPlan): WrittenFunction | undefined {
  return ifFit(() => new FunctionWriter(found, fuel).write());
}

class FunctionWriter extends NumberWriter {
  private readonly exits: FunctionExit[] = [];
  private readonly marks = new Map<string, number>();

  constructor(
    private readonly found: NumberFunction,
    fuel: FuelPlan,
  ) {
    super(found.blocks, found.shape, fuel, GIVE + 1);
    this.parameters.push("i32");
    for (const name of found.parameters) this.variables.set(name, this.parameters.push("i64") - 1);
    for (const name of found.others) {
      this.variables.set(name, this.local("i64"));
      this.marks.set(name, this.local("i32"));
    }
  }

  write(): WrittenFunction {
    this.states.set(0, { stack: [] });
    const body = [...this.within(AGAIN, () => loop(this.tree(0))), OP.unreachable];
    const ways = [...this.ways.values()];
    const imports: FunctionType[] = [
      { parameters: ["i32"], results: ["i32"] },
      { parameters: ["i32", "i32", "i32"], results: [] },
      ...ways.map(({ stack }) => ({ parameters: this.passedTo(stack), results: [] })),
    ];
    if (imports.length > MOST_IMPORTS) throw UNFIT;
    const { parameters, locals } = this;
    const functions: WasmFunction[] = [
      {
        type: { parameters, results: ["i64", "i32"] },
        locals,
        body: body.map((byte) => (byte === ITSELF ? imports.length : byte)),
      },
      this.entered(imports.length),
    ];
    // Engines that compile quickly keep what is handed over to a function of the host in the frame, too.
    const widest = Math.max(0, ...ways.map(({ stack }) => this.passedTo(stack).length));
    const frameBytes = 8 * (parameters.length + locals.length + widest) + 96;
    return { bytes: encoded({ imports, functions }), exits: this.exits, ways, frameBytes };
  }

  /** The place, what is left, the room; then parameters, the other variables with their marks, and the stack. */
  private passedTo(stack: readonly LoopType[]): readonly ValueType[] {
    const { parameters, others } = this.found;
    const variables = [
      ...parameters.flatMap(() => PASSED.int),
      ...others.flatMap((): readonly ValueType[] => ["i32", ...PASSED.int]),
    ];
    return ["i32", "i32", "i32", ...variables, ...stack.flatMap((kind) => PASSED[kind])];
  }

  /** What the host calls: 0 when the function was left, else 1, and the result is given. */
  private entered(itself: number): WasmFunction {
    const parameters: ValueType[] = ["i32", "i32", ...this.found.parameters.flatMap(() => PASSED.int)];
    const values = this.found.parameters.flatMap((_, index) => wholeOf(FIRST_PARAMETER + 2 * index));
    const [result, left] = [parameters.length, parameters.length + 1];
    const body = [
      ...getLocal(LEFT),
      ...getLocal(ROOM),
      ...values,
      ...call(itself),
      ...setLocal(left),
      ...setLocal(result),
      ...wasLeft(left),
      ...when([...int32(0), OP.return]),
      ...getLocal(left),
      ...passed(numberIn("int", result)),
      ...call(GIVE),
      ...int32(1),
    ];
    return { type: { parameters, results: ["i32"] }, locals: ["i64", "i32"], body };
  }

  protected kindOf(): LoopType {
    return "int";
  }

  protected override loading(name: string): void {
    const mark = this.marks.get(name);
    if (mark === undefined) return;
    const isMissing = [...getLocal(mark), OP.i32Eqz];
    this.code.push(...isMissing, ...when(this.exit(this.address, this.rest(), "variable", this.before)));
  }

  protected override storing(name: string): void {
    const mark = this.marks.get(name);
    if (mark !== undefined) this.code.push(...int32(1), ...setLocal(mark));
  }

  protected override other(act: Act): void {
    if (act.kind === "return") this.giveBack();
    else if (act.kind === "call") this.callItself();
    else if (act.kind === "again") this.beginAgain();
  }

  private giveBack(): void {
    const [value] = this.ints(1);
    if (this.stack.length > 0) throw UNFIT;
    this.code.push(...value.code, ...getLocal(LEFT), OP.return);
  }

  private callItself(): void {
    const values = this.ints(this.found.parameters.length);
    const tooDeep = when(this.exit(this.address, this.rest(), "depth", this.before));
    this.code.push(...getLocal(ROOM), OP.i32Eqz, ...tooDeep);
    this.code.push(...getLocal(LEFT), ...getLocal(ROOM), ...int32(1), OP.i32Sub);
    this.code.push(...values.flatMap(({ code }) => code), OP.call, ITSELF, ...setLocal(LEFT));
    const result = this.local("i64");
    this.code.push(...setLocal(result));
    this.code.push(...wasLeft(LEFT), ...when(this.leave(this.address, "stopped", LEFT_AS_IT_IS, this.stack)));
    this.stack.push(numberIn("int", result));
  }

  /** Only the arguments are left of the frame. */
  private beginAgain(): void {
    const values = this.ints(this.found.parameters.length);
    if (this.stack.length > 0) throw UNFIT;
    this.code.push(...values.flatMap(({ code }) => code));
    for (const name of this.found.parameters.toReversed())
      this.code.push(...setLocal(this.variables.get(name) as number));
    for (const mark of this.marks.values()) this.code.push(...int32(0), ...setLocal(mark));
    this.code.push(...branch(this.around.length - 1 - this.around.indexOf(AGAIN)));
  }

  private ints(count: number): Number64[] {
    const values = this.take(count);
    if (!values.every(({ kind }) => kind === "int")) throw UNFIT;
    return values;
  }

  protected exit(address: number, rest: number, cause: ExitCause, stack: readonly Number64[]): WasmCode {
    // The end of the code is a place of its own to the interpreter.
    if (address >= this.found.end) throw UNFIT;
    const left = rest === 0 ? getLocal(LEFT) : [...getLocal(LEFT), ...int32(rest), OP.i32Add];
    return this.leave(address, cause, left, stack);
  }

  private leave(
    address: number,
    cause: FunctionExit["cause"],
    left: WasmCode,
    stack: readonly Number64[],
  ): WasmCode {
    const place = this.exits.push({ address, cause }) - 1;
    const held = (name: string): WasmCode =>
      this.passing([numberIn("int", this.variables.get(name) as number)]);
    const { parameters, others } = this.found;
    const values = [
      ...parameters.flatMap(held),
      ...others.flatMap((name) => [...getLocal(this.marks.get(name) as number), ...held(name)]),
      ...this.passing(stack),
    ];
    const { index } = this.way(stack.map(({ kind }) => kind));
    const start = [...int32(place), ...left, ...getLocal(ROOM)];
    return [...start, ...values, ...call(index), ...int64(0n), ...int32(-1), OP.return];
  }
}

/** What is left where a function that was called was left: nobody asks for it. */
const LEFT_AS_IT_IS = getLocal(LEFT);

/** A condition that holds where what is left, in a variable, says that a function was left. */
function wasLeft(left: number): WasmCode {
  return [...getLocal(left), ...int32(0), OP.i32LtS];
}
