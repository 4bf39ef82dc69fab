/**
 * What processes do to each other, as one stream with sequence numbers: tracing, profiling and the debugger
 * read it. It costs nothing when nobody listens.
 */
import type { Int, Value } from "../value/value.ts";

export type ProcessEvent = { readonly sequence: number; readonly pid: number } & ProcessDeed;

export type ProcessDeed =
  | { readonly kind: "spawn"; readonly child: number; readonly name: string }
  | { readonly kind: "send"; readonly to: number; readonly message: Value }
  | { readonly kind: "receive"; readonly message: Value }
  | { readonly kind: "timeout" }
  | { readonly kind: "link" | "unlink"; readonly other: number }
  | { readonly kind: "monitor" | "demonitor"; readonly other: Int; readonly ref: string }
  | { readonly kind: "down"; readonly other: number; readonly ref: string; readonly reason: Value }
  | { readonly kind: "signal"; readonly to: number; readonly reason: Value }
  | { readonly kind: "exit"; readonly reason: Value }
  | { readonly kind: "register" | "unregister"; readonly name: string }
  | { readonly kind: "restart"; readonly child: number; readonly name: string };

export type ProcessListener = (event: ProcessEvent) => void;

export class ProcessEvents {
  /** Of the last event. */
  sequence = 0;
  private listeners: readonly ProcessListener[] = [];

  /** Whether anybody listens: the one test on the way of those who do not. */
  heard = false;

  listen(listener: ProcessListener): void {
    this.listeners = [...this.listeners, listener];
    this.heard = true;
  }

  emit(pid: number, deed: ProcessDeed): void {
    const event: ProcessEvent = { sequence: ++this.sequence, pid, ...deed };
    for (const listener of this.listeners) listener(event);
  }
}
