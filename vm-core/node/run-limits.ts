/** What a run may do and take, from the flags of a command or the attributes of a launch configuration. */
import { type Host, parsePermissions } from "../index.ts";
import { once } from "../text/once.ts";
import { now } from "./clock.ts";
import type { RunOptions } from "./run-options.ts";

/** The machine's memory limit where none is given, in bytes, which Node has room for by itself. */
const DEFAULT_MEMORY = 512 * 2 ** 20;

/** What the run may do; undefined when nothing is said about it. Throws an Error that says what is wrong. */
export function permissionsOf({ allow = [], deny = [], sandbox = false }: Partial<RunOptions>) {
  if (allow.length === 0 && deny.length === 0 && !sandbox) return undefined;
  return parsePermissions({ allow, deny, sandbox });
}

export interface RunLimits {
  readonly maxInstructions?: number;
  /** Bytes. */
  readonly maxMemory?: number;
  readonly maxFrames?: number;
  readonly maxProcesses?: number;
}

/** The limits that are given. */
export function limitsOf({ maxInstructions, maxMemory, maxFrames, maxProcesses }: RunLimits): RunLimits {
  return {
    ...(maxInstructions !== undefined && { maxInstructions }),
    ...(maxMemory !== undefined && { maxMemory }),
    ...(maxFrames !== undefined && { maxFrames }),
    ...(maxProcesses !== undefined && { maxProcesses }),
  };
}

/** Bytes that a host has given back, at most, before the collector runs under a small limit; Node itself lets 64 MiB wait. */
const MOST_GARBAGE = 48 * 2 ** 20;
/** Bytes by which the process may pass the limit before the collector runs. A quarter of what is promised: collecting takes room, too. */
const BEYOND = 4 * 2 ** 20;

/** Milliseconds that a collection takes for each MiB of the process, where none has been measured. */
const PAUSE = 0.5;

/**
 * Gives Node the memory that a limit needs, and no more: its collector runs before as much again as is alive has become garbage, the
 * room for young objects does not grow, and what a host has given back is collected once it is a quarter of the limit. The limit that
 * is not given is the machine's: nothing of this until the process takes half of it, and what a host has given back is
 * collected once the run would be beyond its limit with it. Under any, the collector runs where the process is beyond. SQLite is
 * compiled once under a limit: compiling it a second time, for speed, takes 30 MB at any moment of a query.
 * `deadline` is when the run ends at the latest, in milliseconds of `now`.
 */
export async function makeRoom(
  { maxMemory }: RunLimits,
  { memory }: Host,
  deadline = Number.POSITIVE_INFINITY,
): Promise<void> {
  const limit = maxMemory ?? DEFAULT_MEMORY;
  const resident = (): number => process.memoryUsage.rss();
  const start = resident();
  const bounds = { resident, mostResident: start + limit + BEYOND, muchResident: start + limit / 2 };
  if (maxMemory === undefined) {
    const engine = once(async () => engineOf(await import("node:v8"), await import("node:vm"), deadline));
    const hurry = (): void => void engine().then((made) => made.hurry());
    const collect = (): void => void engine().then((made) => made.collect());
    const limitYoung = (): void => undefined;
    const garbage = { ...bounds, most: MOST_GARBAGE, onlyWhenFull: true, collect, limitYoung, hurry };
    if (memory !== undefined) memory.garbage = garbage;
    return;
  }
  const v8 = await import("node:v8");
  const { hurry, collect, limitYoung } = engineOf(v8, await import("node:vm"), deadline);
  hurry();
  limitYoung();
  v8.setFlagsFromString("--liftoff-only");
  // Sizes are estimates: twice the room keeps the machine's limit the first to be reached.
  if (limit > DEFAULT_MEMORY)
    v8.setFlagsFromString(`--max-old-space-size=${Math.ceil((limit * 2) / 2 ** 20)}`);
  const most = Math.min(MOST_GARBAGE, limit / 4);
  const muchResident = Number.POSITIVE_INFINITY;
  const garbage = { ...bounds, most, onlyWhenFull: false, collect, limitYoung, muchResident, hurry };
  if (memory !== undefined) memory.garbage = garbage;
}

/** What can be asked of the engine. */
function engineOf(v8: typeof import("node:v8"), vm: typeof import("node:vm"), deadline: number) {
  // Contexts that are made after the flag have the collector; one takes 12 MB, so it is made when it is needed.
  const collector = once((): (() => void) => {
    v8.setFlagsFromString("--expose-gc");
    return vm.runInNewContext("gc");
  });
  return {
    collect: beforeDeadline(
      () => collector()(),
      deadline,
      () => (process.memoryUsage.rss() / 2 ** 20) * PAUSE,
    ),
    hurry: (): void => v8.setFlagsFromString("--heap-growing-percent=20"),
    limitYoung: (): void => v8.setFlagsFromString("--semi-space-growth-factor=1"),
  };
}

/**
 * Collects garbage, unless that would take until after the deadline: then it waits for the deadline, so that the run takes no more
 * memory and does not end later. A collection takes as long as the last one, in milliseconds, the first one what `expected` says.
 */
export function beforeDeadline(collect: () => void, deadline: number, expected: () => number): () => void {
  let pause: number | undefined;
  return () => {
    const began = now();
    pause ??= expected();
    if (began + pause > deadline) {
      waitUntil(deadline);
      return;
    }
    collect();
    pause = now() - began;
  };
}

/** Keeps the thread until a time of `now`. */
function waitUntil(time: number): void {
  const left = time - now();
  if (left > 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, left);
}
