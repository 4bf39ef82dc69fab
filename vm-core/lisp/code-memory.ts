/**
 * The code of functions, kept from one version of a document to the next.
 *
 * Invariant: code is taken of a function alone whose nodes are the same, where all variables of its frame and of those that it
 * enters are in the same slots, and its globals stand for the same functions: so it is what would be made again.
 */

import type { Instruction } from "../program/program.ts";
import { knownFunction } from "./closures.ts";
import { type KeptCode, Label } from "./emitter.ts";
import type { FunctionNode, Variable } from "./nodes.ts";
import { slotOf } from "./slots.ts";
import { tally } from "./tally.ts";

interface KeptGlobal {
  readonly variable: Variable;
  readonly known: FunctionNode | undefined;
  readonly silent: number | undefined;
  readonly slot: string;
}

interface KeptFormCode {
  readonly code: KeptCode;
  /** Those whose frames it has to do with, and how often their slots had changed. */
  readonly frames: readonly { readonly function: FunctionNode; readonly slotChanges: number }[];
  readonly globals: readonly KeptGlobal[];
}

export class CodeMemory {
  private readonly labels = new WeakMap<FunctionNode, Label>();
  private readonly kept = new WeakMap<FunctionNode, KeptFormCode>();

  /**
   * The newest code, and how much of it is that of the top level, which is made anew in each version: its instructions are the
   * same ones where they can be.
   */
  main: { readonly code: readonly Instruction[]; readonly length: number } | undefined;

  /** Where a function begins: one label for all versions. */
  labelOf(code: FunctionNode): Label {
    let label = this.labels.get(code);
    if (label === undefined) this.labels.set(code, (label = new Label()));
    return label;
  }

  /** The code of a function, where that is known. */
  of(code: FunctionNode): KeptCode | undefined {
    const kept = this.kept.get(code);
    const isSame =
      kept?.frames.every((each) => each.function.slotChanges === each.slotChanges) === true &&
      kept.globals.every(isSameGlobal);
    if (!isSame) tally.generated++;
    return isSame ? kept?.code : undefined;
  }

  /** How long the code of a function is; undefined where nothing is kept of it. */
  lengthOf(code: FunctionNode): number | undefined {
    return this.kept.get(code)?.code.drafts.length;
  }

  keep(code: FunctionNode, made: KeptCode): void {
    const globals = [...code.globals].map(keptGlobal);
    const entered = globals.flatMap(({ known }) => known ?? []);
    const frames = [code, ...code.needs, ...entered].map((each) => ({
      function: each,
      slotChanges: each.slotChanges,
    }));
    this.kept.set(code, { code: made, frames, globals });
  }
}

function keptGlobal(variable: Variable): KeptGlobal {
  return { variable, known: knownFunction(variable), silent: variable.silent, slot: slotOf(variable) };
}

function isSameGlobal(before: KeptGlobal): boolean {
  const { variable, known, silent, slot } = before;
  return knownFunction(variable) === known && variable.silent === silent && slotOf(variable) === slot;
}
