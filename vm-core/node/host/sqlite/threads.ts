/**
 * The threads in which databases compute: a few, however many connections are open.
 *
 * A connection stays in the thread in which it was opened. A new one gets a thread of its own until there are `MOST_THREADS` or
 * memory for no more, and then shares the one that has the fewest connections. So an endless query keeps only those waiting that
 * share its thread. What a thread may take counts as memory of the run as long as it lives.
 *
 * Invariant: a thread lives as long as it has connections, and each order to it is answered, also when it ends.
 */
import path from "node:path";
import { Worker } from "node:worker_threads";
import { type HostMemory, OutOfMemory } from "../../../index.ts";
import { ownerOf, unlock } from "./lock.ts";
import type { DatabaseFile, Order, ThreadReport, ThreadStart } from "./message.ts";

/** Threads of one run. */
export const MOST_THREADS = 4;
/** What a thread counts as, in bytes, besides what SQLite may hold in it. */
export const THREAD_BYTES = 24 * 2 ** 20;
/** What SQLite may hold in a thread, in bytes: its caches, and databases in memory. */
export const LARGEST_HEAP = 32 * 2 ** 20;

/** A database file whose folder is held. */
export interface HeldDatabase {
  readonly file: DatabaseFile;
  release(): Promise<void>;
}

const CLOSED: ThreadReport = { kind: "error", message: "the database is closed" };

/** A number for each connection, unique in the process. */
let lastConnection = 0;

export class DatabaseThreads {
  private readonly threads = new Set<DatabaseThread>();

  constructor(private readonly memory: HostMemory) {}

  /** How many threads take connections. */
  get count(): number {
    return this.open.length;
  }

  private get open(): readonly DatabaseThread[] {
    return [...this.threads].filter(({ isOver }) => !isOver);
  }

  /** How many connections are open in them. */
  get connections(): number {
    return this.open.reduce((sum, { connections }) => sum + connections.size, 0);
  }

  /** The thread for a new connection, which is noted there with its number. Throws OutOfMemory. */
  place(held: HeldDatabase | undefined): { readonly thread: DatabaseThread; readonly connection: number } {
    const thread = this.newThread() ?? this.leastUsed();
    if (thread === undefined) throw new OutOfMemory();
    lastConnection++;
    thread.connections.set(lastConnection, held);
    return { thread, connection: lastConnection };
  }

  /** Where there is one already, another one is to leave most of the memory to the program. */
  private newThread(): DatabaseThread | undefined {
    if (this.count >= MOST_THREADS) return undefined;
    const heapLimit = Math.min(LARGEST_HEAP, Math.floor(roomIn(this.memory) / 4));
    const bytes = THREAD_BYTES + heapLimit;
    if (!this.memory.hasRoomFor(this.count === 0 ? bytes : 4 * bytes)) return undefined;
    this.memory.take(bytes);
    const thread = new DatabaseThread(
      { heapLimit },
      () => this.memory.garbage?.limitYoung(),
      () => {
        this.threads.delete(thread);
        this.memory.give(bytes);
      },
    );
    this.threads.add(thread);
    return thread;
  }

  private leastUsed(): DatabaseThread | undefined {
    const [first, ...others] = this.open;
    return others.reduce(
      (least, one) => (one.connections.size < least.connections.size ? one : least),
      first,
    );
  }
}

/** Bytes that are free, about; no more than matter here. */
function roomIn(memory: HostMemory): number {
  let room = 4 * LARGEST_HEAP;
  while (room > 2 ** 16 && !memory.hasRoomFor(room)) room /= 2;
  return room;
}

export class DatabaseThread {
  private readonly worker: Worker;
  /** Who waits for reports, in the order of the orders. */
  private readonly waiting: ((report: ThreadReport) => void)[] = [];
  private readonly exited: Promise<void>;
  /** It takes no orders any more. */
  isOver = false;
  /** The connections that are open, by number. */
  readonly connections = new Map<number, HeldDatabase | undefined>();

  constructor(start: ThreadStart, started: () => void, ended: () => void) {
    this.worker = new Worker(path.join(import.meta.dirname, "database-worker.mjs"), { workerData: start });
    this.worker.unref();
    this.worker.on("online", started);
    this.worker.on("message", (report: ThreadReport) => this.deliver(report));
    this.worker.on("error", (error) => this.endWith(`SQLite failed: ${error.message}`));
    this.exited = new Promise((resolve) => {
      this.worker.on("exit", () => {
        this.endWith("the database is closed");
        ended();
        for (const connection of [...this.connections.keys()]) this.forget(connection);
        resolve();
      });
    });
  }

  /** Whether it works on an order. */
  get isBusy(): boolean {
    return this.waiting.length > 0;
  }

  /** The report on an order. While it is awaited, the thread keeps the command alive. */
  ask(order: Order): Promise<ThreadReport> {
    if (this.isOver) return Promise.resolve(CLOSED);
    return new Promise((resolve) => {
      this.waiting.push(resolve);
      this.worker.ref();
      this.worker.postMessage(order);
    });
  }

  /** Closes a connection; with the last one, the thread ends. */
  async close(connection: number): Promise<void> {
    if (!this.connections.has(connection)) return;
    await this.ask({ connection, kind: "close" });
    this.forget(connection);
    if (this.connections.size === 0) await this.end();
  }

  /** Ends it with all its connections, whatever it works on. */
  async end(): Promise<void> {
    if (!this.isOver) {
      this.endWith("the database is closed");
      void this.worker.terminate();
    }
    await this.exited;
  }

  /** A connection that was stopped has left its lock. */
  private forget(connection: number): void {
    const held = this.connections.get(connection);
    this.connections.delete(connection);
    if (held === undefined) return;
    unlock(path.join(held.file.folder, held.file.name), ownerOf(connection));
    void held.release();
  }

  private deliver(report: ThreadReport): void {
    this.waiting.shift()?.(report);
    if (this.waiting.length === 0) this.worker.unref();
  }

  private endWith(message: string): void {
    this.isOver = true;
    for (const resolve of this.waiting.splice(0)) resolve({ kind: "error", message });
  }
}
