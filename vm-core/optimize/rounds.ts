/**
 * Runs passes in turn, again and again, until none finds anything.
 *
 * A pass only looks at the regions that have changed since it last looked, and of those it has the facts that another pass
 * has found, where nothing has changed since.
 */
import { FactsMemory, memoryOf, rememberIn } from "../facts/memory.ts";
import type { Program } from "../program/program.ts";
import { type Applied, applyRewrites } from "./apply.ts";
import { Changes } from "./changes.ts";
import type { Pass, PassName } from "./rewrite.ts";

/** A pass that has changed something. */
export interface PassTurn {
  readonly pass: PassName;
  readonly before: Program;
  readonly applied: Applied;
}

/** Instructions that all turns may move together, about: later rounds of huge programs find little. */
const MOST_WORK = 4_000_000;
/** Turns that any program gets. */
const FEWEST_ROUNDS = 2;
/** Enough for any program; two passes that undo each other would never end. */
const MOST_ROUNDS = 100;

export function* rounds(source: Program, passes: readonly Pass[]): Iterable<PassTurn> {
  let program = source;
  if (memoryOf(source) === undefined) rememberIn(FactsMemory.empty(), source);
  let memory: FactsMemory | undefined;
  const changes = new Changes(source);
  const looked = new Map<Pass, number>();
  let work = 0;
  // Passes that have found nothing since the program last changed.
  let idle = 0;
  let isTopDone = true;
  for (let turn = 0; turn < MOST_ROUNDS * passes.length; turn++) {
    if (turn >= FEWEST_ROUNDS * passes.length && work > MOST_WORK) return;
    if (idle === passes.length) {
      if (isTopDone) return;
      isTopDone = true;
      idle = 0;
      changes.noteTopLevel(program, turn);
    }
    const pass = passes[turn % passes.length];
    const within = changes.staleBlocks(program, looked.get(pass) ?? -1);
    looked.set(pass, turn);
    const applied = applyRewrites(program, pass.find(program, within));
    if (applied.rewrites.length === 0) {
      idle++;
      continue;
    }
    idle = 0;
    isTopDone = false;
    work += program.code.length;
    changes.note(program, applied, turn);
    yield { pass: pass.name, before: program, applied };
    program = applied.program;
    // What is known of a document is kept for its next version, and not for what it is optimized to.
    memory ??= memoryOf(source)?.fork();
    if (memory !== undefined) rememberIn(memory, program);
  }
}
