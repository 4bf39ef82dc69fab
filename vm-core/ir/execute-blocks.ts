/**
 * Executes blocks of the register IR, one after the other, for as long as nothing is asked of anybody else.
 *
 * Invariant: on return the process is in a plain state, and `left` is what the interpreter would have left of the slice
 * there. Fast paths are for numbers whose result is a number; everything else asks the operator of the instruction.
 */
import type { CodeSpace } from "../run/code-space.ts";
import type { Process } from "../run/process.ts";
import { SIGNAL } from "../run/signal.ts";
import type { Step } from "../run/step.ts";
import type { Value } from "../value/value.ts";
import { type Encoded, REGISTERS } from "./encode.ts";
import { LENGTH, Opcode } from "./opcode.ts";
import { Slow } from "./slow.ts";

const LIMIT = Number.MAX_SAFE_INTEGER;

export class Blocks {
  /** Instructions of the Program that the slice may still execute. */
  left = 0;
  private readonly code: readonly number[];
  private readonly entries: readonly number[];
  private readonly file: Value[];
  private readonly steps: readonly Step[];
  private readonly slow: Slow;

  constructor(encoded: Encoded, { steps, system }: CodeSpace) {
    this.code = encoded.code;
    this.entries = encoded.entries;
    this.file = encoded.file;
    this.steps = steps;
    this.slow = new Slow(encoded, system.heap);
  }

  /** The block at an address, if the process can enter it with what is left of the slice; else −1. */
  entry({ stack }: Process, address: number): number {
    const entry = this.entries[address];
    if (entry === undefined || entry < 0) return -1;
    const { code } = this;
    return this.left >= code[entry + 2] && stack.length >= code[entry + 3] + code[entry + 4] ? entry : -1;
  }

  /** Lets go of the values in registers. */
  forget(): void {
    this.file.fill(null, 0, REGISTERS);
  }

  /**
   * Executes from a block that can be entered. Returns the address of the instruction that is to be executed as a step, or
   * the signal of the one at `ip`.
   */
  run(process: Process, entry: number): number {
    const { code, file, steps, slow } = this;
    let { stack } = process;
    let { slots } = process.frame;
    let left = this.left;
    for (let i = code[entry + 4] - 1; i >= 0; i--) file[i] = stack.pop() as Value;
    let pc = entry;
    for (;;) {
      let value: Value | undefined;
      switch (code[pc] as Opcode) {
        case Opcode.enter: {
          const taken = code[pc + 3];
          if (left < code[pc + 2] || stack.length < taken) {
            this.left = left;
            for (let i = 0; i < code[pc + 4]; i++) stack.push(file[i]);
            return code[pc + 1];
          }
          if (taken > 0 && stack.length - taken < process.lowest) process.lowest = stack.length - taken;
          left -= code[pc + 2];
          pc += LENGTH.enter;
          continue;
        }
        case Opcode.compute:
          value = slow.compute(process, pc);
          break;
        case Opcode.add: {
          const x = code[pc + 2];
          const y = code[pc + 3];
          const a = x >= 0 ? slots[x] : file[~x];
          const b = y >= 0 ? slots[y] : file[~y];
          if (typeof a === "number" && typeof b === "number") {
            const result = a + b;
            if (result <= LIMIT && result >= -LIMIT) {
              value = result;
              break;
            }
          }
          value = slow.compute(process, pc);
          break;
        }
        case Opcode.subtract: {
          const x = code[pc + 2];
          const y = code[pc + 3];
          const a = x >= 0 ? slots[x] : file[~x];
          const b = y >= 0 ? slots[y] : file[~y];
          if (typeof a === "number" && typeof b === "number") {
            const result = a - b;
            if (result <= LIMIT && result >= -LIMIT) {
              value = result;
              break;
            }
          }
          value = slow.compute(process, pc);
          break;
        }
        case Opcode.multiply: {
          const x = code[pc + 2];
          const y = code[pc + 3];
          const a = x >= 0 ? slots[x] : file[~x];
          const b = y >= 0 ? slots[y] : file[~y];
          if (typeof a === "number" && typeof b === "number") {
            const result = a * b;
            if (result <= LIMIT && result >= -LIMIT) {
              value = result + 0;
              break;
            }
          }
          value = slow.compute(process, pc);
          break;
        }
        case Opcode.less: {
          const x = code[pc + 2];
          const y = code[pc + 3];
          const a = x >= 0 ? slots[x] : file[~x];
          const b = y >= 0 ? slots[y] : file[~y];
          if (typeof a === "number" && typeof b === "number") value = a < b ? 1 : 0;
          else value = slow.compute(process, pc);
          break;
        }
        case Opcode.greater: {
          const x = code[pc + 2];
          const y = code[pc + 3];
          const a = x >= 0 ? slots[x] : file[~x];
          const b = y >= 0 ? slots[y] : file[~y];
          if (typeof a === "number" && typeof b === "number") value = a > b ? 1 : 0;
          else value = slow.compute(process, pc);
          break;
        }
        case Opcode.atMost: {
          const x = code[pc + 2];
          const y = code[pc + 3];
          const a = x >= 0 ? slots[x] : file[~x];
          const b = y >= 0 ? slots[y] : file[~y];
          if (typeof a === "number" && typeof b === "number") value = a <= b ? 1 : 0;
          else value = slow.compute(process, pc);
          break;
        }
        case Opcode.atLeast: {
          const x = code[pc + 2];
          const y = code[pc + 3];
          const a = x >= 0 ? slots[x] : file[~x];
          const b = y >= 0 ? slots[y] : file[~y];
          if (typeof a === "number" && typeof b === "number") value = a >= b ? 1 : 0;
          else value = slow.compute(process, pc);
          break;
        }
        case Opcode.equal: {
          const x = code[pc + 2];
          const y = code[pc + 3];
          const a = x >= 0 ? slots[x] : file[~x];
          const b = y >= 0 ? slots[y] : file[~y];
          if (typeof a === "number" && typeof b === "number") value = a === b ? 1 : 0;
          else value = slow.compute(process, pc);
          break;
        }
        case Opcode.unequal: {
          const x = code[pc + 2];
          const y = code[pc + 3];
          const a = x >= 0 ? slots[x] : file[~x];
          const b = y >= 0 ? slots[y] : file[~y];
          if (typeof a === "number" && typeof b === "number") value = a !== b ? 1 : 0;
          else value = slow.compute(process, pc);
          break;
        }
        case Opcode.ifLess: {
          const x = code[pc + 2];
          const y = code[pc + 3];
          const a = x >= 0 ? slots[x] : file[~x];
          const b = y >= 0 ? slots[y] : file[~y];
          if (typeof a === "number" && typeof b === "number") {
            pc = a < b ? code[pc + 1] : code[pc + 8];
            continue;
          }
          value = slow.compute(process, pc);
          if (value === undefined) break;
          pc = value === 0 ? code[pc + 8] : code[pc + 1];
          continue;
        }
        case Opcode.ifGreater: {
          const x = code[pc + 2];
          const y = code[pc + 3];
          const a = x >= 0 ? slots[x] : file[~x];
          const b = y >= 0 ? slots[y] : file[~y];
          if (typeof a === "number" && typeof b === "number") {
            pc = a > b ? code[pc + 1] : code[pc + 8];
            continue;
          }
          value = slow.compute(process, pc);
          if (value === undefined) break;
          pc = value === 0 ? code[pc + 8] : code[pc + 1];
          continue;
        }
        case Opcode.ifAtMost: {
          const x = code[pc + 2];
          const y = code[pc + 3];
          const a = x >= 0 ? slots[x] : file[~x];
          const b = y >= 0 ? slots[y] : file[~y];
          if (typeof a === "number" && typeof b === "number") {
            pc = a <= b ? code[pc + 1] : code[pc + 8];
            continue;
          }
          value = slow.compute(process, pc);
          if (value === undefined) break;
          pc = value === 0 ? code[pc + 8] : code[pc + 1];
          continue;
        }
        case Opcode.ifAtLeast: {
          const x = code[pc + 2];
          const y = code[pc + 3];
          const a = x >= 0 ? slots[x] : file[~x];
          const b = y >= 0 ? slots[y] : file[~y];
          if (typeof a === "number" && typeof b === "number") {
            pc = a >= b ? code[pc + 1] : code[pc + 8];
            continue;
          }
          value = slow.compute(process, pc);
          if (value === undefined) break;
          pc = value === 0 ? code[pc + 8] : code[pc + 1];
          continue;
        }
        case Opcode.ifEqual: {
          const x = code[pc + 2];
          const y = code[pc + 3];
          const a = x >= 0 ? slots[x] : file[~x];
          const b = y >= 0 ? slots[y] : file[~y];
          if (typeof a === "number" && typeof b === "number") {
            pc = a === b ? code[pc + 1] : code[pc + 8];
            continue;
          }
          value = slow.compute(process, pc);
          if (value === undefined) break;
          pc = value === 0 ? code[pc + 8] : code[pc + 1];
          continue;
        }
        case Opcode.ifUnequal: {
          const x = code[pc + 2];
          const y = code[pc + 3];
          const a = x >= 0 ? slots[x] : file[~x];
          const b = y >= 0 ? slots[y] : file[~y];
          if (typeof a === "number" && typeof b === "number") {
            pc = a !== b ? code[pc + 1] : code[pc + 8];
            continue;
          }
          value = slow.compute(process, pc);
          if (value === undefined) break;
          pc = value === 0 ? code[pc + 8] : code[pc + 1];
          continue;
        }
        case Opcode.branch: {
          const x = code[pc + 2];
          value = x >= 0 ? slots[x] : file[~x];
          if (value === undefined) value = slow.read(process, x, code[pc + 3]);
          if (value === undefined) break;
          const isFalsy = value === 0 || value === false || value === null;
          pc = isFalsy ? code[pc + 4] : code[pc + 1];
          continue;
        }
        case Opcode.jump:
          pc = code[pc + 1];
          continue;
        case Opcode.move: {
          const x = code[pc + 2];
          value = x >= 0 ? slots[x] : file[~x];
          if (value === undefined) value = slow.read(process, x, code[pc + 3]);
          if (value === undefined) break;
          const output = code[pc + 1];
          if (output >= 0) slots[output] = value;
          else file[~output] = value;
          pc += LENGTH.move;
          continue;
        }
        case Opcode.pop: {
          const output = code[pc + 1];
          if (output >= 0) slots[output] = stack.pop();
          else file[~output] = stack.pop() as Value;
          pc += LENGTH.pop;
          continue;
        }
        case Opcode.push: {
          const end = pc + LENGTH.push + code[pc + 1];
          for (pc += LENGTH.push; pc < end; pc++) stack.push(file[~code[pc]]);
          continue;
        }
        case Opcode.step: {
          const first = pc + LENGTH.step;
          const end = first + code[pc + 5];
          let at = first;
          for (; at < end; at++) {
            const x = code[at];
            value = x >= 0 ? slots[x] : file[~x];
            if (value === undefined) value = slow.global(process, x);
            if (value === undefined) break;
            stack.push(value);
          }
          if (at < end) {
            stack.length -= at - first;
            slow.leave(process, code[pc + 4]);
            break;
          }
          const address = code[pc + 1];
          const next = steps[address](process);
          if (next === code[pc + 2]) {
            pc = end;
            continue;
          }
          left += code[pc + 3];
          this.left = left;
          if (next < 0) {
            process.ip = address;
            return next;
          }
          const block = this.entry(process, next);
          if (block < 0) return next;
          stack = process.stack;
          slots = process.frame.slots;
          for (let i = code[block + 4] - 1; i >= 0; i--) file[i] = stack.pop() as Value;
          pc = block;
          continue;
        }
        default:
          process.ip = code[pc + 1];
          this.left = left;
          return SIGNAL.end;
      }
      if (value === undefined) {
        this.left = left + slow.rest;
        return slow.next;
      }
      const output = code[pc + 1];
      if (output >= 0) slots[output] = value;
      else file[~output] = value;
      pc += LENGTH.compute;
    }
  }
}
