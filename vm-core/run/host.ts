/**
 * The world as the machine sees it.
 *
 * Effects are data: an instruction that needs the world makes a request, its process waits, and the driver
 * alone asks the host. The same replies give the same run.
 */
import type { Fault } from "../value/callable.ts";
import type { Value } from "../value/value.ts";
import type { OutputChunk } from "./output.ts";

/** What the host can be asked for. */
export type Request = { readonly kind: "sleep"; readonly milliseconds: number };

/** The value to push, nothing to push, or the fault to raise. */
export type Reply = Value | undefined | Fault;

export interface Host {
  /** Performs a request. Never rejects: what goes wrong is a fault. */
  perform(request: Request): Promise<Reply>;
  /** Writes output in order; a promise when the reader is slow. */
  write(chunks: readonly OutputChunk[]): Promise<void> | void;
  /** Lets everything else that waits for this thread happen. */
  breathe(): Promise<void>;
}
