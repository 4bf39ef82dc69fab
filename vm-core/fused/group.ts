/**
 * Reads which instructions from an address on become one step: what they compute, and what they do with it at the end.
 *
 * Invariant: what is computed changes nothing, and only the last instruction, and a jump after it, does anything. So a step
 * that cannot compute something has done nothing, and its first instruction can be executed in its place.
 */
import { formOf, type Layouts } from "../ir/registers.ts";
import { flowOf, type Mnemonic } from "../isa/index.ts";
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
/** Variables that it stores at most. */
const MOST_STORED = 3;
/** Values that it leaves on the stack at most. */
const MOST_LEFT = 8;

/** What a step does with what it has computed. */
export type GroupEnd =
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

/** A variable gets a value. */
export interface FusedStore {
  readonly name: string;
  readonly value: Computation;
}

export interface FusedGroup {
  readonly start: number;
  /** Instructions, a jump at the end among them. */
  readonly size: number;
  /** Values of the stack that it takes. */
  readonly taken: number;
  /** What it stores before its end, in the order in which that is computed, and then what it pushes, deepest first. */
  readonly stores: readonly FusedStore[];
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

/** What may follow the last that is computed, beside stores. */
const CALLS: ReadonlySet<Mnemonic> = new Set<Mnemonic>(["CALL", "TAIL_CALL", "RET"]);

/** Whether computing it twice costs nothing. */
function isSimple({ is }: Computation): boolean {
  return is === "constant" || is === "variable" || is === "taken";
}

function isOnce(value: Computation): boolean {
  return value.is === "computed" && value.isOnce === true;
}

export function readGroup(program: Program, start: number, around: Around): FusedGroup {
  return new GroupReader(program, start, around).read();
}

class GroupReader {
  private address: number;
  private taken = 0;
  private readonly stack: Computation[] = [];
  private readonly stores: FusedStore[] = [];
  /** What there was after the last store. */
  private stored:
    | { readonly address: number; readonly taken: number; readonly stack: readonly Computation[] }
    | undefined;
  private end: GroupEnd | undefined;
  /** Nothing more may be computed. */
  private isComplete = false;
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
    this.endAfterStores();
    if (this.address === start && flowOf(program.code[start].op) !== "jump") {
      this.end = { is: "step" };
      this.address++;
    }
    const end = this.end ?? { is: "nothing" };
    const last = this.address - 1;
    const isOpen = end.is === "nothing";
    const jump = isOpen && this.address < length ? formOf(program, this.address, this.around) : undefined;
    if (jump?.kind === "jump") {
      const { target } = jump;
      return this.made(end, this.address + 1, target, [target]);
    }
    const after = isOpen ? [this.address] : successorsInFrame(program, last);
    const callee = isOpen ? undefined : calleeOf(program.code[last]);
    return this.made(end, this.address, this.address, callee === undefined ? after : [...after, callee]);
  }

  /** What follows the last store is a step of its own: together they would take more calls, not fewer. */
  private endAfterStores(): void {
    const { end, stack, stored } = this;
    if (stored === undefined || (end === undefined && stack.length === stored.stack.length)) return;
    this.end = undefined;
    this.address = stored.address + 1;
    this.taken = stored.taken;
    stack.splice(0, stack.length, ...stored.stack);
  }

  private made(end: GroupEnd, stop: number, next: number, after: readonly number[]): FusedGroup {
    const { start, taken, stack, stores } = this;
    return {
      start,
      stores: [
        ...stores.filter(({ value }) => !isOnce(value)),
        ...stores.filter(({ value }) => isOnce(value)),
      ],
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
    const { stack, address, program } = this;
    const form = formOf(program, address, this.around);
    const mayFollow = form.kind === "store" || CALLS.has(program.code[address].op);
    if (this.isComplete && !mayFollow) return false;
    // Stores of what was on the stack are the quickest by themselves.
    if (this.stores.length > 0 && this.taken > 0 && form.kind !== "store") return false;
    switch (form.kind) {
      case "constant":
        stack.push({ is: "constant", value: form.value });
        return true;
      case "load":
        return this.load(form.name);
      case "rearrange":
        return this.rearrange(form.pops, form.sources);
      case "compute":
        return this.compute(form.operation);
      case "store":
        return this.store(form.name);
      case "branch":
        this.end = { is: "branch", value: this.pop(), target: form.target, when: form.when };
        return true;
      case "jump":
        return false;
      default:
        return this.step();
    }
  }

  /** What was stored before is not in the variable yet. */
  private load(name: string): boolean {
    const stored = this.stores.findLast((store) => store.name === name)?.value;
    const isLeaf = stored === undefined || isSimple(stored);
    if (isLeaf) this.stack.push(stored ?? { is: "variable", name });
    return isLeaf;
  }

  private store(name: string): boolean {
    if (this.stores.length >= MOST_STORED) return false;
    this.stores.push({ name, value: this.pop() });
    const { address, taken, stack } = this;
    this.stored = { address, taken, stack: stack.slice() };
    return true;
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
    const isFine = values.every((value, index) => {
      const { is } = value;
      const uses = sources.filter((source) => source === index).length;
      // What is dropped has to be there, and what is used twice is computed twice.
      return uses === 1 || (uses === 0 ? is === "constant" : isSimple(value));
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
    const { compute, isOnce } = form;
    if (isOnce) this.isComplete = true;
    this.stack.push({ is: "computed", compute, operator: operation.compute, operands, isOnce });
    return true;
  }

  /** Whether what the instruction at `address` makes of so many values is the last that the step computes. */
  private isLast(count: number): boolean {
    const { program, address } = this;
    const left = Math.max(this.stack.length - count, 0);
    const next = program.code[address + 1];
    if (next === undefined || address + 2 - this.start >= LONGEST) return false;
    if ((next.op === "CALL" || next.op === "TAIL_CALL") && this.isPlain(next)) {
      return next.operands.parameters.length > left && this.stores.length === 0;
    }
    const { kind } = formOf(program, address + 1, this.around);
    if (kind === "store") return this.areStored(left + 1);
    return left === 0 && (kind === "jump" || next.op === "RET");
  }

  /** Whether so many values are stored by the instructions after `address`, in different variables. */
  private areStored(count: number): boolean {
    const { program, address, start, around, stores } = this;
    if (address + count - start >= LONGEST - 1 || address + count >= program.code.length) return false;
    const names = new Set(stores.map(({ name }) => name));
    for (let at = address + 1; at <= address + count; at++) {
      const form = formOf(program, at, around);
      if (form.kind !== "store") return false;
      names.add(form.name);
    }
    return stores.length + count <= MOST_STORED && names.size === stores.length + count;
  }

  private step(): boolean {
    const call = this.program.code[this.address];
    if (call.op === "MAKE_OBJECT") return this.push({ is: "constant", value: ObjectValue.EMPTY });
    if (call.op === "MAKE_LIST" && call.operands.length <= 3) return this.makeList(call.operands.length);
    if (call.op === "CELL_GET") {
      return this.push({ is: "computed", compute: heldBy, operator: heldBy, operands: this.popAll(1) });
    }
    if (call.op === "CAPTURE" && !this.isComplete) {
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
      if (instruction?.op === "CAPTURE") {
        const { name } = instruction.operands;
        if (this.stores.some((store) => store.name === name)) return false;
        captured.push(name);
      } else if (instruction?.op === "MAKE_LAMBDA") {
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
