/**
 * The loops that execute a process.
 *
 * `execute` is the plain one and pays for nothing. `executeObserved` asks an observer before each instruction
 * and before each unwinding: tracing and debugging are chosen when a run starts.
 */

import { lineOf } from "../program/source-file.ts";
import { Handle } from "../value/bytes.ts";
import { ExceptionValue, Fault, type TraceFrame } from "../value/callable.ts";
import { returns } from "./calls.ts";
import type { CodeSpace } from "./code-space.ts";
import type { Frame } from "./frame.ts";
import { BYTES, deepBytes } from "./heap.ts";
import type { Reply } from "./host.ts";
import { abandonModule, enterModule, finishModule, type Importing, type ModuleSource } from "./modules.ts";
import type { Process } from "./process.ts";
import { SIGNAL } from "./signal.ts";
import { Thrown } from "./thrown.ts";

/** Why a loop came back. */
export type Stop =
  /** The fuel is used up: the process can go on. */
  | "fuel"
  /** It has ended, normally or with `failure`. */
  | "ended"
  /** EXIT: the whole run ends. */
  | "exit"
  /** It lets the others run. */
  | "yield"
  /** It asks the host for something. */
  | "waiting"
  /** It waits for a message. */
  | "receiving"
  /** The observer asked for it; the instruction at `ip` has not been executed. */
  | "observer"
  /** The observer asked for it: `raised` is not unwound yet, `ip` is where it was raised. */
  | "raised";

/** What watches an execution. Returning true stops it. */
export interface Observer {
  /** Before the instruction at `process.ip`. */
  instruction(process: Process): boolean;
  /** When `process.raised` is set, before any frame is left. */
  raised(process: Process): boolean;
}

/** Executes at most `fuel` instructions. */
export function execute(process: Process, space: CodeSpace, fuel: number): Stop {
  const settled = takeUp(process, space);
  if (settled !== undefined) return settled;
  const { steps } = space;
  let ip = process.ip;
  let left = fuel;
  while (left > 0) {
    left--;
    const next = steps[ip](process);
    if (next >= 0) {
      ip = next;
      continue;
    }
    process.ip = ip;
    const stop = goOn(process, space, surface(process, space, next));
    if (stop !== undefined) {
      process.instructions += fuel - left;
      return stop;
    }
    ip = process.ip;
  }
  process.ip = ip;
  process.instructions += fuel;
  return "fuel";
}

/**
 * Like `execute`, with an observer. It is asked about everything, also about the instruction or the exception
 * that it has just stopped at: going on from there is its business.
 */
export function executeObserved(process: Process, space: CodeSpace, fuel: number, observer: Observer): Stop {
  const { steps } = space;
  if (process.raised !== null) {
    if (observer.raised(process)) return "raised";
  }
  const settled = takeUp(process, space);
  if (settled !== undefined) return settled;
  let executed = 0;
  // As in `execute`, so that PROCESSES shows the same: the count changes when the slice ends.
  const stopped = (stop: Stop): Stop => {
    process.instructions += executed;
    return stop;
  };
  while (executed < fuel) {
    if (observer.instruction(process)) return stopped("observer");
    executed++;
    const next = steps[process.ip](process);
    if (next >= 0) {
      process.ip = next;
      continue;
    }
    const signal = surface(process, space, next);
    if (signal === SIGNAL.fault && observer.raised(process)) return stopped("raised");
    const stop = goOn(process, space, signal);
    if (stop !== undefined) return stopped(stop);
  }
  return stopped("fuel");
}

/** Goes on with what has come since the last slice: an exception to unwind, a message. */
function takeUp(process: Process, space: CodeSpace): Stop | undefined {
  if (process.raised !== null) return unwind(process, space);
  if (!process.resuming) return undefined;
  process.resuming = false;
  return goOn(process, space, process.resume);
}

/** Makes the exception that a signal stands for, if it does; returns where the process goes on. */
function surface(process: Process, space: CodeSpace, signal: number): number {
  if (signal === SIGNAL.collect) {
    if (process.heap.collect()) return process.resume;
    process.fault = outOfMemory();
  } else if (signal !== SIGNAL.fault) {
    return signal;
  }
  raise(process, space);
  return SIGNAL.fault;
}

function outOfMemory(): Fault {
  return new Fault("ResourceLimit", "Resource limit reached: memory");
}

/** Tells the heap what stack and frames have grown by; raises the fault when there is no room. */
export function countGrowth(process: Process, space: CodeSpace): void {
  const bytes = process.stack.length * BYTES.reference + process.frame.depth * BYTES.frame;
  const grown = bytes - process.counted;
  process.counted = bytes;
  if (grown <= 0 || !process.heap.grow(grown) || process.heap.collect()) return;
  process.fault = outOfMemory();
  raise(process, space);
}

/** Ends a process where it stands with a fault that nobody can catch. */
export function endWith(process: Process, space: CodeSpace, fault: Fault): void {
  process.failure = exceptionOf(fault, process, space);
  process.system.finish(process);
}

/** Deals with a signal: sets `ip` to where the process goes on, or says why it does not. */
function settleSignal(process: Process, space: CodeSpace, signal: number): Stop | undefined {
  switch (signal) {
    case SIGNAL.fault:
      return unwind(process, space);
    case SIGNAL.exit:
      process.system.exitCode = process.exitCode;
      return "exit";
    case SIGNAL.yield:
      process.ip = process.resume;
      return process.resume < 0 ? goOn(process, space, process.resume) : "yield";
    case SIGNAL.receive:
      process.system.await(process);
      return "receiving";
    case SIGNAL.gone:
      return "ended";
    case SIGNAL.wait:
      process.state = "waiting";
      return "waiting";
    default:
      if (process.importing !== null) return goOn(process, space, finishModule(process, process.importing));
      process.system.finish(process);
      return "ended";
  }
}

/** Continues at an address, or deals with the signal in its place. */
function goOn(process: Process, space: CodeSpace, next: number): Stop | undefined {
  if (next < 0) return settleSignal(process, space, next);
  process.ip = next;
  return undefined;
}

/** Gives a waiting process the reply to its request, or what is to happen once it is ready again. */
export function deliver(process: Process, space: CodeSpace, answer: Reply | (() => Reply)): void {
  if (process.state !== "waiting") return;
  wake(process);
  const reply = typeof answer === "function" ? answer() : answer;
  if (reply instanceof Fault) {
    raiseLate(process, space, reply);
    return;
  }
  if (reply !== undefined) {
    if (reply instanceof Handle) process.heap.give(reply);
    process.stack.push(reply);
    if (process.heap.grow(deepBytes(reply)) && !process.heap.collect()) {
      raiseLate(process, space, outOfMemory());
      return;
    }
  }
  goOn(process, space, process.resume);
}

/** Gives a process that waits for an import the module, or what went wrong with it. */
export function deliverModule(
  process: Process,
  space: CodeSpace,
  path: string,
  source: ModuleSource | Fault,
): void {
  if (process.state !== "waiting") return;
  wake(process);
  if (source instanceof Fault) {
    raiseLate(process, space, source);
    return;
  }
  const next = enterModule(process, space, path, source);
  if (next === SIGNAL.fault) raiseLate(process, space, process.fault as Fault);
  else goOn(process, space, next);
}

function wake(process: Process): void {
  process.request = null;
  process.system.wake(process);
}

/** Raises a fault that a reply brought; the loop that goes on unwinds it. */
function raiseLate(process: Process, space: CodeSpace, fault: Fault): void {
  process.fault = fault;
  raise(process, space);
}

/** Makes the exception of the fault that the instruction at `ip` raised. */
function raise(process: Process, space: CodeSpace): void {
  const fault = process.fault as Fault | ExceptionValue;
  process.fault = null;
  process.raised = fault instanceof ExceptionValue ? fault : exceptionOf(fault, process, space);
}

function exceptionOf(fault: Fault, process: Process, space: CodeSpace): ExceptionValue {
  const { frame, ip, importing } = process;
  const value = fault instanceof Thrown ? fault.value : fault.message;
  const address = space.place(ip)?.sourceAddress ?? ip;
  return new ExceptionValue(
    fault.kind,
    fault.message,
    address,
    value,
    (limit) => traceFrames(space, frame, ip, limit, importing),
    fault.notes,
  );
}

/** Takes `raised` to the newest handler; without one it leaves the module that loads, or ends the process. */
function unwind(process: Process, space: CodeSpace): Stop | undefined {
  const exception = process.raised as ExceptionValue;
  process.raised = null;
  const { handlers: handler, importing } = process;
  if (handler === null && importing !== null) {
    process.raised = abandonModule(process, space, importing, exception);
    return unwind(process, space);
  }
  if (handler === null) {
    process.failure = exception;
    process.system.finish(process);
    return "ended";
  }
  process.handlers = handler.previous;
  while (process.frame.depth > handler.depth && process.frame.parent !== null) {
    process.frame = process.frame.parent;
  }
  if (process.stack.length > handler.height) process.stack.length = handler.height;
  process.stack.push(exception);
  process.caught = handler.target;
  return goOn(process, space, handler.target);
}

/**
 * The places on the call stack, innermost first; `ip` is where the innermost frame is. Below the top level of
 * a module that loads stand the frames of its importer.
 */
export function traceFrames(
  space: CodeSpace,
  innermost: Frame,
  ip: number,
  limit = Infinity,
  importing: Importing | null = null,
): readonly TraceFrame[] {
  const frames: TraceFrame[] = [];
  let address = ip;
  let frame: Frame | null = innermost;
  let outer: Importing | null = importing;
  while (frame !== null && frames.length < limit) {
    frames.push(traceFrame(space, frame, address));
    if (frame.parent === null && outer !== null) {
      address = outer.address;
      frame = outer.frame;
      outer = outer.previous;
    } else {
      // The caller stands at its call, the instruction before the one it goes on with.
      address = frame.callAddress;
      frame = frame.parent;
    }
  }
  return frames;
}

function traceFrame(space: CodeSpace, frame: Frame, address: number): TraceFrame {
  const place = space.place(address);
  return {
    label: returns(frame) ? (space.labelOf(frame.start) ?? "main") : "main",
    file: place?.file.name ?? "",
    line: place === undefined ? 0 : lineOf(place.file, place.instruction.span.start),
    address: place?.sourceAddress ?? address,
  };
}
