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
import { returnOfKept } from "../run/signal.ts";
import { LIBRARY_SCHEME } from "../std/index.ts";
import type { Span } from "../text/span.ts";
import { depthOf } from "./call-stack.ts";
import { isStopPlace, shownSpan } from "./lisp/forms.ts";
import type { StepKind, StepUnit } from "./stop.ts";

/** Where a step ends. */
export interface StepGoal {
  /** It does not end where there are more frames; undefined where it may end at any depth. */
  readonly deepest: number | undefined;
  /** Asked before each instruction at which there are not more frames whether the step ends there. */
  endsAt(process: Process): boolean;
}

export function stepGoal(space: CodeSpace, process: Process, kind: StepKind, unit: StepUnit): StepGoal {
  const depth = depthOf(process);
  const place = space.place(process.ip);
  const byForm = place !== undefined && languageOfName(place.file.name).stepUnit === "form";
  const deepest = deepestEnd(kind, depth, byForm ? place.instruction.op : undefined);
  if (unit === "instruction") return { deepest, endsAt: () => true };
  // The client already sees this form while its parts are evaluated: reaching it next is no progress.
  let shown: Span | undefined =
    byForm && !isStopPlace(place, process.ip) ? shownSpan(place, process.ip) : undefined;
  const inLibrary = place?.file.name.startsWith(LIBRARY_SCHEME) === true;
  const endsAt = (stepping: Process): boolean => {
    const at = space.place(stepping.ip);
    if (at === undefined || !isStopPlace(at, stepping.ip)) return false;
    if (byForm && !inLibrary && at.file.name.startsWith(LIBRARY_SCHEME)) return false;
    const { span } = at.instruction;
    const isShown = shown?.start === span.start && shown.end === span.end && at.file === place?.file;
    shown = undefined;
    return !isShown || depthOf(stepping) !== depth;
  };
  return { deepest, endsAt };
}

/**
 * The addresses at which control comes back from deeper frames to those that a step may end in: where they return to, and
 * where an exception leads. Undefined where that is no address.
 */
export function comesBackAt(process: Process, deepest: number): readonly number[] | undefined {
  let { frame, handlers } = process;
  if (process.importing !== null) return undefined;
  while (frame.depth > deepest + 1 && frame.parent !== null) frame = frame.parent;
  const back = returnOfKept(frame.returnAddress) ?? frame.returnAddress;
  if (frame.depth !== deepest + 1 || back < 0) return undefined;
  while (handlers !== null && handlers.depth > deepest) handlers = handlers.previous;
  return handlers === null ? [back] : [back, handlers.target];
}

/** The greatest depth at which the step may end. A tail call replaces its frame, so a step over it ends below. */
function deepestEnd(kind: StepKind, depth: number, op: Mnemonic | undefined): number | undefined {
  if (kind === "in") return undefined;
  return kind === "out" || (op !== undefined && flowOf(op) === "tail-call") ? depth - 1 : depth;
}
