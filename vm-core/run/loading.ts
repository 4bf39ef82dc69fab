/**
 * Modules and data become code while a run continues: what that takes counts as its memory, and ends when its time is over.
 *
 * Invariant: bytes are counted before they are taken. What is made on the way is given back when the module is there, and its code
 * counts from then on.
 */
import { type Allowance, within } from "../text/allowance.ts";
import { GivenUp } from "../text/wanted.ts";
import { Fault } from "../value/callable.ts";
import { memoryLimit } from "../value/memory-limit.ts";
import type { Host } from "./host.ts";
import { OutOfMemory } from "./host-memory.ts";
import type { ModuleSource } from "./importing.ts";
import type { System } from "./system.ts";

/** Bytes after which the process is looked at. */
const LOOK = 2 ** 20;
/** Milliseconds for which the end is waited for, which comes at once. */
const END = 60_000;

/** What loading something may take: the time and the memory that the run has. */
class RunAllowance implements Allowance {
  private taken = 0;
  private unseen = 0;

  constructor(
    private readonly system: System,
    private readonly host: Host,
  ) {}

  take(bytes: number): void {
    const { system, host } = this;
    if (host.isOver?.() === true) throw new GivenUp("the run is over");
    const { memory } = host;
    if (memory !== undefined) memory.take(bytes);
    else if (!system.heap.hasRoomFor(this.taken + bytes)) throw new OutOfMemory();
    this.taken += bytes;
    if ((this.unseen += bytes) < LOOK) return;
    this.unseen = 0;
    memory?.grow();
  }

  /** What was made is not held any more. */
  release(): void {
    this.host.memory?.give(this.taken);
    this.taken = 0;
  }
}

/** Loads a module within what the run has. Where its time is over that comes to nothing, and so does the run. */
export async function loadWithin(
  system: System,
  host: Host,
  load: (allowance: Allowance) => Promise<ModuleSource | Fault | undefined>,
): Promise<ModuleSource | Fault | undefined> {
  const allowance = new RunAllowance(system, host);
  try {
    return await load(allowance);
  } catch (error) {
    if (error instanceof GivenUp) await host.delay(END, new Promise(() => undefined));
    else if (!(error instanceof OutOfMemory)) throw error;
    return memoryLimit();
  } finally {
    allowance.release();
  }
}

/** Makes code of data within the time that the run has; undefined when that is over. */
export function evaluateWithin<T>(host: Host, evaluate: () => T): T | undefined {
  return beforeEnd(host, evaluate);
}

/**
 * Appends a module to the code space, if it is not there; what there is in place of it, where there is no room. Undefined when the
 * time of the run is over.
 */
export function appended<T extends ModuleSource | Fault | undefined>(
  { space, heap }: System,
  host: Host,
  source: T,
): T | Fault | undefined {
  if (source === undefined || source instanceof Fault || space.moduleByKey(source.key) !== undefined)
    return source;
  const { bytes = 0, key, program } = source;
  if (bytes > 0 && !heap.hasRoomFor(bytes)) return memoryLimit();
  heap.code += bytes;
  return beforeEnd(host, () => space.append(program, key)) && source;
}

function beforeEnd<T>(host: Host, compute: () => T): T | undefined {
  const take = (): void => {
    if (host.isOver?.() === true) throw new GivenUp("the run is over");
  };
  try {
    return within({ take }, compute);
  } catch (error) {
    if (error instanceof GivenUp) return undefined;
    throw error;
  }
}
