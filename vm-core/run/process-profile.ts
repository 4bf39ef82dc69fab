/**
 * What processes did, read from their events: reductions, messages, memory, and mailboxes that only grow.
 *
 * Invariant: bounded. The processes that start first have a profile each; all others share one.
 */

import type { ProcessEvent } from "./events.ts";
import type { Process } from "./process.ts";
import { BYTES, shallowBytes } from "./sizes.ts";
import type { System } from "./system.ts";

/** Processes that have a profile of their own. */
const MOST_PROFILES = 2_000;

/** One process, or several. */
export interface ProcessProfile {
  /** How many processes it is about. */
  count: number;
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
  /** Processes of which no end has been told. */
  private readonly living = new Map<number, Process>();
  /** What all others did that have ended. */
  private readonly others = newProfile(0, "", 0, 0);

  constructor(private readonly system: System) {
    for (const process of system.processes.values()) this.add(process);
    system.events.listen((event) => this.note(event));
  }

  /** One for each process that there was, in the order in which they started; of very many, the last one is about the rest. */
  results(): readonly ProcessProfile[] {
    this.settle();
    const others = { ...this.others };
    for (const process of this.living.values()) {
      const profile = this.profiles.get(process.id);
      if (profile === undefined) addTo(others, process);
      else measure(profile, process);
    }
    return others.count === 0 ? [...this.profiles.values()] : [...this.profiles.values(), others];
  }

  /** Processes with a profile of their own whose mailbox got messages and never gave one. */
  leaks(): readonly ProcessProfile[] {
    return this.results().filter(({ pid, left, shrank }) => pid > 0 && left > 0 && !shrank);
  }

  private add(process: Process): void {
    const { id, name, parent } = process;
    this.living.set(id, process);
    if (this.profiles.size < MOST_PROFILES) this.profiles.set(id, newProfile(id, name, parent, 1));
    else this.others.count++;
  }

  private note(event: ProcessEvent): void {
    const profile = this.profiles.get(event.pid) ?? this.others;
    switch (event.kind) {
      case "spawn": {
        const child = this.system.processes.get(event.child);
        if (child !== undefined) this.add(child);
        break;
      }
      case "send":
        profile.sent++;
        this.lookAt(event.to);
        break;
      case "receive":
        profile.received++;
        this.lookAt(event.pid);
        break;
      case "exit":
        this.lookAt(event.pid);
        this.end(event.pid, profile);
        break;
      default:
    }
  }

  private end(pid: number, profile: ProcessProfile): void {
    const process = this.living.get(pid);
    if (process === undefined) return;
    if (profile === this.others) addTo(profile, process);
    this.settle();
    this.ended = { process, profile, counted: process.instructions };
    this.lengths.delete(pid);
    this.living.delete(pid);
  }

  /** The process that has ended last, and what was counted of it: its instructions are known when its slice is over. */
  private ended: { process: Process; profile: ProcessProfile; counted: number } | undefined;

  private settle(): void {
    const { ended } = this;
    if (ended !== undefined) ended.profile.reductions += ended.process.instructions - ended.counted;
    this.ended = undefined;
  }

  /** Compares a mailbox with what it was. */
  private lookAt(pid: number): void {
    const process = this.living.get(pid);
    const profile = this.profiles.get(pid);
    if (process === undefined || profile === undefined) return;
    const length = process.mailbox?.length ?? 0;
    if (length < (this.lengths.get(pid) ?? 0)) profile.shrank = true;
    this.lengths.set(pid, length);
    profile.longestMailbox = Math.max(profile.longestMailbox, length);
    measure(profile, process);
  }
}

function newProfile(pid: number, name: string, parent: number, count: number): ProcessProfile {
  const numbers = { sent: 0, received: 0, reductions: 0, memory: 0, longestMailbox: 0, left: 0 };
  return { count, pid, name, parent, ...numbers, shrank: false };
}

/** Adds a process to a profile of several. */
function addTo(profile: ProcessProfile, process: Process): void {
  const own = newProfile(0, "", 0, 1);
  measure(own, process);
  profile.reductions += own.reductions;
  profile.memory += own.memory;
  profile.left += own.left;
  profile.longestMailbox = Math.max(profile.longestMailbox, own.longestMailbox);
}

function measure(profile: ProcessProfile, process: Process): void {
  profile.reductions = process.instructions;
  profile.left = process.mailbox?.length ?? 0;
  profile.longestMailbox = Math.max(profile.longestMailbox, profile.left);
  profile.memory =
    BYTES.process +
    process.stack.length * BYTES.stacked +
    (process.frame.depth + 1) * BYTES.frame +
    process.stack.reduce<number>((sum, value) => sum + shallowBytes(value), 0);
}
