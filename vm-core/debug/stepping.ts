/**
 * Steps: where one that begins at a place ends.
 *
 * In assembly a step is an instruction, in Lisp a form (`lisp/stops.ts`). A step that begins in a program in Lisp
 * does not end in the library; it ends in functions of the program that the library calls.
 *
 * Invariant: a step ends at most once; it does not end at the form that it began at unless that is evaluated again.
 */
import { languageOfName } from "../analyze/index.ts";
import { flowOf, type Mnemonic } from "../isa/index.ts";
import type { CodeSpace } from "../run/code-space.ts";
import type { Process } from "../run/process.ts";
import { LIBRARY_SCHEME } from "../std/index.ts";
import type { Span } from "../text/span.ts";
import { depthOf } from "./call-stack.ts";
import { isStopPlace, shownSpan } from "./lisp/forms.ts";
import type { StepKind, StepUnit } from "./stop.ts";

/** Asked before each instruction whether the step ends there. */
export type StepGoal = (process: Process) => boolean;

export function stepGoal(space: CodeSpace, process: Process, kind: StepKind, unit: StepUnit): StepGoal {
  const depth = depthOf(process);
  const place = space.place(process.ip);
  const byForm = place !== undefined && languageOfName(place.file.name).stepUnit === "form";
  const deepest = deepestEnd(kind, depth, byForm ? place.instruction.op : undefined);
  if (unit === "instruction") return (stepping) => deepest === undefined || depthOf(stepping) <= deepest;
  // The client already sees this form while its parts are evaluated: reaching it next is no progress.
  let shown: Span | undefined =
    byForm && !isStopPlace(place, process.ip) ? shownSpan(place, process.ip) : undefined;
  const inLibrary = place?.file.name.startsWith(LIBRARY_SCHEME) === true;
  return (stepping) => {
    const reached = depthOf(stepping);
    if (deepest !== undefined && reached > deepest) return false;
    const at = space.place(stepping.ip);
    if (at === undefined || !isStopPlace(at, stepping.ip)) return false;
    if (byForm && !inLibrary && at.file.name.startsWith(LIBRARY_SCHEME)) return false;
    const { span } = at.instruction;
    const isShown = shown?.start === span.start && shown.end === span.end && at.file === place?.file;
    shown = undefined;
    return !isShown || reached !== depth;
  };
}

/** The greatest depth at which the step may end. A tail call replaces its frame, so a step over it ends below. */
function deepestEnd(kind: StepKind, depth: number, op: Mnemonic | undefined): number | undefined {
  if (kind === "in") return undefined;
  return kind === "out" || (op !== undefined && flowOf(op) === "tail-call") ? depth - 1 : depth;
}
