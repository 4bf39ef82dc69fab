/**
 * Threads: the processes, as a client lists them.
 *
 * Invariant: a client is told of an exit only if it was told of the start. It is not told of processes that live for
 * less than `DELAY_MS`, so a program that starts very many does not flood it.
 */
import type { DebugProtocol } from "@vscode/debugprotocol";
import type { Debuggee } from "./debuggee.ts";

/** The first process of a program. */
export const FIRST_THREAD = 1;

const DELAY_MS = 30;
/** How many processes are listed at most. */
const LIMIT = 1_000;

export class ThreadEvents {
  /** Those that the client was told of. */
  private readonly known = new Set<number>([FIRST_THREAD]);
  private readonly started = new Set<number>();
  private readonly exited = new Set<number>();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly send: (reason: "started" | "exited", pid: number) => void) {}

  start(pid: number): void {
    this.started.add(pid);
    this.wait();
  }

  exit(pid: number): void {
    if (this.started.delete(pid) || !this.known.has(pid)) return;
    this.exited.add(pid);
    this.wait();
  }

  /** Sends all events that are pending: to be called before a stop is sent. */
  flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    for (const pid of this.exited) this.tell("exited", pid);
    for (const pid of this.started) if (this.known.size < LIMIT) this.tell("started", pid);
    this.exited.clear();
    this.started.clear();
  }

  private tell(reason: "started" | "exited", pid: number): void {
    if (reason === "started") this.known.add(pid);
    else this.known.delete(pid);
    this.send(reason, pid);
  }

  private wait(): void {
    this.timer ??= setTimeout(() => this.flush(), DELAY_MS);
  }
}

/** The threads to list: the first ones, and the one that is shown. There is always one. */
export function listThreads(debuggee: Debuggee | undefined): DebugProtocol.Thread[] {
  const processes = debuggee?.debugger?.processes;
  const pids = processes?.pids ?? [];
  if (debuggee === undefined || processes === undefined || pids.length === 0) {
    return [{ id: FIRST_THREAD, name: "main" }];
  }
  const { shown } = debuggee;
  const listed = pids.slice(0, LIMIT);
  if (pids.length > LIMIT && processes.has(shown) && !listed.includes(shown)) listed.push(shown);
  return listed.map((id) => ({ id, name: processes.title(id) }));
}
