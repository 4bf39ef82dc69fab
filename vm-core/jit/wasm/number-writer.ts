/**
 * Writes blocks over numbers as code of WebAssembly: what loops and functions have in common.
 *
 * Invariants: each variable and each place of the stack has one kind at the start of each block; code where that differs is not written.
 * As in JavaScript units, the state in front of each instruction can be put back from what is at hand there, and fuel is counted block by
 * block.
 */

import { isInt } from "../../value/int.ts";
import { Float, type Value } from "../../value/value.ts";
import { type Act, effectOf } from "../acts.ts";
import type { FuelPlan } from "../fuel.ts";
import type { UnitBlock } from "../graph.ts";
import type { ExitCause } from "../record.ts";
import type { UnitShape } from "../structure.ts";
import {
  block,
  branch,
  call,
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
import {
  falsy,
  type LoopType,
  NUMBER_FORMS,
  type Number64,
  numberIn,
  type OperationWriting,
} from "./operations.ts";

/** Is thrown where code turns out not to be over numbers of known kinds. */
export const UNFIT = Symbol("unfit");

/** What `write` gives; undefined where the code does not keep to numbers of known kinds. */
export function ifFit<T>(write: () => T): T | undefined {
  try {
    return write();
  } catch (error) {
    if (error === UNFIT) return undefined;
    throw error;
  }
}

/** The parameters that a value of a kind is passed in. */
export const PASSED: Readonly<Record<LoopType, readonly ValueType[]>> = {
  int: ["i32", "i32"],
  float: ["f64"],
  truth: ["i32"],
};
const HELD: Readonly<Record<LoopType, ValueType>> = { int: "i64", float: "f64", truth: "i32" };

/** Values that places pass together where a function is left, at most. */
const MOST_GIVEN = 1_500;
/** The first function of the host gives more fuel, if it can. */
export const RENEW = 0;
/** The first parameter is what is left of the slice. */
export const LEFT = 0;

interface BlockState {
  readonly stack: readonly LoopType[];
}

/** A function of the host that code is left through, by the kinds of what is on the stack. */
export interface NumberWay {
  readonly stack: readonly LoopType[];
  readonly index: number;
}

/** Acts after which control does not go on to the next block by itself. */
const ENDS: readonly Act["kind"][] = ["branch", "return", "again", "tail-call"];

export abstract class NumberWriter implements OperationWriting {
  protected readonly parameters: ValueType[] = ["i32"];
  protected readonly locals: ValueType[] = [];
  /** The variable of the function for each of the frame. */
  protected readonly variables = new Map<string, number>();
  protected readonly states = new Map<number, BlockState>();
  /** The constructs around what is written, the innermost last. */
  protected readonly around: string[] = [];
  protected code: (number | WasmCode)[] = [];
  protected stack: Number64[] = [];
  protected before: readonly Number64[] = [];
  protected address = 0;
  protected at: UnitBlock;
  private readonly places = new Map<string, number>();
  private readonly inside: readonly number[][];

  constructor(
    private readonly blocks: readonly UnitBlock[],
    private readonly shape: UnitShape,
    private readonly fuel: FuelPlan,
    /** Functions of the host in front of those that it is left through. */
    private readonly firstWay: number,
    protected readonly ways: Map<string, NumberWay> = new Map(),
  ) {
    this.at = blocks[0];
    const inside = blocks.map((): number[] => []);
    for (const one of shape.order) if (shape.joins.has(one)) inside[shape.dominator[one]]?.push(one);
    this.inside = inside;
  }

  protected abstract kindOf(name: string): LoopType;

  /** Leaves in front of an address: `rest` instructions more are left of the slice. */
  protected abstract exit(
    address: number,
    rest: number,
    cause: ExitCause,
    stack: readonly Number64[],
  ): WasmCode;

  /** What loads and stores have to do beside, and acts that loops do not have. */
  protected loading(_name: string): void {}
  protected storing(_name: string): void {}
  protected other(_act: Act): void {}

  /** Values that are passed at places where the function is left. */
  private given = 0;

  /** Pushes values as they are passed. With many at many places there would be more code for these than engines like. */
  protected passing(values: readonly Number64[]): WasmCode {
    this.given += values.length;
    if (this.given > MOST_GIVEN) throw UNFIT;
    return values.flatMap(passed);
  }

  protected local(type: ValueType): number {
    return this.parameters.length + this.locals.push(type) - 1;
  }

  /** The code of a block and of what it dominates: see `structured`. */
  protected tree(index: number): WasmCode {
    const joins = this.inside[index];
    const isLoop = this.shape.headers.has(index);
    if (isLoop) this.around.push(`L${index}`);
    for (const join of joins.toReversed()) this.around.push(`B${join}`);
    let code = this.block(this.blocks[index]);
    for (const join of joins) {
      this.around.pop();
      code = [block(code), this.tree(join)];
    }
    if (!isLoop) return code;
    this.around.pop();
    return [loop(code), OP.unreachable];
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
    const { stack } = this.states.get(at.index) as BlockState;
    this.stack = stack.map((kind, place) => numberIn(kind, this.place(place, kind)));
    this.lookAtFuel();
    at.acts.forEach((act, index) => {
      this.address = at.start + index;
      this.before = [...this.stack];
      this.act(act);
    });
    const last = at.acts[at.acts.length - 1];
    if (last.kind === "jump") this.go(last.target);
    else if (!ENDS.includes(last.kind)) this.go(at.end);
    const { code } = this;
    Object.assign(this, outer);
    return code;
  }

  private lookAtFuel(): void {
    const { index, start, acts } = this.at;
    const needed = this.fuel[index] ?? 0;
    this.before = [...this.stack];
    if (needed > 0) {
      const isShort: WasmCode = [int32(needed), OP.i32LtS];
      const asked = [getLocal(LEFT), call(RENEW), teeLocal(LEFT), isShort];
      const over = this.within("if", () => when(this.exit(start, 0, "slice", this.stack)));
      this.code.push(getLocal(LEFT), isShort, when([asked, over]));
    }
    this.code.push(getLocal(LEFT), int32(acts.length), OP.i32Sub, setLocal(LEFT));
  }

  private act(act: Act): void {
    switch (act.kind) {
      case "constant":
        this.stack.push(constant(act.value));
        break;
      case "load":
        this.loading(act.name);
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
        this.other(act);
    }
  }

  protected take(count: number): Number64[] {
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
    this.code.push(value.code, setLocal(local));
    this.storing(name);
  }

  temporary(type: ValueType, code: WasmCode): WasmCode {
    const local = this.local(type);
    this.code.push(code, setLocal(local));
    return getLocal(local);
  }

  failWhere(condition: WasmCode): void {
    this.code.push(condition, when(this.exit(this.address, this.rest(), "fault", this.before)));
  }

  /** Instructions of the block that are not executed, the one that is written included. */
  protected rest(): number {
    return this.at.end - this.address;
  }

  private decide(target: number, isWhen: boolean): void {
    const [value] = this.take(1);
    const none = falsy(value);
    const isTaken = isWhen ? (none === undefined ? int32(1) : [none, OP.i32Eqz]) : (none ?? int32(0));
    if (target === this.at.end) {
      this.go(target);
      return;
    }
    this.code.push(isTaken);
    const outer = this.code;
    this.code = [];
    this.within("if", () => this.go(target));
    const taken = this.code;
    this.code = outer;
    this.code.push(when(taken));
    this.go(this.at.end);
  }

  protected within<T>(construct: string, write: () => T): T {
    this.around.push(construct);
    const result = write();
    this.around.pop();
    return result;
  }

  /** Goes to an address with what is on the stack: to a block of the loop, or out of it. */
  private go(address: number): void {
    const found = this.at.successors.find((one) => this.blocks[one].start === address);
    if (found === undefined || this.blocks[found].height !== this.stack.length) {
      this.code.push(this.exit(address, 0, "edge", this.stack));
      return;
    }
    this.enter(found);
    const { rank, joins } = this.shape;
    const isBack = rank[found] <= rank[this.at.index];
    if (!isBack && !joins.has(found)) {
      this.code.push(this.tree(found));
      return;
    }
    const depth = this.around.length - 1 - this.around.lastIndexOf(`${isBack ? "L" : "B"}${found}`);
    this.code.push(branch(depth));
  }

  /** Puts what is on the stack where a block has it. */
  private enter(index: number): void {
    const kinds = this.stack.map(({ kind }) => kind);
    const known = this.states.get(index);
    if (known === undefined) this.states.set(index, { stack: kinds });
    else if (known.stack.join() !== kinds.join()) throw UNFIT;
    this.code.push(this.stack.flatMap(({ code }) => code));
    for (let place = kinds.length - 1; place >= 0; place--)
      this.code.push(setLocal(this.place(place, kinds[place])));
  }

  /** The variable that holds a place of the stack between blocks. */
  protected place(index: number, kind: LoopType): number {
    const key = `${kind}${index}`;
    const found = this.places.get(key);
    if (found !== undefined) return found;
    const local = this.local(HELD[kind]);
    this.places.set(key, local);
    return local;
  }

  protected way(stack: readonly LoopType[]): NumberWay {
    const key = stack.join();
    const found = this.ways.get(key);
    if (found !== undefined) return found;
    const way = { stack, index: this.firstWay + this.ways.size };
    this.ways.set(key, way);
    return way;
  }
}

/** Pushes a value as it is passed. */
export function passed({ kind, code }: Number64): WasmCode {
  if (kind !== "int") return code;
  return [code, int64(32n), OP.i64ShrS, OP.i32WrapI64, code, OP.i32WrapI64];
}

function constant(value: Value): Number64 {
  if (isInt(value)) return { kind: "int", code: int64(BigInt(value)), constant: value };
  if (value instanceof Float) return { kind: "float", code: float64(value.value), constant: value };
  if (typeof value === "boolean") return { kind: "truth", code: int32(value ? 1 : 0), constant: value };
  throw UNFIT;
}
