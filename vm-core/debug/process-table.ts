/**
 * The processes of a run: those that are alive, and those that have exited and are still shown.
 *
 * Invariant: no process is in both groups. The table is told of starts and exits as they happen.
 */
import type { CodeSpace } from "../run/code-space.ts";
import type { Process } from "../run/process.ts";
import type { System } from "../run/system.ts";
import { functionOf } from "./call-stack.ts";
import { nameOf, type ShownProcess, shownProcess } from "./shown-process.ts";

/** How many exited processes keep their names: events of others still mention them. */
const REMEMBERED = 200;

export class DebuggedProcesses {
  readonly alive = new Map<number, Process>();
  /** Exited, and shown until the client resumes. */
  readonly exited = new Map<number, ShownProcess>();
  private readonly names = new Map<number, string>();

  constructor(
    private readonly system: System,
    private readonly space: CodeSpace,
  ) {
    for (const process of system.processes.values()) this.alive.set(process.id, process);
  }

  add(pid: number): void {
    const process = this.system.processes.get(pid);
    if (process !== undefined) this.alive.set(pid, process);
  }

  /** To be called while the process still has its messages and ties. */
  exit(pid: number, staysShown: boolean): void {
    const process = this.alive.get(pid);
    if (process === undefined) return;
    const shown = shownProcess(process);
    this.alive.delete(pid);
    if (staysShown) this.exited.set(pid, shown);
    this.names.set(pid, nameOf(shown));
    if (this.names.size <= REMEMBERED) return;
    for (const oldest of this.names.keys()) {
      this.names.delete(oldest);
      break;
    }
  }

  /** The oldest process that is alive. */
  get first(): Process | undefined {
    for (const process of this.alive.values()) return process;
    return undefined;
  }

  /** All that are alive or shown, in ascending order. */
  get pids(): readonly number[] {
    const pids = [...this.alive.keys()];
    return this.exited.size === 0 ? pids : [...pids, ...this.exited.keys()].sort((a, b) => a - b);
  }

  has(pid: number): boolean {
    return this.alive.has(pid) || this.exited.has(pid);
  }

  get(pid: number): ShownProcess | undefined {
    const process = this.alive.get(pid);
    return process === undefined ? this.exited.get(pid) : shownProcess(process);
  }

  /** For a sentence: `process 3 (worker)`. */
  nameOf(pid: number): string {
    const shown = this.get(pid);
    const name = shown === undefined ? this.names.get(pid) : nameOf(shown);
    return name === undefined ? `process ${pid}` : `process ${pid} (${name})`;
  }

  /** For a list: `worker (2) · receiving in serve`. */
  title(pid: number): string {
    const shown = this.get(pid);
    if (shown === undefined) return `process ${pid}`;
    const { process } = shown;
    const name = nameOf(shown);
    const running = functionOf(this.space, process);
    const where = running === name || running === "main" ? "" : ` in ${running}`;
    return `${name} (${process.id}) · ${process.state}${process.state === "supervising" ? "" : where}`;
  }
}
