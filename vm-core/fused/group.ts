/**
 * Reads which instructions from an address on become one step: what they compute, and what they do with it at the end.
 *
 * Invariant: what is computed changes nothing, and only the last instruction, and a jump after it, does anything. So a step
 * that cannot compute something has done nothing, and its first instruction can be executed in its place.
 */
import { formOf, type Layouts } from "../ir/registers.ts";
import { flowOf } from "../isa/index.ts";
import { calleeOf, successorsInFrame } from "../program/control-flow.ts";
import type { Instruction, Program } from "../program/program.ts";
import type { ValueOperation } from "../run/handlers/operation.ts";
import type { Heap } from "../run/heap.ts";
import type { FunctionValue } from "../value/callable.ts";
import { ObjectValue } from "../value/object.ts";
import type { Computation } from "./computation.ts";
import { heldBy, makingClosure, makingList, quickForm } from "./quick.ts";

/** Instructions of a step at most. */
const LONGEST = 24;
/** Values that it leaves on the stack at most. */
const MOST_LEFT = 8;

/** What a step does with what it has computed. */
export type GroupEnd =
  /** Variables get values, the one of the last instruction first. */
  | { readonly is: "store"; readonly names: readonly string[]; readonly values: readonly Computation[] }
  | { readonly is: "branch"; readonly value: Computation; readonly target: number; readonly when: boolean }
  | {
      readonly is: "call" | "tail call";
      readonly callee: Instruction<"CALL">["operands"];
      readonly values: readonly Computation[];
    }
  /** A function value is called; a call that checks its arguments names their number, and gives them all. */
  | {
      readonly is: "value call" | "value tail call";
      readonly callee: Computation;
      readonly values: readonly Computation[];
      readonly isChecked: boolean;
    }
  | { readonly is: "return" }
  /** The last instruction is executed as the step that it is by itself. */
  | { readonly is: "step" }
  | { readonly is: "nothing" };

export interface FusedGroup {
  readonly start: number;
  /** Instructions, a jump at the end among them. */
  readonly size: number;
  /** Values of the stack that it takes. */
  readonly taken: number;
  /** What it pushes in their place before its end, deepest first. */
  readonly left: readonly Computation[];
  readonly end: GroupEnd;
  /** Where control goes then, if the end leads nowhere else. */
  readonly next: number;
  /** Addresses at which other steps may begin because of it. */
  readonly after: readonly number[];
}

/** Where a program runs. */
export interface Around extends Layouts {
  readonly heap: Heap;
  /** The function at an address of the program. */
  functionAt(address: number, parameters: readonly string[]): FunctionValue | undefined;
}

export function readGroup(program: Program, start: number, around: Around): FusedGroup {
  return new GroupReader(program, start, around).read();
}

class GroupReader {
  private address: number;
  private taken = 0;
  private readonly stack: Computation[] = [];
  private end: GroupEnd | undefined;
  /** Where functions begin that it makes values of. */
  private readonly functions: number[] = [];

  constructor(
    private readonly program: Program,
    private readonly start: number,
    private readonly around: Around,
  ) {
    this.address = start;
  }

  read(): FusedGroup {
    const { program, start, stack } = this;
    const { length } = program.code;
    while (this.end === undefined && this.address < length && this.address - start < LONGEST - 1) {
      if (stack.length >= MOST_LEFT || !this.take()) break;
      this.address++;
    }
    if (this.address === start && flowOf(program.code[start].op) !== "jump") {
      this.end = { is: "step" };
      this.address++;
    }
    const end = this.end ?? { is: "nothing" };
    const last = this.address - 1;
    const isOpen = end.is === "store" || end.is === "nothing";
    const jump = isOpen && this.address < length ? formOf(program, this.address, this.around) : undefined;
    if (jump?.kind === "jump") {
      const { target } = jump;
      return this.made(end, this.address + 1, target, [target]);
    }
    const after = isOpen ? [this.address] : successorsInFrame(program, last);
    const callee = isOpen ? undefined : calleeOf(program.code[last]);
    return this.made(end, this.address, this.address, callee === undefined ? after : [...after, callee]);
  }

  private made(end: GroupEnd, stop: number, next: number, after: readonly number[]): FusedGroup {
    const { start, taken, stack } = this;
    return {
      start,
      size: stop - start,
      taken,
      left: stack,
      end,
      next,
      after: [...after, ...this.functions],
    };
  }

  /** Takes the instruction at `address` in; false where the step has to end in front of it. */
  private take(): boolean {
    const { stack, address } = this;
    const form = formOf(this.program, address, this.around);
    switch (form.kind) {
      case "constant":
        stack.push({ is: "constant", value: form.value });
        return true;
      case "load":
        stack.push({ is: "variable", name: form.name });
        return true;
      case "rearrange":
        return this.rearrange(form.pops, form.sources);
      case "compute":
        return this.compute(form.operation);
      case "store":
        this.end = this.store();
        return true;
      case "branch":
        this.end = { is: "branch", value: this.pop(), target: form.target, when: form.when };
        return true;
      case "jump":
        return false;
      default:
        return this.step();
    }
  }

  /** This store, and those that follow at once. */
  private store(): GroupEnd {
    const names: string[] = [];
    const values: Computation[] = [];
    const { program, start, around } = this;
    for (let at = this.address; at < program.code.length && at - start < LONGEST - 1; at++) {
      const form = formOf(program, at, around);
      if (form.kind !== "store") break;
      names.unshift(form.name);
      values.unshift(this.pop());
      this.address = at;
    }
    return { is: "store", names, values };
  }

  private pop(): Computation {
    return this.stack.pop() ?? { is: "taken", above: this.taken++ };
  }

  private popAll(count: number): Computation[] {
    return Array.from({ length: count }, () => this.pop()).reverse();
  }

  private rearrange(pops: number, sources: readonly number[]): boolean {
    const { stack, taken } = this;
    const before = stack.slice();
    const values = this.popAll(pops);
    const isFine = values.every(({ is }, index) => {
      const uses = sources.filter((source) => source === index).length;
      // What is dropped has to be there, and what is used twice is computed twice.
      return uses === 1 || (uses === 0 ? is === "constant" : is !== "computed" && is !== "closure");
    });
    if (isFine) for (const source of sources) stack.push(values[source]);
    else {
      this.taken = taken;
      stack.splice(0, stack.length, ...before);
    }
    return isFine;
  }

  private compute(operation: ValueOperation): boolean {
    const form = quickForm(operation, this.around.heap);
    if (form === undefined || (form.isOnce && !this.isLast(operation.count))) return this.step();
    const operands = this.popAll(operation.count);
    this.stack.push({ is: "computed", compute: form.compute, operator: operation.compute, operands });
    return true;
  }

  /** Whether what the instruction at `address` makes of so many values is the last that the step computes. */
  private isLast(count: number): boolean {
    const { program, address } = this;
    const left = Math.max(this.stack.length - count, 0);
    const next = program.code[address + 1];
    if (next === undefined || address + 2 - this.start >= LONGEST) return false;
    if ((next.op === "CALL" || next.op === "TAIL_CALL") && this.isPlain(next)) {
      return next.operands.parameters.length > left;
    }
    const { kind } = formOf(program, address + 1, this.around);
    if (kind === "store") return this.areStored(left + 1);
    return left === 0 && (kind === "jump" || next.op === "RET");
  }

  /** Whether so many values are stored by the instructions after `address`. */
  private areStored(count: number): boolean {
    const { program, address, start, around } = this;
    if (address + count - start >= LONGEST - 1 || address + count >= program.code.length) return false;
    return Array.from({ length: count }, (_, index) => address + 1 + index).every(
      (at) => formOf(program, at, around).kind === "store",
    );
  }

  private step(): boolean {
    const call = this.program.code[this.address];
    if (call.op === "MAKE_OBJECT") return this.push({ is: "constant", value: ObjectValue.EMPTY });
    if (call.op === "MAKE_LIST" && call.operands.length <= 3) return this.makeList(call.operands.length);
    if (call.op === "CELL_GET") {
      return this.push({ is: "computed", compute: heldBy, operator: heldBy, operands: this.popAll(1) });
    }
    if (call.op === "CAPTURE") {
      const { address } = this;
      if (this.capture()) return true;
      this.address = address;
    }
    if (call.op === "CALL_WITH" || call.op === "TAIL_CALL_WITH") {
      const callee = this.pop();
      const is = call.op === "CALL_WITH" ? "value call" : "value tail call";
      this.end = { is, callee, values: this.popAll(call.operands.count), isChecked: true };
    } else if (call.op === "CALL_FUNCTION") {
      const callee = this.pop();
      const values = this.stack.splice(0);
      this.end = { is: "value call", callee, values, isChecked: false };
    } else if (call.op === "RET") this.end = { is: "return" };
    else if ((call.op === "CALL" || call.op === "TAIL_CALL") && this.isPlain(call)) {
      const { op, operands: callee } = call;
      const values = this.popAll(callee.parameters.length);
      this.end = { is: op === "CALL" ? "call" : "tail call", callee, values };
    } else this.end = { is: "step" };
    return true;
  }

  private push(value: Computation): boolean {
    this.stack.push(value);
    return true;
  }

  /** A closure with all that it captures; false where something else is captured for it. */
  private capture(): boolean {
    const { program, start, around } = this;
    const captured: string[] = [];
    for (; this.address - start < LONGEST - 1; this.address++) {
      const instruction = program.code[this.address];
      if (instruction?.op === "CAPTURE") captured.push(instruction.operands.name);
      else if (instruction?.op === "MAKE_LAMBDA") {
        const { target, parameters } = instruction.operands;
        const code = around.functionAt(target, parameters);
        const make = code === undefined ? undefined : makingClosure(code, captured, around.heap);
        if (make === undefined) return false;
        this.functions.push(target);
        return this.push({ is: "closure", captured, make });
      } else return false;
    }
    return false;
  }

  private makeList(length: number): boolean {
    const operands = this.popAll(length);
    const compute = makingList(this.around.heap, length);
    return this.push({ is: "computed", compute, operator: compute, operands });
  }

  /** Whether each argument of a call has a variable in a frame that notes nothing else. */
  private isPlain({ operands: { target, parameters } }: Instruction<"CALL" | "TAIL_CALL">): boolean {
    const isDistinct = new Set(parameters).size === parameters.length;
    return isDistinct && target < this.program.code.length && !this.around.isOrdered(target);
  }
}
