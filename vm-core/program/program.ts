/**
 * The Program: what every front end makes and everything else reads.
 *
 * Invariants: immutable; an address is an index into `code`; every address in an operand is from 0 to
 * `code.length` (the length means the end); no label's name can be read as an address; every instruction
 * keeps the span that it came from through every pass.
 */
import type { Mnemonic, OperandsOf } from "../isa/index.ts";
import type { Span } from "../text/span.ts";
import type { SourceFile } from "./source-file.ts";

export type { SourceFile } from "./source-file.ts";

/** One instruction; `Instruction` alone is any of them, told apart by `op`. */
export type Instruction<M extends Mnemonic = Mnemonic> = M extends Mnemonic
  ? {
      readonly op: M;
      readonly operands: OperandsOf<M>;
      /** Where it is in `files[file]`. */
      readonly span: Span;
      readonly file: number;
      /** Its address in the source program; differs from its index once optimized. */
      readonly origin: number;
    }
  : never;

/**
 * What optimized code still knows about the program that it was made from: displayed addresses are source
 * addresses in every execution mode.
 */
export interface SourceAddresses {
  /** How many instructions the source program has. */
  readonly length: number;
  /** The source addresses of labels. */
  readonly labels: ReadonlyMap<string, number>;
  /** The source addresses of targets whose own instruction is gone, by their address here. */
  readonly targets: ReadonlyMap<number, number>;
}

/**
 * The procedure that an instruction is a part of, for what is said about its faults. In a function of the library, that is the
 * function. One that no program names begins with `%`; its name is followed by a blank and that of the procedure.
 */
export interface Procedure {
  readonly name: string;
  /**
   * What it wants to be given, where that says more than the instruction does: `a list with an item`. What begins with a
   * digit is about one operand, the first one being 0: `1 a list at the end`.
   */
  readonly expects?: string;
}

/** A program that can run. Every address in it is from 0 to the length of its code. */
export interface Program {
  readonly code: readonly Instruction[];
  /** Label names and their addresses, in source order. */
  readonly labels: ReadonlyMap<string, number>;
  readonly files: readonly SourceFile[];
  /** The file that it was read from, where that is not the first of `files`: modules are looked for beside it. */
  readonly loadedFrom?: string;
  /** Only there once optimized. */
  readonly source?: SourceAddresses;
  /** Of a program in Lisp: the procedures of instructions, by source address. */
  readonly procedures?: ReadonlyMap<number, Procedure>;
}

/** The operands of any instruction, by name, when the mnemonic does not matter. */
export function operandsByName(instruction: Instruction): Readonly<Record<string, unknown>> {
  return instruction.operands as Readonly<Record<string, unknown>>;
}

/** Whether a label may have this name: it must not be read as an address. */
export function isLabelName(name: string): boolean {
  return name !== "" && !/^\d|^\+\d+$/.test(name);
}

/** The source address of a target: what is displayed for a function that starts there. */
export function sourceAddressOf({ code, source }: Program, target: number): number {
  const moved = source?.targets.get(target);
  if (moved !== undefined) return moved;
  return target < code.length ? code[target].origin : (source?.length ?? code.length);
}

/** How many instructions the source program has. */
export function sourceLength({ code, source }: Program): number {
  return source?.length ?? code.length;
}

/** The label that names the code at `address`: in the source, the nearest at or before it. */
export function labelBefore(program: Program, address: number): string | undefined {
  const wanted = program.source === undefined ? address : sourceAddressOf(program, address);
  let best: string | undefined;
  let bestAddress = -1;
  for (const [name, at] of program.source?.labels ?? program.labels) {
    if (at <= wanted && at > bestAddress) {
      best = name;
      bestAddress = at;
    }
  }
  return best;
}
