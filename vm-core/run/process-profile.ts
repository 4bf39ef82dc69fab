/** What processes did, read from their events: reductions, messages, memory, and mailboxes that only grow. */

import type { ProcessEvent } from "./events.ts";
import type { Process } from "./process.ts";
import { BYTES, shallowBytes } from "./sizes.ts";
import type { System } from "./system.ts";

/** One process. */
export interface ProcessProfile {
  readonly pid: number;
  readonly name: string;
  readonly parent: number;
  sent: number;
  received: number;
  /** Instructions. */
  reductions: number;
  /** Bytes of its stack, frames and messages at the end, as the heap estimates them. */
  memory: number;
  /** The most messages that waited at once. */
  longestMailbox: number;
  /** Messages that were never taken. */
  left: number;
  /** A message was taken from the mailbox at some time. */
  shrank: boolean;
}

/** Counts reductions, messages and memory of each process of a run. */
export class ProcessProfiler {
  private readonly profiles = new Map<number, ProcessProfile>();
  private readonly lengths = new Map<number, number>();

  constructor(private readonly system: System) {
    for (const process of system.processes.values()) this.add(process);
    system.events.listen((event) => this.note(event));
  }

  /** One for each process that there was, in the order in which they started. */
  results(): readonly ProcessProfile[] {
    for (const process of this.system.processes.values()) this.measure(process);
    return [...this.profiles.values()];
  }

  /** Processes whose mailbox got messages and never gave one. */
  leaks(): readonly ProcessProfile[] {
    return this.results().filter(({ left, shrank }) => left > 0 && !shrank);
  }

  private add({ id, name, parent }: Process): void {
    this.profiles.set(id, {
      pid: id,
      name,
      parent,
      sent: 0,
      received: 0,
      reductions: 0,
      memory: 0,
      longestMailbox: 0,
      left: 0,
      shrank: false,
    });
  }

  private note(event: ProcessEvent): void {
    const profile = this.profiles.get(event.pid);
    switch (event.kind) {
      case "spawn": {
        const child = this.system.processes.get(event.child);
        if (child !== undefined) this.add(child);
        break;
      }
      case "send":
        if (profile !== undefined) profile.sent++;
        this.lookAt(event.to);
        break;
      case "receive":
        if (profile !== undefined) profile.received++;
        this.lookAt(event.pid);
        break;
      case "exit":
        this.lookAt(event.pid);
        break;
      default:
    }
  }

  /** Compares a mailbox with what it was. */
  private lookAt(pid: number): void {
    const process = this.system.processes.get(pid);
    const profile = this.profiles.get(pid);
    if (process === undefined || profile === undefined) return;
    const length = process.mailbox?.length ?? 0;
    if (length < (this.lengths.get(pid) ?? 0)) profile.shrank = true;
    this.lengths.set(pid, length);
    profile.longestMailbox = Math.max(profile.longestMailbox, length);
    this.measure(process);
  }

  private measure(process: Process): void {
    const profile = this.profiles.get(process.id);
    if (profile === undefined) return;
    profile.reductions = process.instructions;
    profile.left = process.mailbox?.length ?? 0;
    profile.longestMailbox = Math.max(profile.longestMailbox, profile.left);
    profile.memory =
      BYTES.process +
      process.stack.length * BYTES.stacked +
      (process.frame.depth + 1) * BYTES.frame +
      process.stack.reduce<number>((sum, value) => sum + shallowBytes(value), 0);
  }
}
