/**
 * What instructions of the register machine do when they leave their fast path.
 *
 * Invariant: what is undefined has left the block: the process is in the plain state that the instruction names, `next` is
 * where it continues, an address or a signal, and `rest` how many instructions of the block are not executed.
 */
import { lookUp } from "../run/handlers/control.ts";
import type { ValueOperation } from "../run/handlers/operation.ts";
import type { Heap } from "../run/heap.ts";
import type { Process } from "../run/process.ts";
import { SIGNAL } from "../run/signal.ts";
import { Fault } from "../value/callable.ts";
import { ENOUGH, effort } from "../value/effort.ts";
import type { Value } from "../value/value.ts";
import type { Encoded, ExitState } from "./encode.ts";

export class Slow {
  next = 0;
  rest = 0;
  private readonly code: readonly number[];
  private readonly file: readonly Value[];
  private readonly operations: readonly ValueOperation[];
  private readonly states: readonly ExitState[];

  constructor(
    { code, file, operations, states }: Encoded,
    private readonly heap: Heap,
  ) {
    this.code = code;
    this.file = file;
    this.operations = operations;
    this.states = states;
  }

  /** What the operation of the instruction at a place of the code makes of its operands. */
  compute(process: Process, pc: number): Value | undefined {
    const { code } = this;
    const { compute, grown, isPaced } = this.operations[code[pc + 5]];
    const a = this.operand(process, code[pc + 2]);
    const b = this.operand(process, code[pc + 3]);
    const c = this.operand(process, code[pc + 4]);
    if (a === undefined || b === undefined || c === undefined) return this.leave(process, code[pc + 6]);
    const result = compute(a, b, c);
    // The instructions of the Program raise it again, where it is to be raised.
    if (result instanceof Fault) return this.leave(process, code[pc + 6]);
    if (grown !== undefined && this.heap.grow(grown(result, a, b))) {
      return this.giveWay(process, pc, result, SIGNAL.collect);
    }
    if (isPaced && effort.spent >= ENOUGH) return this.giveWay(process, pc, result, SIGNAL.spent);
    return result;
  }

  /** The value of a variable that has none in the frame, or leaves with the state `before`. */
  read(process: Process, slot: number, before: number): Value | undefined {
    const value = this.global(process, slot);
    return value === undefined ? this.leave(process, before) : value;
  }

  /** The value of a variable as its name is looked up; undefined when it has none. */
  global(process: Process, slot: number): Value | undefined {
    const { frame } = process;
    return lookUp(process, frame, frame.layout.names[slot]);
  }

  /** Leaves with the values of a state. */
  leave({ stack }: Process, state: number): undefined {
    const { next, stack: operands, rest } = this.states[state];
    for (const operand of operands) stack.push(this.file[~operand]);
    this.next = next;
    this.rest = rest;
  }

  private operand(process: Process, operand: number): Value | undefined {
    if (operand < 0) return this.file[~operand];
    const value = process.frame.slots[operand];
    return value === undefined ? this.global(process, operand) : value;
  }

  /** Leaves when the result is there: the heap is to be looked through, or the slice has been long enough. */
  private giveWay(process: Process, pc: number, result: Value, signal: number): undefined {
    const { ip, next, stack, rest } = this.states[this.code[pc + 7]];
    const values: Value[] = [];
    for (const operand of stack) {
      const value = this.operand(process, operand);
      if (value === undefined) return this.leave(process, this.code[pc + 6]);
      values.push(value);
    }
    process.stack.push(...values, result);
    process.ip = ip;
    process.resume = next;
    this.next = signal;
    this.rest = rest;
    return undefined;
  }
}
