/**
 * What an optimized program saves, as data and in words.
 *
 * Invariant: never a change of size where the size stays: then it is said what else there is to be had.
 */
import { type Optimized, PASSES, type PassName } from "../../optimize/index.ts";

/** What is to be had from optimizing. */
export type Saving =
  /** Instructions of the program, before and after. */
  | { readonly kind: "size"; readonly before: number; readonly after: number }
  /** As many instructions, of which fewer are executed. */
  | { readonly kind: "executed"; readonly rewrites: number }
  /** As many instructions, of which some are replaced by cheaper ones. */
  | { readonly kind: "cheaper"; readonly rewrites: number };

/** Undefined when nothing changes; `before` is how many instructions there were. */
export function savingOf(before: number, { program, rewrites }: Optimized): Saving | undefined {
  if (rewrites.length === 0) return undefined;
  const after = program.code.length;
  if (after < before) return { kind: "size", before, after };
  const kind = rewrites.some(({ pass }) => executesLess(pass)) ? "executed" : "cheaper";
  return { kind, rewrites: rewrites.length };
}

/** Whether what a pass changes lets runs execute fewer instructions though the program keeps its size. */
export function executesLess(pass: PassName): boolean {
  return PASSES.some(({ name, executesLess }) => name === pass && executesLess === true);
}

/** `34 → 21 instructions (−38 %)`, `3 rewrites: fewer instructions are executed`. */
export function savingInWords(saving: Saving | undefined): string {
  switch (saving?.kind) {
    case undefined:
      return "nothing to optimize";
    case "size": {
      const { before, after } = saving;
      const percent = Math.round((100 * (before - after)) / before);
      const noun = after === 1 ? "instruction" : "instructions";
      return `${before} → ${after} ${noun} (${percent === 0 ? `−${before - after}` : `−${percent} %`})`;
    }
    case "executed":
      return `${counted(saving.rewrites)}: fewer instructions are executed`;
    case "cheaper":
      return `${counted(saving.rewrites)}: instructions are replaced by cheaper ones`;
    default:
      return saving satisfies never;
  }
}

function counted(rewrites: number): string {
  return rewrites === 1 ? "1 rewrite" : `${rewrites} rewrites`;
}
