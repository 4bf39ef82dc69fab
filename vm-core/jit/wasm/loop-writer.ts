/**
 * Writes a loop over numbers as a function of WebAssembly.
 *
 * Variables of the frame are parameters: an Int as its two halves, which are put together at the start, a Float and a truth as they are.
 * The function is left through functions of the host, which get the variables and what is on the stack in the same way; what they return,
 * an address or a signal, is its result.
 */

import type { FuelPlan } from "../fuel.ts";
import type { ExitCause } from "../record.ts";
import {
  call,
  encoded,
  type FunctionType,
  getLocal,
  int32,
  OP,
  setLocal,
  type WasmCode,
  wholeOf,
} from "./encode.ts";
import type { NumberLoop } from "./number-loop.ts";
import { ifFit, LEFT, type NumberWay, NumberWriter, PASSED, RENEW } from "./number-writer.ts";
import { type LoopType, type Number64, numberIn } from "./operations.ts";

/** A place where the function is left. */
export interface NumberExit {
  /** The address in front of which it is left, and that of the instruction before, where that is the end of the code. */
  readonly address: number;
  readonly last: number;
  readonly cause: ExitCause;
}

export interface WrittenLoop {
  readonly bytes: Uint8Array;
  readonly exits: readonly NumberExit[];
  readonly ways: readonly NumberWay[];
}

/** Writes a loop whose variables have kinds at its start; undefined where it does not keep to them. */
export function writeLoop(
  loop: NumberLoop,
  fuel: FuelPlan,
  kinds: ReadonlyMap<string, LoopType>,
): WrittenLoop | undefined {
  return ifFit(() => new LoopWriter(loop, fuel, kinds).write());
}

class LoopWriter extends NumberWriter {
  private readonly exits: NumberExit[] = [];
  private readonly stored: readonly string[];

  constructor(
    { blocks, shape, stored }: NumberLoop,
    fuel: FuelPlan,
    private readonly kinds: ReadonlyMap<string, LoopType>,
  ) {
    super(blocks, shape, fuel, RENEW + 1);
    this.stored = stored;
  }

  write(): WrittenLoop {
    const start = this.start();
    this.states.set(0, { stack: [] });
    const body = [start, this.tree(0), OP.unreachable];
    const exits = [...this.ways.values()].map(({ stack }): FunctionType => {
      const values = [...this.stored.map((name) => this.kindOf(name)), ...stack];
      return { parameters: ["i32", "i32", ...values.flatMap((kind) => PASSED[kind])], results: ["i32"] };
    });
    const { parameters, locals } = this;
    const bytes = encoded({
      imports: [{ parameters: ["i32"], results: ["i32"] }, ...exits],
      functions: [{ type: { parameters, results: ["i32"] }, locals, body }],
      exported: ["run"],
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
      return [wholeOf(high), setLocal(local)];
    });
  }

  protected kindOf(name: string): LoopType {
    return this.kinds.get(name) as LoopType;
  }

  protected exit(address: number, rest: number, cause: ExitCause, stack: readonly Number64[]): WasmCode {
    const place = this.exits.push({ address, last: this.at.end - 1, cause }) - 1;
    const left = rest === 0 ? getLocal(LEFT) : [getLocal(LEFT), int32(rest), OP.i32Add];
    const variables = this.stored.map((name) =>
      numberIn(this.kindOf(name), this.variables.get(name) as number),
    );
    const way = this.way(stack.map(({ kind }) => kind));
    const values = this.passing([...variables, ...stack]);
    return [int32(place), left, values, call(way.index), OP.return];
  }
}
