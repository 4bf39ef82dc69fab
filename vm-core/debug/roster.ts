/**
 * Who there is: the processes of a run, and those that have ended and are still looked at.
 *
 * Invariant: nobody is both. It is told of starts and ends as they happen.
 */
import type { Process } from "../run/process.ts";
import type { System } from "../run/system.ts";
import { nameOf, type Subject, subjectOf } from "./subject.ts";

/** Of those that have ended last, so many are known by name: others still speak of them. */
const REMEMBERED = 200;

export class Roster {
  readonly living = new Map<number, Process>();
  readonly lingering = new Map<number, Subject>();
  private readonly remembered = new Map<number, string>();

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
    const subject = subjectOf(process);
    this.living.delete(pid);
    if (stays) this.lingering.set(pid, subject);
    this.remembered.set(pid, nameOf(subject));
    if (this.remembered.size <= REMEMBERED) return;
    for (const oldest of this.remembered.keys()) {
      this.remembered.delete(oldest);
      break;
    }
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
    const subject = this.subject(pid);
    const name = subject === undefined ? this.remembered.get(pid) : nameOf(subject);
    return name === undefined ? `process ${pid}` : `process ${pid} (${name})`;
  }
}
