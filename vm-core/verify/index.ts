/**
 * Finds what will go wrong when a Program runs, and what is probably a mistake.
 *
 * Invariant: no false error: what it calls an error happens in every run that gets to that instruction.
 * Absent by design: withholding the Program; one with findings runs, and faults where it faults.
 */
import { findBases } from "../facts/heights.ts";
import type { Watch } from "../facts/program-point.ts";
import { type Interpretation, interpretSketch, observe } from "../facts/solve.ts";
import { wholeFacts } from "../facts/whole.ts";
import type { Program } from "../program/program.ts";
import type { Sketch } from "../program/sketch.ts";
import type { Cause, Finding } from "./finding.ts";
import { findMismatchedArguments } from "./findings/arguments.ts";
import { findEndlessLoops } from "./findings/endless-loop.ts";
import type { Facts, LabelPlace } from "./findings/facts.ts";
import { Falls } from "./findings/falls-into-function.ts";
import { Faults } from "./findings/faults.ts";
import { findMisplacedTargets } from "./findings/misplaced-target.ts";
import { Receives } from "./findings/unanswered-receive.ts";
import { findUnbalancedTries } from "./findings/unbalanced-try.ts";
import { findUnevenJoins } from "./findings/uneven-join.ts";
import { findUnevenResults } from "./findings/uneven-result.ts";
import { findUnreachableCode } from "./findings/unreachable-code.ts";
import { findUnusedLabels } from "./findings/unused-label.ts";
import { findUnusedStores } from "./findings/unused-store.ts";
import { usesOf } from "./findings/uses.ts";
import { Flow } from "./flow.ts";

export type { Cause, Finding, Mismatch } from "./finding.ts";
export type { LabelPlace } from "./findings/facts.ts";
export { inAssembly, placeInWords } from "./words.ts";

export interface VerifyOptions {
  /** The labels of the document, in source order; without them nothing is said about labels. */
  readonly labels?: ReadonlyMap<string, LabelPlace>;
  /**
   * `values` for code that a compiler has made: only what is wrong with types, divisors and variables, which is
   * what the author has written. How such code uses the stack and labels is the compiler's.
   */
  readonly about?: "everything" | "values";
}

/** In no particular order. */
export function verify(
  program: Program,
  { labels = new Map(), about = "everything" }: VerifyOptions = {},
): readonly Finding[] {
  if (program.code.length === 0) return [];
  const interpretation = wholeFacts(program);
  if (interpretation === undefined) return [];
  const facts = factsOf(interpretation, labels);
  return about === "values" ? valueFindings(facts) : allFindings(facts);
}

function factsOf(interpretation: Interpretation, labels: Facts["labels"]): Facts {
  const { program } = interpretation.code;
  return {
    program,
    interpretation,
    bases: findBases(interpretation.contexts),
    flow: new Flow(interpretation),
    reached: new Uint8Array(program.code.length),
    labels,
  };
}

/**
 * What is wrong with a sketch, or probably a mistake, however its holes are mended. Absent by design: whatever a hole may use,
 * which are labels, variables and messages.
 */
export function verifySketch(sketch: Sketch): readonly Finding[] {
  const interpretation = interpretSketch(sketch);
  if (interpretation === undefined || sketch.lines.length === 0) return [];
  const facts = factsOf(interpretation, new Map());
  return [...flowFindings(facts, []), ...findUnreachableCode(facts)];
}

const ABOUT_VALUES: ReadonlySet<Cause["kind"]> = new Set([
  "type-mismatch",
  "division-by-zero",
  "certain-fault",
  "undefined-variable",
] as const);

function valueFindings(facts: Facts): readonly Finding[] {
  const faults = new Faults(facts);
  observe(facts.interpretation, faults);
  return faults.found.filter(({ cause }) => ABOUT_VALUES.has(cause.kind));
}

function allFindings(facts: Facts): readonly Finding[] {
  const receives = new Receives(facts);
  return [
    ...flowFindings(facts, [receives]),
    ...receives.found,
    ...findUnbalancedTries(facts),
    ...findMismatchedArguments(facts),
    ...findMisplacedTargets(facts),
    ...findUnreachableCode(facts),
    ...findUnusedStores(facts),
    ...findUnusedLabels(facts),
  ];
}

/** What follows from how control goes and what lies on the stack then. `others` see each instruction on the same walk. */
function flowFindings(facts: Facts, others: readonly Pick<Watch, "instruction">[]): readonly Finding[] {
  const { flow, reached } = facts;
  const faults = new Faults(facts);
  const falls = new Falls(facts, usesOf(facts.program));
  const watch: Watch = {
    instruction(node, address, state) {
      reached[address] = 1;
      flow.instruction(node, address, state);
      falls.instruction(node);
      for (const other of others) other.instruction(node, address, state);
      faults.instruction(node, address, state);
    },
    edge(context, from, to, state) {
      flow.edge(context, from, to);
      falls.edge(context, from, to, state);
    },
    exit: (context, address) => flow.exit(context, address),
  };
  observe(facts.interpretation, watch);
  flow.settle();
  return [
    ...faults.found,
    ...falls.found,
    ...findUnevenJoins(facts),
    ...findUnevenResults(facts),
    ...findEndlessLoops(facts),
  ];
}
