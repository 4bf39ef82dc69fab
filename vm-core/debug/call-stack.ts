/**
 * The call stack of a stopped process, as a debugger shows it.
 *
 * The top level of a module that is being imported is above its importer, as a call would be. A frame is identified by
 * its depth: how many frames are below it. That does not change while the frame exists.
 */
import { returns } from "../run/calls.ts";
import type { CodeSpace, SourcePlace } from "../run/code-space.ts";
import type { Frame } from "../run/frame.ts";
import type { Process } from "../run/process.ts";
import type { Span } from "../text/span.ts";
import type { Value } from "../value/value.ts";
import { shownSpan } from "./lisp/forms.ts";
import { functionName } from "./lisp/function-name.ts";

/** A frame of the call stack as a debugger shows it. */
export interface StackFrame {
  readonly depth: number;
  /** The label of the function; of a top level `main`, or the module's file. */
  readonly name: string;
  /** Undefined when the program has ended. */
  readonly place: SourcePlace | undefined;
  /** The part of the text to show: the instruction, or the form of Lisp that it belongs to. */
  readonly span: Span | undefined;
  readonly frame: Frame;
  /** The operand stack, deepest first: calls share it, a module's top level has its own. */
  readonly operands: readonly Value[];
}

/** Frames that return into each other, innermost first. */
interface Segment {
  readonly frame: Frame;
  /** Where the innermost of them is. */
  readonly address: number;
  readonly operands: Value[];
}

function* segments(process: Process): IterableIterator<Segment> {
  yield { frame: process.frame, address: addressOf(process), operands: process.stack };
  for (let outer = process.importing; outer !== null; outer = outer.previous) {
    yield { frame: outer.frame, address: outer.address, operands: outer.stack };
  }
}

/** The address that a process continues at: a message or a timeout that has arrived takes it past its receive. */
function addressOf({ ip, resuming, resume, state }: Process): number {
  return resuming && resume >= 0 && state === "ready" ? resume : ip;
}

/** What the innermost frame runs. */
export function functionOf(space: CodeSpace, { frame }: Process): string {
  return nameOf(space, frame);
}

/** The depth of the innermost frame. */
export function depthOf(process: Process): number {
  let depth = process.frame.depth;
  for (let outer = process.importing; outer !== null; outer = outer.previous) depth += outer.frame.depth + 1;
  return depth;
}

/** Whether a handler catches what is raised: in the module whose top level runs, or in its importers. */
export function isCaught(process: Process): boolean {
  if (process.handlers !== null) return true;
  for (let outer = process.importing; outer !== null; outer = outer.previous) {
    if (outer.handlers !== null) return true;
  }
  return false;
}

/** The frames from number `start` on, innermost first. */
export function stackFrames(
  space: CodeSpace,
  process: Process,
  start: number,
  count: number,
): readonly StackFrame[] {
  const frames: StackFrame[] = [];
  let depth = depthOf(process);
  const first = depth - start;
  const last = first - count;
  for (const segment of segments(process)) {
    let { address } = segment;
    for (let frame: Frame | null = segment.frame; frame !== null; frame = frame.parent, depth--) {
      if (depth <= last) return frames;
      if (depth <= first) {
        const name = nameOf(space, frame);
        const place = space.place(address);
        const span = place === undefined ? undefined : shownSpan(place, address);
        frames.push({ depth, name, place, span, frame, operands: segment.operands });
      }
      address = frame.callAddress;
    }
  }
  return frames;
}

function nameOf(space: CodeSpace, frame: Frame): string {
  if (returns(frame)) return functionName(space, frame.start) ?? "function";
  const { module } = frame.layout;
  if (module === 0) return "main";
  const file = space.modules[module].program.files[0].name;
  return file.slice(Math.max(file.lastIndexOf("/"), file.lastIndexOf("\\")) + 1);
}
