/**
 * Threads: the processes, as a client lists them.
 *
 * Invariant: a client that gets to know of an end has got to know of the start. Processes that live for less
 * than `DELAY_MS` are not told of at all, so a program that starts very many does not drown the client.
 */
import type { DebugProtocol } from "@vscode/debugprotocol";
import type { Debugger } from "../vm-core/index.ts";

/** The process that a program starts as. */
export const FIRST_THREAD = 1;

const DELAY_MS = 30;
/** Of more processes, only so many are listed: no list of threads is of use then. */
const LIMIT = 1_000;

export class ThreadEvents {
  /** Told of. */
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

  /** Tells of all that has happened: to be called before a stop is told. */
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

/** The threads to list: the first ones, and `shown`. There is always one. */
export function listThreads(debugged: Debugger | undefined, shown: number): DebugProtocol.Thread[] {
  const pids = debugged?.pids ?? [];
  if (debugged === undefined || pids.length === 0) return [{ id: FIRST_THREAD, name: "main" }];
  const listed = pids.slice(0, LIMIT);
  if (pids.length > LIMIT && debugged.has(shown) && !listed.includes(shown)) listed.push(shown);
  return listed.map((id) => ({ id, name: debugged.title(id) }));
}
