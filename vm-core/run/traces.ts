/**
 * The call stack of an exception: kept as the frames themselves, which costs nothing, and read when somebody asks.
 *
 * Invariant: data. `modules` is the list of the programs that addresses are of: it only grows, and programs never change.
 */
import { columnOf, lineOf } from "../program/source-file.ts";
import type { ExceptionValue, TraceFrame } from "../value/callable.ts";
import { returns } from "./calls.ts";
import { type LoadedModules, labelIn, placeIn } from "./code-space.ts";
import type { Frame } from "./frame.ts";
import type { Importing } from "./importing.ts";

/** Where a process stood when it raised an exception. */
export interface Standing {
  readonly innermost: Frame;
  /** Of the instruction that raised it. */
  readonly address: number;
  readonly importing: Importing | null;
  readonly modules: LoadedModules;
}

/** The places on the call stack of an exception, innermost first: all of them, or the first `limit`. */
export function framesOf({ trace }: ExceptionValue, limit = Infinity): readonly TraceFrame[] {
  return "innermost" in trace ? traceFrames(trace as Standing, limit) : trace.slice(0, limit);
}

/** The same one after the other: there may be millions. */
export function eachFrameOf({ trace }: ExceptionValue): Iterable<TraceFrame> {
  return "innermost" in trace ? eachFrame(trace as Standing) : trace;
}

export function traceFrames(standing: Standing, limit = Infinity): readonly TraceFrame[] {
  const frames: TraceFrame[] = [];
  if (limit <= 0) return frames;
  for (const frame of eachFrame(standing)) if (frames.push(frame) >= limit) break;
  return frames;
}

/** Below the top level of a module that loads are the frames of its importer. */
function* eachFrame(standing: Standing): Generator<TraceFrame> {
  const { modules } = standing;
  let { address, importing } = standing;
  let frame: Frame | null = standing.innermost;
  while (frame !== null) {
    yield traceFrame(modules, frame, address);
    if (frame.parent === null && importing !== null) {
      address = importing.address;
      frame = importing.frame;
      importing = importing.previous;
    } else {
      // The caller is at its call, the instruction before the one it continues with.
      address = frame.callAddress;
      frame = frame.parent;
    }
  }
}

function traceFrame(modules: LoadedModules, frame: Frame, address: number): TraceFrame {
  const place = placeIn(modules, address);
  const { procedures } = place?.module.program ?? {};
  return {
    label: returns(frame) ? (labelIn(modules, frame.start) ?? "main") : "main",
    file: place?.file.name ?? "",
    line: place === undefined ? 0 : lineOf(place.file, place.instruction.span.start),
    address: place?.sourceAddress ?? address,
    ...(place !== undefined && procedures !== undefined
      ? { column: columnOf(place.file, place.instruction.span.start) }
      : {}),
  };
}
