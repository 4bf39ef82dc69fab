/**
 * The world as the machine sees it.
 *
 * Effects are data: an instruction that needs the world makes a request, its process waits, and the driver
 * alone asks the host. The same replies give the same run.
 */
import type { Handle } from "../value/bytes.ts";
import type { Fault } from "../value/callable.ts";
import type { Value } from "../value/value.ts";
import type { HostMemory } from "./host-memory.ts";
import type { OutputChunk } from "./output.ts";
import type { HostRequest, Request } from "./request.ts";

export type { HostRequest, Request } from "./request.ts";

/** The value to push, nothing to push, or the fault to raise. */
export type Reply = Value | undefined | Fault | MeasuredValue;

/** A value of many parts whose bytes were counted while it was made, so that nobody looks through it at once. */
export class MeasuredValue {
  constructor(
    readonly value: Value,
    readonly bytes: number,
  ) {}
}

/** A request as the result of a computation: its reply is the value. */
export class Asking {
  constructor(readonly request: Request) {}
}

/** The world as a run reaches it. */
export interface Host {
  /** What it holds for the run; a host that holds nothing has none. */
  readonly memory?: HostMemory;
  /** Performs a request, at once or later. Never throws and never rejects: what goes wrong is a fault. */
  perform(request: HostRequest): Promise<Reply> | Reply;
  /** Writes output in order; a promise when the reader is slow. */
  write(chunks: readonly OutputChunk[]): Promise<void> | void;
  /** The monotonic clock: milliseconds since some moment. Each reading is a reply like any other. */
  now(): number;
  /** Whether the time of the run is over: known also where nobody has been told yet, because the thread is busy. */
  isOver?(): boolean;
  /** Resolves after that many milliseconds, or when `cancelled` does: then it keeps nobody waiting. */
  delay(milliseconds: number, cancelled: Promise<void>): Promise<void>;
  /** Closes what handles stand for that no program holds any more. */
  release(handles: readonly Handle[]): void;
  /** Lets everything else that waits for this thread happen. */
  breathe(): Promise<void>;
}
