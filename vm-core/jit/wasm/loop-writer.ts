/**
 * Writes a loop over numbers as a function of WebAssembly.
 *
 * Variables of the frame are parameters: an Int as its two halves, which are put together at the start, a Float and a truth as they are.
 * The function is left through functions of the host, which get the variables and what is on the stack in the same way; what they return,
 * an address or a signal, is its result.
 *
 * Invariants: each variable and each place of the stack has one kind at the start of each block; a loop where that differs is not written.
 * As in JavaScript units, the state in front of each instruction can be put back from what is at hand there, and fuel is counted block by
 * block.
 */

import { isInt } from "../../value/int.ts";
import { Float, type Value } from "../../value/value.ts";
import type { FuelPlan } from "../fuel.ts";
import { type Act, effectOf, type UnitBlock } from "../graph.ts";
import type { ExitCause } from "../record.ts";
import {
  block,
  branch,
  call,
  encoded,
  type FunctionType,
  float64,
  getLocal,
  int32,
  int64,
  loop,
  OP,
  setLocal,
  teeLocal,
  type ValueType,
  type WasmCode,
  when,
} from "./encode.ts";
import type { NumberLoop } from "./number-loop.ts";
import {
  falsy,
  type LoopType,
  NUMBER_FORMS,
  type Number64,
  numberIn,
  type OperationWriting,
} from "./operations.ts";

/** A place where the function is left. */
export interface NumberExit {
  /** The address in front of which it is left, and that of the instruction before, where that is the end of the code. */
  readonly address: number;
  readonly last: number;
  readonly cause: ExitCause;
}

/** A function of the host that the loop is left through: called with the place, what is left of the slice, variables and stack. */
export interface NumberWay {
  readonly stack: readonly LoopType[];
  readonly index: number;
}

export interface WrittenLoop {
  readonly bytes: Uint8Array;
  readonly exits: readonly NumberExit[];
  readonly ways: readonly NumberWay[];
}

/** Is thrown where a loop turns out not to be one over numbers of known kinds. */
const UNFIT = Symbol("unfit");

/** The parameters that a value of a kind is passed in. */
export const PASSED: Readonly<Record<LoopType, readonly ValueType[]>> = {
  int: ["i32", "i32"],
  float: ["f64"],
  truth: ["i32"],
};
const HELD: Readonly<Record<LoopType, ValueType>> = { int: "i64", float: "f64", truth: "i32" };

/** The first function of the host gives more fuel, if it can. */
const RENEW = 0;
/** The first parameter is what is left of the slice. */
const LEFT = 0;

interface LoopState {
  readonly stack: readonly LoopType[];
}

/** Writes a loop whose variables have kinds at its start; undefined where it does not keep to them. */
export function writeLoop(
  { blocks, shape, stored }: NumberLoop,
  fuel: FuelPlan,
  kinds: ReadonlyMap<string, LoopType>,
): WrittenLoop | undefined {
  try {
    return new LoopWriter(blocks, shape, stored, fuel, kinds).write();
  } catch (error) {
    if (error === UNFIT) return undefined;
    throw error;
  }
}

class LoopWriter implements OperationWriting {
  private readonly parameters: ValueType[] = ["i32"];
  private readonly locals: ValueType[] = [];
  /** The variable of the function for each of the frame. */
  private readonly variables = new Map<string, number>();
  private readonly places = new Map<string, number>();
  private readonly states = new Map<number, LoopState>();
  private readonly exits: NumberExit[] = [];
  private readonly ways = new Map<string, NumberWay>();
  /** The constructs around what is written, the innermost last. */
  private readonly around: string[] = [];
  private readonly inside: readonly number[][];
  private code: number[] = [];
  private stack: Number64[] = [];
  private before: readonly Number64[] = [];
  private address = 0;
  private at: UnitBlock;

  constructor(
    private readonly blocks: readonly UnitBlock[],
    private readonly shape: NumberLoop["shape"],
    private readonly stored: readonly string[],
    private readonly fuel: FuelPlan,
    private readonly kinds: ReadonlyMap<string, LoopType>,
  ) {
    this.at = blocks[0];
    const inside = blocks.map((): number[] => []);
    for (const one of shape.order) if (shape.joins.has(one)) inside[shape.dominator[one]]?.push(one);
    this.inside = inside;
  }

  write(): WrittenLoop {
    const start = this.start();
    this.states.set(0, { stack: [] });
    const body = [...start, ...this.tree(0), OP.unreachable];
    const exits = [...this.ways.values()].map(({ stack }): FunctionType => {
      const values = [...this.stored.map((name) => this.kinds.get(name) as LoopType), ...stack];
      return { parameters: ["i32", "i32", ...values.flatMap((kind) => PASSED[kind])], results: ["i32"] };
    });
    const bytes = encoded({
      imports: [{ parameters: ["i32"], results: ["i32"] }, ...exits],
      type: { parameters: this.parameters, results: ["i32"] },
      locals: this.locals,
      body,
    });
    return { bytes, exits: this.exits, ways: [...this.ways.values()] };
  }

  /** Takes the parameters. */
  private start(): WasmCode {
    const ints: [name: string, high: number][] = [];
    for (const [name, kind] of this.kinds) {
      if (kind === "int") ints.push([name, this.parameters.length]);
      else this.variables.set(name, this.parameters.length);
      this.parameters.push(...PASSED[kind]);
    }
    return ints.flatMap(([name, high]) => {
      const local = this.local("i64");
      this.variables.set(name, local);
      const upper = [...getLocal(high), OP.i64ExtendI32S, ...int64(32n), OP.i64Shl];
      return [...upper, ...getLocal(high + 1), OP.i64ExtendI32U, OP.i64Or, ...setLocal(local)];
    });
  }

  private local(type: ValueType): number {
    return this.parameters.length + this.locals.push(type) - 1;
  }

  /** The code of a block and of what it dominates: see `structured`. */
  private tree(index: number): WasmCode {
    const joins = this.inside[index];
    const isLoop = this.shape.headers.has(index);
    if (isLoop) this.around.push(`L${index}`);
    for (const join of joins.toReversed()) this.around.push(`B${join}`);
    let code = this.block(this.blocks[index]);
    for (const join of joins) {
      this.around.pop();
      code = [...block(code), ...this.tree(join)];
    }
    if (!isLoop) return code;
    this.around.pop();
    return [...loop(code), OP.unreachable];
  }

  private block(at: UnitBlock): WasmCode {
    const outer = {
      code: this.code,
      at: this.at,
      stack: this.stack,
      before: this.before,
      address: this.address,
    };
    this.code = [];
    this.at = at;
    const { stack } = this.states.get(at.index) as LoopState;
    this.stack = stack.map((kind, place) => numberIn(kind, this.place(place, kind)));
    this.lookAtFuel();
    at.acts.forEach((act, index) => {
      this.address = at.start + index;
      this.before = [...this.stack];
      this.act(act);
    });
    const last = at.acts[at.acts.length - 1];
    if (last.kind === "jump") this.go(last.target);
    else if (last.kind !== "branch") this.go(at.end);
    const { code } = this;
    Object.assign(this, outer);
    return code;
  }

  private lookAtFuel(): void {
    const { index, start, acts } = this.at;
    const needed = this.fuel[index] ?? 0;
    this.before = [...this.stack];
    if (needed > 0) {
      const isShort: WasmCode = [...int32(needed), OP.i32LtS];
      const asked = [...getLocal(LEFT), ...call(RENEW), ...teeLocal(LEFT), ...isShort];
      const over = this.within("if", () => when(this.exit(start, 0, "slice", this.stack)));
      this.code.push(...getLocal(LEFT), ...isShort, ...when([...asked, ...over]));
    }
    this.code.push(...getLocal(LEFT), ...int32(acts.length), OP.i32Sub, ...setLocal(LEFT));
  }

  private act(act: Act): void {
    switch (act.kind) {
      case "constant":
        this.stack.push(constant(act.value));
        break;
      case "load":
        this.stack.push(numberIn(this.kindOf(act.name), this.variables.get(act.name) as number));
        break;
      case "store":
        this.store(act.name, this.take(1)[0]);
        break;
      case "rearrange": {
        const values = this.take(act.pops);
        for (const source of act.sources) this.stack.push(values[source]);
        break;
      }
      case "compute": {
        const inputs = this.take(effectOf(act).pops);
        const result = NUMBER_FORMS.get(act.operation.compute)?.(this, inputs);
        if (result === undefined) throw UNFIT;
        this.stack.push(result);
        break;
      }
      case "branch":
        this.decide(act.target, act.when);
        break;
      default:
    }
  }

  private kindOf(name: string): LoopType {
    return this.kinds.get(name) as LoopType;
  }

  private take(count: number): Number64[] {
    if (count > this.stack.length) throw UNFIT;
    return count === 0 ? [] : this.stack.splice(-count);
  }

  private store(name: string, value: Number64): void {
    if (value.kind !== this.kindOf(name)) throw UNFIT;
    const local = this.variables.get(name) as number;
    const text = getLocal(local).join();
    this.stack = this.stack.map((one) =>
      one.code.join() === text ? { kind: one.kind, code: this.temporary(HELD[one.kind], one.code) } : one,
    );
    this.code.push(...value.code, ...setLocal(local));
  }

  temporary(type: ValueType, code: WasmCode): WasmCode {
    const local = this.local(type);
    this.code.push(...code, ...setLocal(local));
    return getLocal(local);
  }

  failWhere(condition: WasmCode): void {
    this.code.push(...condition, ...when(this.exit(this.address, this.rest(), "fault", this.before)));
  }

  /** Instructions of the block that are not executed, the one that is written included. */
  private rest(): number {
    return this.at.end - this.address;
  }

  private decide(target: number, isWhen: boolean): void {
    const [value] = this.take(1);
    const none = falsy(value);
    const isTaken = isWhen ? (none === undefined ? int32(1) : [...none, OP.i32Eqz]) : (none ?? int32(0));
    if (target === this.at.end) {
      this.go(target);
      return;
    }
    this.code.push(...isTaken);
    const outer = this.code;
    this.code = [];
    this.within("if", () => this.go(target));
    const taken = this.code;
    this.code = outer;
    this.code.push(...when(taken));
    this.go(this.at.end);
  }

  private within<T>(construct: string, write: () => T): T {
    this.around.push(construct);
    const result = write();
    this.around.pop();
    return result;
  }

  /** Goes to an address with what is on the stack: to a block of the loop, or out of it. */
  private go(address: number): void {
    const found = this.at.successors.find((one) => this.blocks[one].start === address);
    if (found === undefined || this.blocks[found].height !== this.stack.length) {
      this.code.push(...this.exit(address, 0, "edge", this.stack));
      return;
    }
    this.enter(found);
    const { rank, joins } = this.shape;
    const isBack = rank[found] <= rank[this.at.index];
    if (!isBack && !joins.has(found)) {
      this.code.push(...this.tree(found));
      return;
    }
    const depth = this.around.length - 1 - this.around.lastIndexOf(`${isBack ? "L" : "B"}${found}`);
    this.code.push(...branch(depth));
  }

  /** Puts what is on the stack where a block has it. */
  private enter(index: number): void {
    const kinds = this.stack.map(({ kind }) => kind);
    const known = this.states.get(index);
    if (known === undefined) this.states.set(index, { stack: kinds });
    else if (known.stack.join() !== kinds.join()) throw UNFIT;
    this.code.push(...this.stack.flatMap(({ code }) => code));
    for (let place = kinds.length - 1; place >= 0; place--)
      this.code.push(...setLocal(this.place(place, kinds[place])));
  }

  /** The variable that holds a place of the stack between blocks. */
  private place(index: number, kind: LoopType): number {
    const key = `${kind}${index}`;
    const found = this.places.get(key);
    if (found !== undefined) return found;
    const local = this.local(HELD[kind]);
    this.places.set(key, local);
    return local;
  }

  /** Leaves the loop in front of an address: `rest` instructions more are left of the slice. */
  private exit(address: number, rest: number, cause: ExitCause, stack: readonly Number64[]): WasmCode {
    const place = this.exits.push({ address, last: this.at.end - 1, cause }) - 1;
    const left = rest === 0 ? getLocal(LEFT) : [...getLocal(LEFT), ...int32(rest), OP.i32Add];
    const variables = this.stored.map((name) =>
      numberIn(this.kindOf(name), this.variables.get(name) as number),
    );
    const way = this.way(stack.map(({ kind }) => kind));
    const values = [...variables, ...stack].flatMap(passed);
    return [...int32(place), ...left, ...values, ...call(way.index), OP.return];
  }

  private way(stack: readonly LoopType[]): NumberWay {
    const key = stack.join();
    const found = this.ways.get(key);
    if (found !== undefined) return found;
    const way = { stack, index: this.ways.size + RENEW + 1 };
    this.ways.set(key, way);
    return way;
  }
}

/** Pushes a value as it is passed. */
function passed({ kind, code }: Number64): WasmCode {
  if (kind !== "int") return code;
  return [...code, ...int64(32n), OP.i64ShrS, OP.i32WrapI64, ...code, OP.i32WrapI64];
}

function constant(value: Value): Number64 {
  if (isInt(value)) return { kind: "int", code: int64(BigInt(value)), constant: value };
  if (value instanceof Float) return { kind: "float", code: float64(value.value), constant: value };
  if (typeof value === "boolean") return { kind: "truth", code: int32(value ? 1 : 0), constant: value };
  throw UNFIT;
}
