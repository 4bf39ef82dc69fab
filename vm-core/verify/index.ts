/**
 * Finds what will go wrong when a Program runs, and what is probably a mistake.
 *
 * Invariant: no false error: what it calls an error happens in every run that gets to that instruction.
 * Absent by design: withholding the Program; one with findings runs, and faults where it faults.
 */
import type { Context } from "../facts/context.ts";
import { type Base, findBases, isCallingAlike } from "../facts/heights.ts";
import { type Interpretation, interpretSketch } from "../facts/solve.ts";
import { tally } from "../facts/tally.ts";
import { wholeFacts } from "../facts/whole.ts";
import type { WholeMemory } from "../facts/whole-memory.ts";
import type { Program } from "../program/program.ts";
import type { Sketch } from "../program/sketch.ts";
import { once } from "../text/once.ts";
import { stopWhenUnwanted } from "../text/wanted.ts";
import { examine, examineValues } from "./examine.ts";
import type { Finding, FindingCause, Placed } from "./finding.ts";
import { findMismatchedArguments } from "./findings/arguments.ts";
import { type DocumentLabels, type ExaminedFunction, type Facts, findingAt } from "./findings/facts.ts";
import { findFalls } from "./findings/falls-into-function.ts";
import { findFaults } from "./findings/faults.ts";
import { findMisplacedTargets } from "./findings/misplaced-target.ts";
import { findUnansweredReceives } from "./findings/unanswered-receive.ts";
import { findUnbalancedTries } from "./findings/unbalanced-try.ts";
import { findUnevenJoins } from "./findings/uneven-join.ts";
import { findUnreachableCode } from "./findings/unreachable-code.ts";
import { findUnusedLabels } from "./findings/unused-label.ts";
import { findUnusedStores } from "./findings/unused-store.ts";
import { usesOf } from "./findings/uses.ts";
import { calledBeforeHoles } from "./flow.ts";
import { type ExaminedVersion, regionsIn, type VerifierMemory } from "./memory.ts";

export type { Finding, FindingCause, Mismatch } from "./finding.ts";
export type { DocumentLabels, LabelPlace } from "./findings/facts.ts";
export { VerifierMemory } from "./memory.ts";
export { inAssembly, placeInWords } from "./words.ts";

export interface VerifyOptions {
  /** The labels of the document; without them nothing is said about labels. */
  readonly labels?: DocumentLabels | undefined;
  /**
   * `values` for code that a compiler has made: only what is wrong with types, divisors and variables, which is
   * what the author has written. How such code uses the stack and labels is the compiler's.
   */
  readonly about?: "everything" | "values";
  /** What was found in the versions of the document before, and is kept for the next one. */
  readonly memory?: VerifierMemory;
}

/** What is kept of a document's versions that have mistakes. */
export interface SketchMemory {
  readonly facts: WholeMemory;
  readonly verifier: VerifierMemory;
}

/** In no particular order. */
export function verify(
  program: Program,
  { labels, about = "everything", memory }: VerifyOptions = {},
): readonly Finding[] {
  if (program.code.length === 0) return [];
  const interpretation = wholeFacts(program);
  if (interpretation === undefined) return [];
  return about === "values"
    ? valueFindings(factsOf(interpretation, labels, examineValues, memory))
    : allFindings(factsOf(interpretation, labels, examine, memory));
}

/**
 * What is wrong with a sketch, or probably a mistake, however its holes are mended. Absent by design: whatever a hole may use,
 * which are labels, variables and messages.
 */
export function verifySketch(sketch: Sketch, memory?: SketchMemory): readonly Finding[] {
  const interpretation = interpretSketch(sketch, memory?.facts);
  if (interpretation === undefined || sketch.lines.length === 0) return [];
  const facts = factsOf(interpretation, undefined, examine, memory?.verifier);
  return [...flowFindings(facts, usesOf(facts.program)), ...findUnreachableCode(facts)];
}

function factsOf(
  interpretation: Interpretation,
  labels: Facts["labels"],
  lookAt: typeof examine,
  memory?: VerifierMemory,
): Facts {
  stopWhenUnwanted();
  const { program } = interpretation.code;
  const { bases, functions } = examinedVersion(interpretation, lookAt, memory);
  return new VersionFacts(program, interpretation, bases, functions, labels);
}

class VersionFacts implements Facts {
  private known: ReturnType<typeof reachedBy> | undefined;

  constructor(
    readonly program: Program,
    readonly interpretation: Interpretation,
    readonly bases: Facts["bases"],
    readonly functions: Facts["functions"],
    readonly labels: Facts["labels"],
  ) {}

  get counts(): Facts["counts"] {
    return this.found.counts;
  }

  get reached(): Facts["reached"] {
    return this.found.reached;
  }

  private get found(): ReturnType<typeof reachedBy> {
    this.known ??= reachedBy(this.functions, this.program.code.length);
    return this.known;
  }
}

/** What is found in all functions, or in those that were followed again. */
function examinedVersion(
  interpretation: Interpretation,
  lookAt: typeof examine,
  memory: VerifierMemory | undefined,
): ExaminedVersion {
  const { contexts, code, repeats } = interpretation;
  const before = memory && repeats && memory.takeVersion(repeats.contexts);
  const certain = once(() => calledBeforeHoles(interpretation));
  const regions = memory && regionsIn(interpretation);
  memory?.beginVersion(code.instructions.length, regions);
  const examined: Examining = (context, base, isCertain) => {
    stopWhenUnwanted();
    tally.asked++;
    const look = () => lookAt(interpretation, context, base, isCertain);
    const region = regions?.at(context.start);
    const known = memory?.recall(interpretation, { context, base, isCertain, region, look });
    if (known === undefined) return { context, base, isCertain, found: look(), now: (address) => address };
    const { found, now } = known;
    return { context, base, isCertain, found, now };
  };
  let version = memory && before && examinedAgain(interpretation, before, memory, examined);
  if (version === undefined) {
    const bases = findBases(contexts);
    if (code.holes === undefined) memory?.begin();
    const find = (context: Context) =>
      examined(context, bases.get(context), certain()?.has(context) !== false);
    version = { contexts, bases, functions: lookedAt(interpretation, find, memory) };
  }
  memory?.keepVersion(version);
  return version;
}

/** Looks at a function, or recalls what was found; `isCertain` says whether runs get there whatever holes do. */
type Examining = (context: Context, base: Base | undefined, isCertain: boolean) => ExaminedFunction;

/** Undefined where what is found in other functions may be something else. */
function examinedAgain(
  { contexts, repeats }: Interpretation,
  before: ExaminedVersion,
  memory: VerifierMemory,
  examined: Examining,
): ExaminedVersion | undefined {
  if (repeats === undefined) return undefined;
  const { again } = repeats;
  if (!again.every(([old, now]) => isCallingAlike(old, now))) return undefined;
  const functions = before.functions.slice();
  const { bases } = before;
  for (const [old, now] of again) {
    const at = functions.findIndex(({ context }) => context === old);
    const base = bases.get(old);
    memory.forget(old);
    // Calls are what they were, and so is who gets there before any hole.
    functions[at] = examined(now, base, before.functions[at].isCertain);
    bases.delete(old);
    if (base !== undefined) bases.set(now, base);
  }
  return { contexts, bases, functions };
}

/** Looks at all functions. When that is given up, what is known from before stays. */
function lookedAt(
  { contexts, code }: Interpretation,
  examined: (context: Context) => ExaminedFunction,
  memory: VerifierMemory | undefined,
): readonly ExaminedFunction[] {
  try {
    return [...contexts.values()].map(examined);
  } catch (error) {
    if (code.holes === undefined) memory?.giveBack();
    throw error;
  }
}

/** How many of the functions get to each address, and whether any does. */
function reachedBy(functions: readonly ExaminedFunction[], length: number) {
  const counts = new Uint32Array(length);
  const reached = new Uint8Array(length);
  for (const { base, found, now } of functions) {
    const { blocks } = found;
    for (let i = 0; i < blocks.length; i += 2) {
      const by = now(blocks[i]) - blocks[i];
      for (let address = blocks[i] + by; address <= blocks[i + 1] + by; address++) {
        reached[address] = 1;
        if (base !== undefined) counts[address]++;
      }
    }
  }
  return { counts, reached };
}

const ABOUT_VALUES: ReadonlySet<FindingCause["kind"]> = new Set([
  "type-mismatch",
  "division-by-zero",
  "certain-fault",
  "undefined-variable",
] as const);

function valueFindings(facts: Facts): readonly Finding[] {
  return findFaults(facts).filter(({ cause }) => ABOUT_VALUES.has(cause.kind));
}

function allFindings(facts: Facts): readonly Finding[] {
  const uses = usesOf(facts.program);
  const parts = [
    () => flowFindings(facts, uses),
    () => findUnansweredReceives(facts),
    () => findUnbalancedTries(facts),
    () => findMismatchedArguments(facts, uses),
    () => findMisplacedTargets(facts),
    () => findUnreachableCode(facts),
    () => findUnusedStores(facts),
    () => findUnusedLabels(facts),
  ];
  return parts.flatMap((find) => {
    stopWhenUnwanted();
    return find();
  });
}

/** What follows from how control goes and what lies on the stack then. */
function flowFindings(facts: Facts, uses: ReturnType<typeof usesOf>): readonly Finding[] {
  return [
    ...findFaults(facts),
    ...findFalls(facts, uses),
    ...findUnevenJoins(facts),
    ...findAt(facts, ({ results }) => results, "first"),
    ...findAt(facts, ({ loops }) => loops, "last"),
  ];
}

/** What was found at places of functions; of several that share code, what the first or the last one has. */
function findAt(
  facts: Facts,
  foundIn: (found: ExaminedFunction["found"]) => readonly Placed[],
  wins: "first" | "last",
): readonly Finding[] {
  const all = new Map<number, Finding>();
  for (const one of facts.functions) {
    for (const found of foundIn(one.found)) {
      const address = one.now(found.address);
      if (wins === "last" || !all.has(address)) all.set(address, findingAt(facts, one, found));
    }
  }
  return [...all.values()];
}
