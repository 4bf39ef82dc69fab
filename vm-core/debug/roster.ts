/**
 * Who there is: the processes of a run, and those that have ended and are still looked at.
 *
 * Invariant: nobody is both. It is told of starts and ends as they happen.
 */
import type { Process } from "../run/process.ts";
import type { System } from "../run/system.ts";
import { nameOf, type Subject, subjectOf } from "./subject.ts";

export class Roster {
  readonly living = new Map<number, Process>();
  readonly lingering = new Map<number, Subject>();
  /** Others still speak of it. */
  private lastEnded: Subject | undefined;

  constructor(private readonly system: System) {
    for (const process of system.processes.values()) this.living.set(process.id, process);
  }

  add(pid: number): void {
    const process = this.system.processes.get(pid);
    if (process !== undefined) this.living.set(pid, process);
  }

  /** To be called while the process still has what is to be seen of it. */
  end(pid: number, stays: boolean): void {
    const process = this.living.get(pid);
    if (process === undefined) return;
    this.lastEnded = subjectOf(process);
    this.living.delete(pid);
    if (stays) this.lingering.set(pid, this.lastEnded);
  }

  /** The oldest. */
  get first(): Process | undefined {
    for (const process of this.living.values()) return process;
    return undefined;
  }

  get pids(): readonly number[] {
    const pids = [...this.living.keys()];
    return this.lingering.size === 0 ? pids : [...pids, ...this.lingering.keys()].sort((a, b) => a - b);
  }

  subject(pid: number): Subject | undefined {
    const process = this.living.get(pid);
    return process === undefined ? this.lingering.get(pid) : subjectOf(process);
  }

  /** As people read it: `process 3 (worker)`. */
  nameOf(pid: number): string {
    const { lastEnded } = this;
    const subject = this.subject(pid) ?? (lastEnded?.process.id === pid ? lastEnded : undefined);
    return subject === undefined ? `process ${pid}` : `process ${pid} (${nameOf(subject)})`;
  }
}
