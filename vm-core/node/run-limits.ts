/** What a run may do and take, from the flags of a command or the attributes of a launch configuration. */
import { parsePermissions } from "../index.ts";
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

/**
 * Gives Node the memory that a limit needs, and no more: under a small one, its collector runs before as much again as is alive
 * has become garbage, and the room for young objects does not grow.
 */
export async function makeRoom({ maxMemory }: RunLimits): Promise<void> {
  if (maxMemory === undefined) return;
  const { setFlagsFromString } = await import("node:v8");
  const mebibytes = maxMemory / 2 ** 20;
  if (mebibytes < DEFAULT_MEMORY) {
    setFlagsFromString("--heap-growing-percent=20");
    setFlagsFromString("--semi-space-growth-factor=1");
  }
  if (mebibytes <= DEFAULT_MEMORY) return;
  // Sizes are estimates: twice the room keeps the machine's limit the first to be reached.
  setFlagsFromString(`--max-old-space-size=${Math.ceil(mebibytes * 2)}`);
}
