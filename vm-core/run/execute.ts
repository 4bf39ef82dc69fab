/**
 * The loops that execute a process.
 *
 * `execute` is the plain one and pays for nothing. `executeObserved` asks an observer before each instruction
 * and before each unwinding: tracing and debugging are chosen when a run starts.
 */

import { Handle } from "../value/bytes.ts";
import { ExceptionValue, Fault } from "../value/callable.ts";
import { beginSlice, ENOUGH, effort } from "../value/effort.ts";
import { isMemoryLimit, memoryLimit } from "../value/memory-limit.ts";
import { ownFrame } from "./copy-on-write.ts";
import { type CompiledDatum, enterEvaluation } from "./evaluation.ts";
import { MeasuredValue, type Reply } from "./host.ts";
import type { ModuleSource } from "./importing.ts";
import { workAtOnce } from "./long-work.ts";
import { deepBytes } from "./marking.ts";
import { abandonModule, enterModule, finishModule } from "./modules.ts";
import { messageOf } from "./procedure-faults.ts";
import type { Process } from "./process.ts";
import { returnOfKept, SIGNAL } from "./signal.ts";
import { BYTES, exceptionBytes } from "./sizes.ts";
import type { System } from "./system.ts";
import { Thrown } from "./thrown.ts";
import { framesOf, type Standing } from "./traces.ts";

/** Why a loop came back. */
export type Stop =
  /** The fuel is used up: the process can continue. */
  | "fuel"
  /** It has ended, normally or with `failure`. */
  | "ended"
  /** EXIT: the whole run ends. */
  | "exit"
  /** It lets the others run. */
  | "yield"
  /** The heap is to be looked through first; then it continues at `resume`: see `collected`. */
  | "collecting"
  /** `system.work` is to be done first: see `long-work.ts`. */
  | "working"
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
export function execute(process: Process, system: System, fuel: number): Stop {
  const settled = takeUp(process, system);
  if (settled !== undefined) return settled;
  beginSlice();
  const { steps } = system.space;
  let ip = process.ip;
  let left = fuel;
  let stop: Stop | undefined;
  while (left > 0) {
    left--;
    const next = steps[ip](process);
    if (next >= 0) {
      ip = next;
      continue;
    }
    process.ip = ip;
    stop = obey(process, system, next);
    ip = process.ip;
    if (stop !== undefined) break;
  }
  // One way out: engines would optimize the loop before they have seen a second one, and again once it is taken.
  process.ip = ip;
  process.instructions += fuel - left;
  return stop ?? "fuel";
}

/**
 * Like `execute`, with an observer. It is asked about everything, also about the instruction or the exception
 * that it has just stopped at: continuing from there is its business.
 */
export function executeObserved(process: Process, system: System, fuel: number, observer: Observer): Stop {
  const { steps } = system.space;
  if (process.raised !== null) {
    if (observer.raised(process)) return "raised";
  }
  const settled = takeUp(process, system);
  if (settled !== undefined) return settled;
  beginSlice();
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
    const stop = obeyObserved(process, system, next, observer);
    if (stop !== undefined) return stopped(stop);
  }
  return stopped("fuel");
}

/**
 * How slices are executed: at most `fuel` instructions of a process. `ahead` are the instructions of further slices,
 * each of `system.mostReductions`, that the process will get next: they may be executed at once, as long as no other process
 * becomes ready.
 */
export type Execute = (process: Process, system: System, fuel: number, ahead?: number) => Stop;

/** What watches an execution at some instructions. */
export interface Watch {
  /** The addresses in front of which the observer is asked; another set where they are others. */
  readonly addresses: ReadonlySet<number>;
  readonly observer: Observer;
}

/**
 * How slices are executed with an observer that is asked about watched instructions, about the first one of a slice, and
 * about exceptions. `ahead` is that of `Execute`.
 */
export type ExecuteWatched = (
  process: Process,
  system: System,
  fuel: number,
  ahead: number,
  watch: Watch,
) => Stop;

/** What executes the code of a space. */
export interface Execution {
  readonly execute: Execute;
  /** Absent where an observer has to be asked about each instruction. */
  readonly executeWatched?: ExecuteWatched;
}

/** Continues with what has come since the last slice: an exception to unwind, a message. */
export function takeUp(process: Process, system: System): Stop | undefined {
  if (process.raised !== null) return unwind(process, system);
  if (!process.resuming) return undefined;
  process.resuming = false;
  return goOn(process, system, process.resume);
}

/** Deals with a signal of the instruction at `ip`: sets `ip` to where the process continues, or says why it does not. */
export function obey(process: Process, system: System, signal: number): Stop | undefined {
  return goOn(process, system, surface(process, system, signal));
}

/** Like `obey`; the observer is asked about an exception before it is unwound. */
export function obeyObserved(
  process: Process,
  system: System,
  signal: number,
  observer: Observer,
): Stop | undefined {
  const surfaced = surface(process, system, signal);
  if (surfaced === SIGNAL.fault && observer.raised(process)) return "raised";
  return goOn(process, system, surfaced);
}

/** Makes the exception that a signal stands for, if it does; returns where the process continues. */
function surface(process: Process, system: System, signal: number): number {
  if (signal === SIGNAL.collect) {
    const { heap } = system;
    if (!heap.isDue) heap.nextPortion();
    else if (system.collectsInSlices) return signal;
    else if (!heap.collect()) {
      process.fault = memoryLimit();
      raise(process, system);
      return SIGNAL.fault;
    }
    return SIGNAL.spent;
  }
  if (signal === SIGNAL.work && !system.collectsInSlices) {
    return surface(process, system, workAtOnce(process, system));
  }
  if (signal === SIGNAL.fault) raise(process, system);
  return signal;
}

/**
 * Lets a process continue whose instruction has been executed, when it is its turn again: `signal` is what the instruction
 * has given. True when the heap is to be looked through first.
 */
export function continueLater(process: Process, system: System, signal: number): boolean {
  if (signal === SIGNAL.fault) raise(process, system);
  else process.resuming = true;
  return signal === SIGNAL.collect;
}

/** Tells the heap what stack and frames have grown by; raises the fault when there is no room. */
export function countGrowth(process: Process, system: System): void {
  if (noteGrowth(process, system)) collected(process, system, system.heap.makeRoom());
}

/** Lets a process continue for which the heap was looked through, or raises the fault when that made no room. */
export function collected(process: Process, system: System, fits: boolean): void {
  if (fits) return;
  process.resuming = false;
  process.fault = memoryLimit();
  raise(process, system);
}

/** How many instructions of a process are between looks at how much its stack and its frames have grown. */
export const NOTED = 100_000;
/** Bytes that the heap is told of beyond what stack and frames take, of a process that has run for long; half of them are left at least. */
const SPARE = 1_024;
/** How many bytes fewer there may be than the heap was told of. */
const FEWER = 4_096;

/** What stack and frames take, in bytes; variables of wide frames are counted in `wide`. */
function stackBytes({ stack, frame, handlers }: Process): number {
  const handlerBytes = handlers === null ? 0 : handlers.count * BYTES.handler;
  return stack.length * BYTES.stacked + frame.depth * BYTES.frame + handlerBytes;
}

/** Tells the heap what stack and frames have grown by; true when room has to be made. */
export function noteGrowth(process: Process, system: System): boolean {
  const spare = process.instructions < NOTED ? 0 : SPARE;
  const bytes = stackBytes(process);
  let grown = process.wide;
  process.wide = 0;
  if (bytes + spare / 2 > process.counted || bytes <= process.counted - FEWER) {
    grown += bytes + spare - process.counted;
    process.counted = bytes + spare;
  }
  return grown > 0 && system.heap.grow(grown);
}

/** Whether `noteGrowth` does nothing, wherever it is called while only the stack changes, and has up to `more` values more. */
export function isGrowthNoted(process: Process, more: number): boolean {
  const bytes = stackBytes(process);
  const { counted, wide } = process;
  return wide === 0 && bytes + more * BYTES.stacked + SPARE / 2 <= counted && bytes > counted - FEWER;
}

/** Ends a process where it is with a fault that nobody can catch. */
export function endWith(process: Process, system: System, fault: Fault): void {
  process.failure = exceptionOf(fault, process, system);
  system.finish(process);
}

/** Deals with a signal: sets `ip` to where the process continues, or says why it does not. */
function settleSignal(process: Process, system: System, signal: number): Stop | undefined {
  switch (signal) {
    case SIGNAL.fault:
      // The instruction that raised it may have taken long.
      return unwind(process, system) ?? (effort.spent < ENOUGH ? undefined : "fuel");
    case SIGNAL.exit:
      system.exitCode = process.exitCode;
      return "exit";
    case SIGNAL.collect:
      return "collecting";
    case SIGNAL.work:
      return "working";
    case SIGNAL.spent:
      return goOn(process, system, process.resume) ?? "fuel";
    case SIGNAL.yield:
      process.ip = process.resume;
      return process.resume < 0 ? goOn(process, system, process.resume) : "yield";
    case SIGNAL.receive:
      system.await(process);
      return "receiving";
    case SIGNAL.gone:
      return "ended";
    case SIGNAL.wait:
      process.state = "waiting";
      return "waiting";
    default:
      if (signal !== SIGNAL.end) return goBack(process, system, signal);
      if (process.importing !== null) return goOn(process, system, finishModule(process, process.importing));
      system.finish(process);
      return "ended";
  }
}

/** Continues in a frame that a snapshot may hold: in a copy of it. */
function goBack(process: Process, system: System, signal: number): Stop | undefined {
  process.frame = ownFrame(process, process.frame);
  return goOn(process, system, returnOfKept(signal) as number);
}

/** Continues at an address, or deals with the signal in its place. */
function goOn(process: Process, system: System, next: number): Stop | undefined {
  if (next < 0) return settleSignal(process, system, next);
  process.ip = next;
  return undefined;
}

/** Gives a waiting process the reply to its request, or what is to happen once it is ready again. */
export function deliver(process: Process, system: System, answer: Reply | (() => Reply)): void {
  if (process.state !== "waiting") return;
  wake(process, system);
  const result = typeof answer === "function" ? answer() : answer;
  const reply = result instanceof MeasuredValue ? result.value : result;
  if (reply instanceof Fault) {
    raiseLate(process, system, reply);
    return;
  }
  if (reply !== undefined) {
    if (reply instanceof Handle) system.heap.give(reply);
    process.stack.push(reply);
    const bytes = result instanceof MeasuredValue ? result.bytes : deepBytes(reply);
    if (system.heap.grow(bytes) && !system.heap.makeRoom()) {
      raiseLate(process, system, memoryLimit());
      return;
    }
  }
  goOn(process, system, process.resume);
}

/** Gives a process that waits for an import the module, or what went wrong with it. */
export function deliverModule(
  process: Process,
  system: System,
  path: string,
  source: ModuleSource | Fault,
): void {
  if (process.state !== "waiting") return;
  wake(process, system);
  if (source instanceof Fault) {
    raiseLate(process, system, source);
    return;
  }
  const next = enterModule(process, system.space, path, source);
  if (next === SIGNAL.fault) raiseLate(process, system, process.fault as Fault);
  else goOn(process, system, next);
}

/** Gives a process that waits for the program of a datum that program, or what is wrong with the datum. */
export function deliverEvaluation(process: Process, system: System, compiled: CompiledDatum | Fault): void {
  if (process.state !== "waiting") return;
  wake(process, system);
  const next = compiled instanceof Fault ? compiled : enterEvaluation(process, system, compiled);
  if (next instanceof Fault) raiseLate(process, system, next);
  else goOn(process, system, next);
}

function wake(process: Process, system: System): void {
  process.request = null;
  system.wake(process);
}

/** Raises a fault that a reply brought; the loop that continues unwinds it. */
function raiseLate(process: Process, system: System, fault: Fault): void {
  process.fault = fault;
  raise(process, system);
}

/** Makes the exception of the fault that the instruction at `ip` raised. */
function raise(process: Process, system: System): void {
  const fault = process.fault as Fault | ExceptionValue;
  process.fault = null;
  process.raised = fault instanceof ExceptionValue ? fault : exceptionOf(fault, process, system);
  // The text of a fault may have taken long to make, and engines may have made it twice.
  if (fault instanceof Fault) effort.spent += fault.message.length;
}

/** Places that an exception has of a process without room for more. */
const MOST_PLACES = 1_000;

function exceptionOf(fault: Fault, process: Process, { space }: System): ExceptionValue {
  const { frame, ip, importing } = process;
  const place = space.place(ip);
  const message = place === undefined ? fault.message : messageOf(fault, place, frame, space.modules);
  const value = fault instanceof Thrown ? fault.value : message;
  const address = place?.sourceAddress ?? ip;
  const trace: Standing = { innermost: frame, address: ip, importing, modules: space.modules };
  const made = new ExceptionValue(fault.kind, message, address, value, trace, fault.notes);
  if (!isMemoryLimit(fault) || frame.depth < MOST_PLACES) return made;
  // Frames that the exception keeps are what there is no room for.
  const places = framesOf(made, MOST_PLACES);
  return new ExceptionValue(fault.kind, message, address, value, places, fault.notes);
}

/** Takes `raised` to the newest handler; without one it leaves the module that loads, or ends the process. */
function unwind(process: Process, system: System): Stop | undefined {
  const exception = process.raised as ExceptionValue;
  process.raised = null;
  const { handlers: handler, importing } = process;
  // Nobody catches what has been told in vain.
  const isLost = isMemoryLimit(exception) && system.heap.isHopeless(process.id);
  if (handler === null && importing !== null && !isLost) {
    process.raised = abandonModule(process, system.space, importing, exception);
    return unwind(process, system);
  }
  if (handler === null || isLost) {
    process.failure = exception;
    system.finish(process);
    return "ended";
  }
  process.handlers = handler.previous;
  let { frame } = process;
  let isKept = false;
  while (frame.depth > handler.depth && frame.parent !== null) {
    isKept ||= returnOfKept(frame.returnAddress) !== undefined;
    frame = frame.parent;
  }
  // Whoever keeps the exception keeps the frames that it has left.
  const isFull = system.heap.grow(
    exceptionBytes(exception) + (process.frame.depth - frame.depth) * BYTES.frame,
  );
  process.frame = isKept ? ownFrame(process, frame) : frame;
  if (process.stack.length > handler.height) {
    process.stack.length = handler.height;
    process.noteHeight();
  }
  process.stack.push(exception);
  process.caught = handler.target;
  return isFull
    ? obey(process, system, process.collect(handler.target))
    : goOn(process, system, handler.target);
}
