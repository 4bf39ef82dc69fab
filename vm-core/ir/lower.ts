/**
 * Lowers a Program to the register IR, block by block.
 *
 * What the instructions of a block keep on the stack is followed here: a value that is pushed is an operand, and only what
 * computes, stores or leaves makes an instruction of the IR.
 *
 * Invariant: reading a variable can fail, so before an instruction does what cannot be done twice, every variable that has
 * been read is an operand of it or in a register. Until then `before` is the state in front of the first of them.
 */
import type { Program } from "../program/program.ts";
import { stackEffect } from "../program/stack-effect.ts";
import type { ValueOperation } from "../run/handlers/operation.ts";
import { type Cut, cutBlocks, MOST_CARRIED, mayLeave } from "./blocks.ts";
import { isComparison, isRepeatable } from "./fast.ts";
import type { Constant, IrBlock, IrInstruction, Operand, PlainState, Register } from "./instruction.ts";
import { formOf, type Layouts, type RegisterForm } from "./registers.ts";

/** The blocks of a Program, in the order of their addresses. */
export function lower(program: Program, layouts: Layouts): readonly IrBlock[] {
  const cuts = cutBlocks(program, layouts);
  const carried = new Map(cuts.map((block) => [block.start, block.carried]));
  return cuts.map((block) => new Lowering(program, layouts, block, carried).lower());
}

function register(index: number): Register {
  return { kind: "register", index };
}

class Lowering {
  private readonly code: IrInstruction[] = [];
  /** The values that the block's instructions have pushed and not taken, deepest first. */
  private stack: Operand[];
  /** What to go back to when an instruction fails. */
  private before: PlainState;
  private registers = MOST_CARRIED;
  /** Values of the memory that the block has taken, less those that it has put there. */
  private taken = 0;
  private needed = 0;
  private address: number;

  constructor(
    private readonly program: Program,
    private readonly layouts: Layouts,
    private readonly block: Cut,
    private readonly carried: ReadonlyMap<number, number>,
  ) {
    this.stack = Array.from({ length: block.carried }, (_, index) => register(index));
    this.address = block.start;
    this.before = { address: block.start, stack: [...this.stack] };
  }

  lower(): IrBlock {
    const { start, end, carried } = this.block;
    for (; this.address < end; this.address++) {
      this.instruction(formOf(this.program, this.address, this.layouts));
    }
    this.address = end - 1;
    const last = this.code.at(-1)?.kind;
    const hasLeft = last === "jump" || last === "branch" || last === "end";
    if (!hasLeft && !(last === "step" && mayLeave(this.program, end - 1))) this.leave(end);
    return { start, end, carried, needed: this.needed, code: this.code };
  }

  private instruction(form: RegisterForm): void {
    switch (form.kind) {
      case "constant":
        this.stack.push(form);
        break;
      case "load":
        this.stack.push({ kind: "variable", name: form.name });
        break;
      case "rearrange":
        this.rearrange(form.pops, form.sources);
        break;
      case "compute":
        this.compute(form.operation);
        break;
      case "store":
        this.store(form.name);
        break;
      case "jump":
        this.leave(form.target);
        break;
      case "branch":
        this.branch(form.target, form.when);
        break;
      default:
        this.step();
    }
  }

  private rearrange(pops: number, sources: readonly number[]): void {
    const values = this.take(pops);
    values.forEach((value, index) => {
      // What is dropped has been read nevertheless.
      if (!sources.includes(index)) values[index] = this.read(value);
    });
    for (const source of sources) this.stack.push(values[source]);
  }

  private compute(operation: ValueOperation): void {
    const inputs = this.take(operation.count);
    const isOnce = !isRepeatable(operation);
    if (isOnce) this.readAll();
    const output = this.newRegister();
    const after = this.plain(this.address + 1);
    this.emit({
      kind: "compute",
      address: this.address,
      operation,
      inputs,
      output,
      before: this.before,
      after,
    });
    this.stack.push(output);
    if (isOnce) this.commit();
  }

  private store(name: string): void {
    const [input] = this.take(1);
    const count = this.code.length;
    this.readAll();
    const last = this.code.at(-1);
    const output = { kind: "variable", name } as const;
    const makes = last?.kind === "compute" || last?.kind === "pop";
    const isLast = makes && last.output === input && !this.stack.includes(input);
    if (isLast && this.code.length === count) this.code[count - 1] = { ...last, output };
    else this.emit({ kind: "move", address: this.address, input, output, before: this.before });
    this.commit();
  }

  private step(): void {
    const isInside = !mayLeave(this.program, this.address);
    const inputs = this.stack;
    this.emit({ kind: "step", address: this.address, inputs, before: this.before, isInside });
    this.taken -= inputs.length;
    this.stack = [];
    const effect = stackEffect(this.program.code[this.address]);
    if (effect !== undefined) this.taken += effect.pops - effect.pushes;
    this.commit();
  }

  private branch(to: number, when: boolean): void {
    const [condition] = this.take(1);
    const next = this.address + 1;
    const [target, otherwise] = when ? [to, next] : [next, to];
    const last = this.code.at(-1);
    const compares = last?.kind === "compute" && last.output === condition && isComparison(last.operation);
    const isInPlace = this.isInPlace(to);
    const fuses = compares && isInPlace && !this.stack.includes(condition);
    if (fuses) this.code.pop();
    const decided = fuses ? last : isInPlace ? condition : this.kept(condition);
    if (!isInPlace) this.carry(to, decided as Operand);
    const { address, before } = this;
    this.emit({ kind: "branch", address, condition: decided, before, target, otherwise });
  }

  /** Continues at an address, the program's end included. */
  private leave(to: number): void {
    this.carry(to);
    const isEnd = to === this.program.code.length;
    this.emit(
      isEnd ? { kind: "end", address: this.address } : { kind: "jump", address: this.address, target: to },
    );
  }

  /** Whether the values on the stack are where the block at an address has them. */
  private isInPlace(to: number): boolean {
    const count = this.carried.get(to) ?? 0;
    return (
      this.stack.length === count &&
      this.stack.every((value, index) => value.kind === "register" && value.index === index)
    );
  }

  /** Brings the values on the stack to where the block at an address has them. `kept` is needed afterwards. */
  private carry(to: number, kept?: Operand): void {
    if (this.isInPlace(to)) {
      return;
    }
    this.readAll();
    const count = this.carried.get(to) ?? 0;
    const pushed = this.stack.splice(0, this.stack.length - count);
    if (pushed.length > 0) this.emit({ kind: "push", address: this.address, inputs: pushed });
    this.before = this.plain(this.address, kept);
    const sources = this.stack.map((value, index) =>
      value.kind === "register" && value.index < MOST_CARRIED && value.index !== index
        ? this.settled(value)
        : value,
    );
    sources.forEach((input, index) => {
      if (input.kind === "register" && input.index === index) return;
      const output = register(index);
      this.emit({ kind: "move", address: this.address, input, output, before: this.before });
    });
  }

  /** The topmost values, deepest first; taken from the memory where the block has not pushed as many. */
  private take(count: number): Operand[] {
    while (this.stack.length < count) {
      const output = this.newRegister();
      this.emit({ kind: "pop", address: this.address, output });
      this.stack.unshift(output);
      this.before = { ...this.before, stack: [output, ...this.before.stack] };
      this.taken++;
      this.needed = Math.max(this.needed, this.taken);
    }
    return count === 0 ? [] : this.stack.splice(-count);
  }

  /** What has been done cannot be done again: an instruction that fails goes back to the next one. */
  private commit(): void {
    this.before = this.plain(this.address + 1);
  }

  private plain(address: number, top?: Operand): PlainState {
    return { address, stack: top === undefined ? [...this.stack] : [...this.stack, top] };
  }

  /** Reads the variables that are on the stack. */
  private readAll(): void {
    this.stack = this.stack.map((value) => this.read(value));
  }

  /** A value that cannot fail or change any more. */
  private read(value: Operand): Operand {
    return value.kind === "variable" ? this.settled(value) : value;
  }

  /** A value that is there when the carried registers have been written. */
  private kept(value: Operand): Register | Constant {
    if (value.kind === "constant") return value;
    return value.kind === "register" && value.index >= MOST_CARRIED ? value : this.settled(value);
  }

  /** A value in a register of its own. */
  private settled(input: Operand): Register {
    const output = this.newRegister();
    this.emit({ kind: "move", address: this.address, input, output, before: this.before });
    return output;
  }

  private newRegister(): Register {
    return register(this.registers++);
  }

  private emit(instruction: IrInstruction): void {
    this.code.push(instruction);
  }
}
