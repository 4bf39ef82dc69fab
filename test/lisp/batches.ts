/**
 * Random programs with what they do, several to a text: reading and starting one costs as much as ten small ones.
 *
 * Invariant: only the last program of a text fails. Their names do not meet: each has its seed behind its name.
 */
import { SeededRandom } from "../../vm-core/run/random.ts";
import { Evaluator, type Form, Raised, Unsure } from "./direct-evaluator/index.ts";
import { type Features, GLOBALS, MACROS, RandomPrograms, suffixed, write } from "./random-programs/index.ts";

export interface Case {
  readonly seed: number;
  readonly text: string;
  readonly stdout: string;
  readonly fails: boolean;
}

export interface Batch {
  readonly cases: readonly Case[];
  /** Without the macros. */
  readonly text: string;
  readonly stdout: string;
  readonly fails: boolean;
}

const SIZE = 12;

/** What the programs of a text have, in turn. */
const FEATURES: readonly Features[] = [
  { escapes: true, handlers: true },
  { escapes: true, handlers: false },
  { escapes: false, handlers: true },
  { escapes: false, handlers: false },
];

/** The programs with the seeds up to a number, without those of which the evaluator does not say what they do. */
export function* batches(programs: number): Generator<Batch> {
  let cases: Case[] = [];
  let turn = 0;
  for (let seed = 1; seed <= programs; seed++) {
    const made = caseOf(seed, FEATURES[turn % FEATURES.length]);
    if (made !== undefined) cases.push(made);
    if (cases.length < SIZE && made?.fails !== true && seed < programs) continue;
    if (cases.length > 0) yield together(cases);
    cases = [];
    turn++;
  }
}

function together(cases: readonly Case[]): Batch {
  return {
    cases,
    text: cases.map(({ text }) => text).join("\n"),
    stdout: cases.map(({ stdout }) => stdout).join(""),
    fails: cases.at(-1)?.fails ?? false,
  };
}

/** Undefined where the evaluator does not say. */
function caseOf(seed: number, features: Features): Case | undefined {
  const random = new SeededRandom(seed);
  const forms = new RandomPrograms(() => random.next(), features).program();
  const own = forms.map((form) => suffixed(form, GLOBALS, `-${seed}`));
  const expected = expectation(own);
  return expected && { seed, text: own.map(write).join("\n"), ...expected };
}

function expectation(forms: readonly Form[]): Pick<Case, "stdout" | "fails"> | undefined {
  const evaluator = new Evaluator();
  try {
    evaluator.run(forms);
  } catch (error) {
    if (error instanceof Raised) return { stdout: evaluator.output, fails: true };
    if (error instanceof Unsure || error instanceof RangeError) return undefined;
    throw error;
  }
  return { stdout: evaluator.output, fails: false };
}

/** The text of a program, or of several. */
export function whole({ text }: Case | Batch): string {
  return MACROS + text;
}
