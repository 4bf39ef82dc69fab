/**
 * The optimizer: an ordered list of passes, run again and again until none finds anything.
 *
 * Invariant: the optimized program does what the program does: the same output, results, faults with their
 * texts and source positions, messages and their order. It never executes more instructions.
 */
import type { Program, SourceFile } from "../program/program.ts";
import { ordered } from "../text/ordered.ts";
import type { Span } from "../text/span.ts";
import type { BlockSet } from "./changes.ts";
import { CONSTANT_FOLDING } from "./constant-folding.ts";
import { CONSTANT_PROPAGATION } from "./constant-propagation.ts";
import { DEAD_CODE_ELIMINATION, findUnreachable, lookForUnused } from "./dead-code-elimination.ts";
import { type Look, visitStates } from "./facts.ts";
import { INSTRUCTION_COMBINING } from "./instruction-combining.ts";
import { JUMP_THREADING } from "./jump-threading.ts";
import type { RewriteMemory } from "./memory.ts";
import { MEMORY_LAYOUT } from "./memory-layout.ts";
import { PEEPHOLE } from "./peephole.ts";
import { carryProvenance, originalProvenance, type Provenance } from "./provenance.ts";
import { type Pass, type PassName, type Rewrite, savedBy } from "./rewrite.ts";
import { rounds } from "./rounds.ts";
import { TAIL_CALL } from "./tail-call.ts";

export { RewriteMemory } from "./memory.ts";
export type { Provenance } from "./provenance.ts";
export { type Pass, type PassName, type Rewrite, savedBy } from "./rewrite.ts";

/** In the order in which they run: what one leaves, the next ones clear away. */
export const PASSES: readonly Pass[] = [
  CONSTANT_PROPAGATION,
  CONSTANT_FOLDING,
  INSTRUCTION_COMBINING,
  PEEPHOLE,
  JUMP_THREADING,
  MEMORY_LAYOUT,
  DEAD_CODE_ELIMINATION,
  TAIL_CALL,
];

/** The names of the passes, in the order in which they run. */
export const PASS_NAMES: readonly PassName[] = PASSES.map(({ name }) => name);

/** A rewrite that was applied, told in terms of the source. */
export interface AppliedRewrite {
  readonly pass: PassName;
  readonly reason: string;
  /** The source addresses of the instructions that it replaced. */
  readonly addresses: readonly number[];
  /** Where these are. */
  readonly places: readonly { readonly file: SourceFile; readonly span: Span }[];
  /** The instructions before and after. */
  readonly before: Program["code"];
  readonly after: Program["code"];
  readonly saved: number;
}

/** An optimized program with its rewrites, and where its instructions come from. */
export interface Optimized {
  readonly program: Program;
  /** One for each instruction. */
  readonly provenance: readonly Provenance[];
  /** In the order in which they were applied. */
  readonly rewrites: readonly AppliedRewrite[];
}

/** Hears of each pass that has changed something, with what came out of it, and what it did to what it was given. */
export type PassListener = (
  pass: PassName,
  program: Program,
  provenance: readonly Provenance[],
  rewrites: readonly Rewrite[],
) => void;

/** Optimizes with all passes, or with some of them. */
export function optimize(
  source: Program,
  passes: readonly PassName[] = PASS_NAMES,
  listen?: PassListener,
): Optimized {
  const chosen = PASSES.filter(({ name }) => passes.includes(name));
  let program = source;
  let provenance = originalProvenance(source.code);
  const rewrites: AppliedRewrite[] = [];
  for (const { pass, before, applied } of rounds(source, chosen)) {
    for (const rewrite of applied.rewrites) rewrites.push(told(before, provenance, rewrite));
    provenance = carryProvenance(before.code, provenance, applied.rewrites);
    program = applied.program;
    listen?.(pass, program, provenance, applied.rewrites);
  }
  return { program, provenance, rewrites };
}

function told(program: Program, provenance: readonly Provenance[], rewrite: Rewrite): AppliedRewrite {
  const { pass, reason, start, end, replacement } = rewrite;
  const before = program.code.slice(start, end);
  return {
    pass,
    reason,
    addresses: provenance.slice(start, end).flatMap(({ addresses }) => addresses),
    places: before.map(({ file, span }) => ({ file: program.files[file], span })),
    before,
    after: replacement,
    saved: savedBy(rewrite),
  };
}

/**
 * What hints show: what each pass finds in a Program as it is. Rewrites of different passes may overlap. `memory` has what was
 * found in the versions of the document before.
 */
export function findRewrites(program: Program, memory?: RewriteMemory): readonly Rewrite[] {
  if (memory === undefined) return findIn(program, undefined);
  const found = memory.rewrites(program, (within) => findIn(program, within));
  const unreachable = findUnreachable(program);
  return PASSES.flatMap(({ name }) => {
    const own = found.get(name) ?? [];
    return name === DEAD_CODE_ELIMINATION.name
      ? ordered([...unreachable, ...own], ({ start }) => start)
      : own;
  });
}

/** In a set of blocks without what is never reached, which is no matter of these. */
function findIn(program: Program, within: BlockSet | undefined): readonly Rewrite[] {
  const looks = new Map<Pass, Look>();
  for (const pass of PASSES) if (pass.look !== undefined) looks.set(pass, pass.look(program, within));
  if (within !== undefined) looks.set(DEAD_CODE_ELIMINATION, lookForUnused(program, within));
  visitStates(program, within, [...looks.values()]);
  return PASSES.flatMap((pass) => looks.get(pass)?.found() ?? pass.find(program, within));
}
