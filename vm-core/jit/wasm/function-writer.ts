/**
 * Writes a function over Ints that calls itself as functions of WebAssembly.
 *
 * The function takes what is left of the slice, how deep it may still call itself, and its arguments; it gives its result and what is left
 * then. Below zero that says that it was left: LEFT, where a function of the host has made the frame of the innermost call, or
 * SPILLED, where that call is to be made when the host's stack is empty again. Then whoever has called it has its own frame made, or puts its
 * record into the memory, and is left as well. With records, there is another function for each call that continues after it (`deep.ts`).
 *
 * Invariant: a frame has the variables that have got a value. Those that are no parameters have a mark that says so.
 */

import type { Act } from "../acts.ts";
import type { FuelPlan } from "../fuel.ts";
import type { ExitCause } from "../record.ts";
import {
  branch,
  getGlobal,
  getLocal,
  int32,
  int64,
  loop,
  OP,
  setGlobal,
  setLocal,
  store,
  type ValueType,
  type WasmCode,
  type WasmFunction,
  when,
} from "./encode.ts";
import type { NumberFunction } from "./number-function.ts";
import { LEFT, type NumberWay, NumberWriter, PASSED, UNFIT } from "./number-writer.ts";
import { type LoopType, type Number64, numberIn } from "./operations.ts";
import { type RecordLayout, type SelfCall, storeArgument, TYPE_OF } from "./records.ts";

/** A place where the function is left: in front of an address or, because what it has called was left, after a call there. */
export interface FunctionExit {
  readonly address: number;
  readonly cause: ExitCause | "stopped";
}

/** What the functions of one called form have in common. */
export interface Common {
  readonly exits: FunctionExit[];
  readonly ways: Map<string, NumberWay>;
  /** Of records; undefined where calls that are left have frames made. */
  readonly layout: RecordLayout | undefined;
}

/** The second function of the host takes the result. */
export const GIVE = 1;
/** How deep the function may still call itself. */
const ROOM = 1;
/** Stands for the index of the function, a byte, until it is known how many are imported. */
export const ITSELF = 256;

/** In place of what is left of the slice. */
export const STOPPED = -1;
export const SPILLED = -2;

/** Variables outside of functions. */
export const GLOBAL = {
  /** Where the record of a call is or would be that may call itself no deeper. */
  top: 0,
  /** Whether such a call may go on once the host's stack is empty. */
  maySpill: 1,
  /** What has to be added to how deep a call may go on the host's stack to say how deep it may go in all. */
  shift: 2,
  /** What is left of the slice where a call is to go on. */
  left: 3,
  /** How deep the function may call itself at most where the host's stack is empty. */
  full: 4,
} as const;
/** The construct around all of it, which a tail call begins again. */
const AGAIN = "again";

export class FunctionWriter extends NumberWriter {
  private readonly marks = new Map<string, number>();

  constructor(
    private readonly found: NumberFunction,
    fuel: FuelPlan,
    private readonly common: Common,
    /** The call after which it continues; undefined for the function itself. */
    private readonly after?: SelfCall,
  ) {
    super(found.blocks, found.shape, fuel, GIVE + 1, common.ways);
    this.parameters.push("i32");
    for (const name of found.parameters) this.variables.set(name, this.parameters.push("i64") - 1);
    if (after !== undefined) {
      for (const name of found.others) this.variables.set(name, this.parameters.push("i64") - 1);
      for (const name of found.others) this.marks.set(name, this.parameters.push("i32") - 1);
      this.parameters.push(...after.stack.map((kind) => TYPE_OF[kind]), "i64");
      return;
    }
    for (const name of found.others) {
      this.variables.set(name, this.local("i64"));
      this.marks.set(name, this.local("i32"));
    }
  }

  write(): WasmFunction {
    const body = [this.start(), this.within(AGAIN, () => loop(this.tree(0))), OP.unreachable];
    const { parameters, locals } = this;
    return { type: { parameters, results: ["i64", "i32"] }, locals, body };
  }

  /** Takes what is on the stack at the start, the result of the call at the top of it. */
  private start(): WasmCode {
    const { after } = this;
    const stack: readonly LoopType[] = after === undefined ? [] : [...after.stack, "int"];
    if (stack.length !== this.found.taken) throw UNFIT;
    this.states.set(0, { stack });
    const first = this.parameters.length - stack.length;
    return stack.flatMap((kind, index) => [getLocal(first + index), setLocal(this.place(index, kind))]);
  }

  protected kindOf(): LoopType {
    return "int";
  }

  protected override loading(name: string): void {
    const mark = this.marks.get(name);
    if (mark === undefined) return;
    const isMissing = [getLocal(mark), OP.i32Eqz];
    this.code.push(isMissing, when(this.exit(this.address, this.rest(), "variable", this.before)));
  }

  protected override storing(name: string): void {
    const mark = this.marks.get(name);
    if (mark !== undefined) this.code.push(int32(1), setLocal(mark));
  }

  protected override other(act: Act): void {
    if (act.kind === "return") this.giveBack();
    else if (act.kind === "call") this.callItself();
    else if (act.kind === "again") this.beginAgain();
    else if (act.kind === "tail-call") this.replaceItself();
  }

  private giveBack(): void {
    const [value] = this.ints(1);
    if (this.stack.length > 0) throw UNFIT;
    this.code.push(value.code, getLocal(LEFT), OP.return);
  }

  private callItself(): void {
    const values = this.ints(this.found.parameters.length);
    const { layout } = this.common;
    const deeper = layout === undefined ? [] : this.spilling(layout, values);
    const tooDeep = [deeper, this.exit(this.address, this.rest(), "depth", this.before)];
    this.code.push(getLocal(ROOM), OP.i32Eqz, when(tooDeep));
    this.code.push(getLocal(LEFT), getLocal(ROOM), int32(1), OP.i32Sub);
    this.code.push(
      values.map(({ code }) => code),
      [OP.call, ITSELF],
      setLocal(LEFT),
    );
    const result = this.local("i64");
    const left =
      layout === undefined
        ? this.leave(this.address, "stopped", getLocal(LEFT), this.stack)
        : this.leavingRecord(layout);
    this.code.push(setLocal(result), getLocal(LEFT), int32(0), OP.i32LtS, when(left));
    this.stack.push(numberIn("int", result));
  }

  /** Has a call made once the host's stack is empty, where that may be. */
  private spilling(layout: RecordLayout, values: readonly Number64[]): WasmCode {
    const spilled = [
      values.map(({ code }, index) => storeArgument(index, code)),
      this.record(layout, getGlobal(GLOBAL.top)),
      [getLocal(LEFT), setGlobal(GLOBAL.left)],
      [int64(0n), int32(SPILLED), OP.return],
    ];
    return [getGlobal(GLOBAL.maySpill), when(spilled)];
  }

  /** Puts its record where it belongs, and is left. */
  private leavingRecord(layout: RecordLayout): WasmCode {
    const at = this.local("i32");
    const place = [getGlobal(GLOBAL.top), getLocal(ROOM), int32(layout.size), OP.i32Mul, OP.i32Sub];
    const record = this.record(layout, getLocal(at));
    return [place, setLocal(at), record, int64(0n), getLocal(LEFT), OP.return];
  }

  /** The call that is written. */
  private site({ sites, most }: RecordLayout): SelfCall {
    const stack = this.stack.map(({ kind }) => kind);
    const known = sites.get(this.address);
    if (known === undefined) {
      // How large records are has to be known before.
      if (this.after !== undefined || stack.length > most) throw UNFIT;
      const site = { address: this.address, index: sites.size, stack };
      sites.set(this.address, site);
      return site;
    }
    if (known.stack.join() !== stack.join()) throw UNFIT;
    return known;
  }

  /** Puts the record of the call to an address. */
  private record(layout: RecordLayout, at: WasmCode): WasmCode {
    const site = this.site(layout);
    const { parameters, others } = this.found;
    const variable = (name: string): WasmCode => getLocal(this.variables.get(name) as number);
    return [
      store("i32", at, 0, int32(site.index)),
      [...parameters, ...others].flatMap((name, index) =>
        store("i64", at, layout.variable(index), variable(name)),
      ),
      others.flatMap((name, index) =>
        store("i32", at, layout.mark(index), getLocal(this.marks.get(name) as number)),
      ),
      this.stack
        .slice(0, site.stack.length)
        .flatMap(({ kind, code }, index) => store(TYPE_OF[kind], at, layout.stacked(index), code)),
    ];
  }

  /** Only the arguments are left of the frame. */
  private beginAgain(): void {
    const values = this.ints(this.found.parameters.length);
    if (this.stack.length > 0) throw UNFIT;
    this.code.push(values.flatMap(({ code }) => code));
    for (const name of this.found.parameters.toReversed())
      this.code.push(setLocal(this.variables.get(name) as number));
    for (const mark of this.marks.values()) this.code.push(int32(0), setLocal(mark));
    this.code.push(branch(this.around.length - 1 - this.around.indexOf(AGAIN)));
  }

  /** The same in code that is not the start of the function. */
  private replaceItself(): void {
    const values = this.ints(this.found.parameters.length);
    if (this.stack.length > 0) throw UNFIT;
    this.code.push(
      getLocal(LEFT),
      getLocal(ROOM),
      values.flatMap(({ code }) => code),
    );
    this.code.push(OP.call, ITSELF, OP.return);
  }

  private ints(count: number): Number64[] {
    const values = this.take(count);
    if (!values.every(({ kind }) => kind === "int")) throw UNFIT;
    return values;
  }

  protected exit(address: number, rest: number, cause: ExitCause, stack: readonly Number64[]): WasmCode {
    // The end of the code is a place of its own to the interpreter.
    if (address >= this.found.end) throw UNFIT;
    const left = rest === 0 ? getLocal(LEFT) : [getLocal(LEFT), int32(rest), OP.i32Add];
    return this.leave(address, cause, left, stack);
  }

  private leave(
    address: number,
    cause: FunctionExit["cause"],
    left: WasmCode,
    stack: readonly Number64[],
  ): WasmCode {
    const place = this.common.exits.push({ address, cause }) - 1;
    const held = (name: string): WasmCode =>
      this.passing([numberIn("int", this.variables.get(name) as number)]);
    const { parameters, others } = this.found;
    const values = [
      parameters.map(held),
      others.map((name) => [getLocal(this.marks.get(name) as number), held(name)]),
      this.passing(stack),
    ];
    const { index } = this.way(stack.map(({ kind }) => kind));
    const room = [getLocal(ROOM), getGlobal(GLOBAL.shift), OP.i32Add];
    return [int32(place), left, room, values, OP.call, index, int64(0n), int32(STOPPED), OP.return];
  }
}

/** What a function of the host is passed where the function is left: the place, what is left, the room; then variables, and the stack. */
export function passedTo(
  { parameters, others }: NumberFunction,
  stack: readonly LoopType[],
): readonly ValueType[] {
  const variables = [
    ...parameters.flatMap(() => PASSED.int),
    ...others.flatMap((): readonly ValueType[] => ["i32", ...PASSED.int]),
  ];
  return ["i32", "i32", "i32", ...variables, ...stack.flatMap((kind) => PASSED[kind])];
}
