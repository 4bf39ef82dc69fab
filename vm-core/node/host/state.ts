/**
 * What a Node host keeps between requests.
 *
 * Invariant: one for each run, so that runs in one thread never see each other's environment, input or handles.
 */
import path from "node:path";
import type { Readable } from "node:stream";
import { HostMemory, type OutputChunk, type Permissions, type Refuse, refusing } from "../../index.ts";
import { Futures } from "./futures.ts";
import { Handles } from "./handles.ts";
import { nodeNames } from "./names.ts";
import { StandardInput } from "./standard-input.ts";
import { writeAll } from "./write.ts";

export interface HostOptions {
  /** Where output goes; the process's own streams when absent. */
  readonly write?: (chunks: readonly OutputChunk[]) => Promise<void> | void;
  /** What relative paths are relative to; the working directory when absent. */
  readonly cwd?: string;
  /** The environment that the run starts with; a copy of the process's own when absent. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** What GET_ARGS gives: the program's file and its arguments. */
  readonly args?: readonly string[];
  /** Standard input, or what opens it when the program first reads; the process's own when absent. */
  readonly input?: Readable | (() => Readable);
  /** Whether a child uses the process's standard streams. If not, its output goes through `write`. */
  readonly inheritStdio?: boolean;
  /** What the run may do; everything when absent. */
  readonly permissions?: Permissions;
}

export interface HostState {
  readonly write: (chunks: readonly OutputChunk[]) => Promise<void> | void;
  readonly cwd: string;
  /** SET_ENV changes it. */
  readonly env: Record<string, string | undefined>;
  readonly args: readonly string[];
  readonly input: StandardInput;
  readonly inheritStdio: boolean;
  readonly handles: Handles;
  /** What all of it holds for the run. */
  readonly memory: HostMemory;
  /** How many databases are open. */
  readonly databases: { open: number };
  /** Work that has been started, by the number of its future. */
  readonly futures: Futures;
  /**
   * Whether something is refused. The host asks about each request by itself; a performer asks about what
   * only shows on the way, such as where a redirect leads.
   */
  readonly refuse: Refuse;
  /** Aborted when the run ends: whoever still waits stops waiting, children are ended. */
  readonly closing: AbortSignal;
  /** A number for a new handle, unique in the run. */
  newId(): number;
  /** A path as the program gave it, from the root on. `..`, links and a last slash are left to the system. */
  locate(name: string): string;
}

export function newState(options: HostOptions, closing: AbortSignal): HostState {
  const cwd = options.cwd ?? process.cwd();
  const { permissions, input = () => process.stdin } = options;
  let lastId = 0;
  const newId = (): number => ++lastId;
  const memory = new HostMemory();
  return {
    write: options.write ?? writeAll,
    cwd,
    env: { ...(options.env ?? process.env) },
    args: options.args ?? [],
    input: new StandardInput(() => (typeof input === "function" ? input() : input), memory, closing),
    inheritStdio: options.inheritStdio ?? options.write === undefined,
    memory,
    databases: { open: 0 },
    handles: new Handles(newId, memory, closing),
    futures: new Futures(memory),
    refuse: permissions === undefined ? async () => undefined : refusing(permissions, nodeNames(cwd)),
    closing,
    newId,
    // The empty path stays empty: the system says that there is no such file.
    locate: (name) => (name === "" || path.isAbsolute(name) ? name : cwd + path.sep + name),
  };
}
