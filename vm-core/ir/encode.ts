/**
 * Encodes the register IR as integers, for the code space that it runs in.
 *
 * Invariant: appending a module moves nothing that is there.
 */
import type { FrameLayout } from "../run/frame.ts";
import type { ValueOperation } from "../run/handlers/operation.ts";
import { SIGNAL } from "../run/signal.ts";
import type { Value } from "../value/value.ts";
import { branchOpcodeOf, opcodeOf } from "./fast.ts";
import type {
  Branch,
  Compute,
  InterpretedStep,
  IrBlock,
  IrInstruction,
  Operand,
  PlainState,
} from "./instruction.ts";
import { NOWHERE, Opcode } from "./opcode.ts";

/** Registers in the file; constants are after them. */
export const REGISTERS = 256;

/** A plain state to leave to. */
export interface ExitState {
  /** Of the instruction that was the last one executed. */
  readonly ip: number;
  /** Where the process continues: an address, or the signal that the code has ended. */
  readonly next: number;
  /** Operands that are to be pushed. */
  readonly stack: readonly number[];
  /** Instructions of the block that are not executed. */
  readonly rest: number;
}

/** What the register machine executes. */
export interface Encoded {
  readonly code: number[];
  /** For each address of the code space where its block is in the code, −1 where none starts. */
  readonly entries: number[];
  /** Registers, then constants. */
  readonly file: Value[];
  readonly operations: ValueOperation[];
  readonly states: ExitState[];
}

export function emptyCode(): Encoded {
  return { code: [], entries: [], file: new Array<Value>(REGISTERS).fill(null), operations: [], states: [] };
}

/** A module in the code space. */
interface ModuleRange {
  readonly base: number;
  readonly length: number;
  layoutAt(address: number): FrameLayout;
}

/** Adds the blocks of a module that was appended to the code space. */
export function encode(encoded: Encoded, blocks: readonly IrBlock[], place: ModuleRange): void {
  const { entries } = encoded;
  for (let address = 0; address < place.length; address++) entries.push(-1);
  const fixes: Fix[] = [];
  const constants = new Map<Value, number>();
  blocks.forEach((block, index) => {
    entries[place.base + block.start] = encoded.code.length;
    new BlockEncoder(encoded, block, place, constants, fixes, blocks[index + 1]?.start).encode();
  });
  for (const { at, address } of fixes) encoded.code[at] = entries[place.base + address];
}

/** A place in the code that is to be where a block is. */
interface Fix {
  readonly at: number;
  readonly address: number;
}

class BlockEncoder {
  private readonly layout: FrameLayout;

  constructor(
    private readonly encoded: Encoded,
    private readonly block: IrBlock,
    private readonly place: ModuleRange,
    private readonly constants: Map<Value, number>,
    private readonly fixes: Fix[],
    /** The address of the block that is encoded next. */
    private readonly following: number | undefined,
  ) {
    this.layout = place.layoutAt(block.start);
  }

  encode(): void {
    const { start, end, needed, carried, code } = this.block;
    this.encoded.code.push(Opcode.enter, this.place.base + start, end - start, needed, carried);
    for (const instruction of code) this.instruction(instruction);
  }

  private instruction(instruction: IrInstruction): void {
    const { code } = this.encoded;
    switch (instruction.kind) {
      case "compute":
        code.push(opcodeOf(instruction.operation), this.operand(instruction.output));
        this.computed(instruction);
        break;
      case "move":
        code.push(Opcode.move, this.operand(instruction.output), this.operand(instruction.input));
        code.push(this.state(instruction.before));
        break;
      case "pop":
        code.push(Opcode.pop, this.operand(instruction.output));
        break;
      case "push":
        code.push(Opcode.push, ...this.list(instruction.inputs));
        break;
      case "step":
        this.step(instruction);
        break;
      case "jump":
        // The next block is the next in the code.
        if (instruction.target === this.following) break;
        code.push(Opcode.jump);
        this.to(instruction.target);
        break;
      case "branch":
        this.branch(instruction);
        break;
      default:
        code.push(Opcode.end, this.place.base + instruction.address);
    }
  }

  /** What follows the output or the target. */
  private computed({ inputs, operation, before, after }: Compute): void {
    const { code, operations } = this.encoded;
    for (let i = 0; i < 3; i++) code.push(i < inputs.length ? this.operand(inputs[i]) : ~0);
    code.push(operations.push(operation) - 1, this.state(before), this.state(after));
  }

  private step({ address, inputs, before, isInside }: InterpretedStep): void {
    const rest = this.block.end - address - 1;
    const next = isInside ? this.place.base + address + 1 : NOWHERE;
    this.encoded.code.push(Opcode.step, this.place.base + address, next, rest, this.state(before));
    this.encoded.code.push(...this.list(inputs));
  }

  private branch({ condition, before, target, otherwise }: Branch): void {
    const { code } = this.encoded;
    if (condition.kind === "compute") {
      code.push(branchOpcodeOf(condition.operation) as Opcode);
      this.to(target);
      this.computed(condition);
    } else {
      code.push(Opcode.branch);
      this.to(target);
      code.push(this.operand(condition), this.state(before));
    }
    this.to(otherwise);
  }

  private to(address: number): void {
    this.fixes.push({ at: this.encoded.code.length, address });
    this.encoded.code.push(-1);
  }

  private list(inputs: readonly Operand[]): readonly number[] {
    return [inputs.length, ...inputs.map((input) => this.operand(input))];
  }

  private operand(operand: Operand): number {
    if (operand.kind === "variable") return this.layout.ensure(operand.name);
    if (operand.kind === "register") return ~operand.index;
    let place = this.constants.get(operand.value);
    if (place === undefined) {
      place = this.encoded.file.push(operand.value) - 1;
      this.constants.set(operand.value, place);
    }
    return ~place;
  }

  private state({ address, stack }: PlainState): number {
    const rest = this.block.end - address;
    const { base, length } = this.place;
    const state = {
      ip: base + address - 1,
      next: address < length ? base + address : SIGNAL.end,
      stack: stack.map((operand) => this.operand(operand)),
      rest,
    };
    return this.encoded.states.push(state) - 1;
  }
}
