/**
 * What the optimizer makes of a document: the text, and what is to be had from it.
 *
 * Invariant: the text is the one that `ttvm optimize` writes. A text that the optimizer leaves alone, or that it
 * cannot write, has no preview.
 */
import type { AsmSnapshot } from "../../analyze/index.ts";
import { type Optimized, optimize, PASS_NAMES, type PassName } from "../../optimize/index.ts";
import type { Program } from "../../program/program.ts";
import { isLibrary } from "../modules.ts";
import { optimizedText } from "./optimized-text.ts";
import { savingInWords, savingOf } from "./savings.ts";

/** An optimized program as assembly. */
export interface OptimizedPreview {
  readonly text: string;
  /** What is to be had: `34 → 21 instructions (−38 %)`. */
  readonly summary: string;
}

/** What some passes make of a document. */
export function optimizedDocument(
  { program, syntax, uri }: Pick<AsmSnapshot, "program" | "syntax" | "uri">,
  passes: readonly PassName[],
): OptimizedPreview | undefined {
  if (program === undefined || isLibrary(uri)) return undefined;
  const isAll = PASS_NAMES.every((name) => passes.includes(name));
  const optimized = isAll ? optimizedOf(program) : optimize(program, passes);
  if (optimized.rewrites.length === 0 || syntax.lines.length === 0) return undefined;
  const text = optimizedText(syntax, optimized);
  if (text === undefined || text.trimEnd() === syntax.text.trimEnd()) return undefined;
  return { text, summary: savingInWords(savingOf(program.code.length, optimized)) };
}

/** What all passes make of a Program; made once, since Programs are immutable. */
export function optimizedOf(program: Program): Optimized {
  let optimized = OPTIMIZED.get(program);
  if (optimized === undefined) {
    optimized = optimize(program);
    OPTIMIZED.set(program, optimized);
  }
  return optimized;
}

const OPTIMIZED = new WeakMap<Program, Optimized>();
