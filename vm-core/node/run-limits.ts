/** What a run may do and take, from the flags of a command or the attributes of a launch configuration. */
import { type Host, parsePermissions } from "../index.ts";
import { once } from "../text/once.ts";
import type { RunOptions } from "./run-options.ts";

/** What the machine's default memory limit fits into; beyond it Node needs more room, in MiB. */
const DEFAULT_MEMORY = 512;

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

/**
 * Gives Node the memory that a limit needs, and no more: under a small one, its collector runs before as much again as is alive
 * has become garbage, the room for young objects does not grow, and what a host has given back is collected once it is a quarter
 * of the limit; under others, once the run would be beyond its limit with it. SQLite is compiled once under a small limit: compiling it
 * a second time, for speed, takes 30 MB at any moment of a query.
 */
export async function makeRoom({ maxMemory }: RunLimits, { memory }: Host): Promise<void> {
  const mebibytes = (maxMemory ?? 0) / 2 ** 20;
  if (maxMemory === undefined || mebibytes >= DEFAULT_MEMORY) {
    const collector = once(async () => collectorOf(await import("node:v8"), await import("node:vm")));
    const collect = (): void => void collector().then((run) => run());
    const limitYoung = (): void => undefined;
    if (memory !== undefined)
      memory.garbage = { most: MOST_GARBAGE, onlyWhenFull: true, collect, limitYoung };
    if (mebibytes <= DEFAULT_MEMORY) return;
    const { setFlagsFromString } = await import("node:v8");
    // Sizes are estimates: twice the room keeps the machine's limit the first to be reached.
    setFlagsFromString(`--max-old-space-size=${Math.ceil(mebibytes * 2)}`);
    return;
  }
  const [v8, vm] = [await import("node:v8"), await import("node:vm")];
  v8.setFlagsFromString("--heap-growing-percent=20");
  const limitYoung = (): void => v8.setFlagsFromString("--semi-space-growth-factor=1");
  limitYoung();
  v8.setFlagsFromString("--liftoff-only");
  const collector = once(() => collectorOf(v8, vm));
  const most = Math.min(MOST_GARBAGE, maxMemory / 4);
  if (memory !== undefined)
    memory.garbage = { most, onlyWhenFull: false, collect: () => collector()(), limitYoung };
}

/** Contexts that are made after the flag have the collector; one takes 12 MB, so it is made when it is needed. */
function collectorOf(v8: typeof import("node:v8"), vm: typeof import("node:vm")): () => void {
  v8.setFlagsFromString("--expose-gc");
  return vm.runInNewContext("gc");
}
