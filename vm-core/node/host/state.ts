/**
 * What a Node host keeps between requests.
 *
 * Invariant: one for each run, so that runs in one thread never see each other's environment, input or handles.
 */

import type { Readable } from "node:stream";
import {
  HostMemory,
  type OutputChunk,
  type Permissions,
  type Refuse,
  type Resolver,
  refusing,
} from "../../index.ts";
import { FileGate } from "../file-gate.ts";
import { type AtEnd, atEndOf } from "./at-end.ts";
import { Children } from "./children.ts";
import { Futures } from "./futures.ts";
import { Handles } from "./handles.ts";
import { OpenSockets } from "./open-sockets.ts";
import { nodeResolver } from "./resolver.ts";
import { StandardInput } from "./standard-input.ts";
import { Turns } from "./turns.ts";
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
  /** Whether its time is over. */
  readonly isOver?: () => boolean;
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
  readonly sockets: OpenSockets;
  /** What all of it holds for the run. */
  readonly memory: HostMemory;
  /** What is computed of data, one thing after the other. */
  readonly computations: Turns;
  /** Work that has been started, by the number of its future. */
  readonly futures: Futures;
  /**
   * Whether something is refused. The host asks about each request by itself; a performer asks about what
   * only shows on the way, such as where a redirect leads.
   */
  readonly refuse: Refuse;
  /** Whether something is said about what the run may do. */
  readonly isRestricted: boolean;
  readonly resolver: Resolver;
  /** The way to every file. */
  readonly files: FileGate;
  /** How programs are started; undefined where nothing is said about which. */
  readonly childRules: ChildRules | undefined;
  /** Those that run. */
  readonly children: Children;
  /** Aborted when the run ends: whoever still waits stops waiting. */
  readonly closing: AbortSignal;
  /** The same for those of whom there may be many. */
  readonly atEnd: AtEnd;
  /** A number for a new handle, unique in the run. */
  newId(): number;
}

/** What is said about other programs. */
export interface ChildRules {
  /** A rule names the programs that are allowed. */
  readonly areNamed: boolean;
  /** The environment with which the run started. */
  readonly start: Readonly<Record<string, string | undefined>>;
}

export function newState(options: HostOptions, closing: AbortSignal): HostState {
  const cwd = options.cwd ?? process.cwd();
  const { permissions, input = () => process.stdin } = options;
  let lastId = 0;
  const newId = (): number => ++lastId;
  const memory = new HostMemory();
  const env = { ...(options.env ?? process.env) };
  // Windows writes it in another case.
  const searchPath = env.PATH ?? env.Path;
  const resolver = nodeResolver(cwd, searchPath, closing);
  const refuse = permissions && refusing(permissions, resolver);
  const rules = permissions && childRules(permissions, { ...env });
  // Now, before the program changes what its rules lead to.
  for (const { permission, pattern } of permissions?.rules ?? []) {
    if (permission === "run" && pattern !== null) void resolver.program(pattern);
  }
  return {
    write: options.write ?? writeAll,
    cwd,
    env,
    args: options.args ?? [],
    input: new StandardInput(() => (typeof input === "function" ? input() : input), memory, closing),
    inheritStdio: options.inheritStdio ?? options.write === undefined,
    memory,
    sockets: new OpenSockets(),
    handles: new Handles(newId, memory, closing),
    computations: new Turns(),
    futures: new Futures(memory),
    refuse: refuse ?? (async () => undefined),
    isRestricted: permissions !== undefined,
    resolver,
    files: new FileGate(cwd, resolver, refuse, closing),
    childRules: rules,
    children: new Children(),
    closing,
    atEnd: atEndOf(closing),
    newId,
  };
}

function childRules({ rules, sandbox }: Permissions, start: ChildRules["start"]): ChildRules | undefined {
  const about = rules.filter(({ permission }) => permission === "run");
  if (about.length === 0 && !sandbox) return undefined;
  // A rule without a pattern allows every program, with everything that can be done to it.
  const areNamed = !about.some(({ verdict, pattern }) => verdict === "allow" && pattern === null);
  const isAnyAllowed = about.some(({ verdict }) => verdict === "allow");
  return { areNamed: areNamed && isAnyAllowed, start };
}
