/** The Node host: the world as a command or a debug session reaches it. */
import { setMaxListeners } from "node:events";
import { guarded, type Host, type HostRequest, type Reply } from "../../index.ts";
import { DATA } from "./data.ts";
import { DATABASE } from "./database.ts";
import { FILES } from "./files.ts";
import { INPUT } from "./input.ts";
import { nodeNames } from "./names.ts";
import { NETWORK } from "./network.ts";
import type { Performers } from "./performers.ts";
import { RANDOM } from "./random.ts";
import { type HostOptions, type HostState, newState } from "./state.ts";
import { STREAMS } from "./streams.ts";
import { SYSTEM } from "./system.ts";
import { TIME } from "./time.ts";

export type { HostOptions } from "./state.ts";

const PERFORMERS: Performers<HostRequest["kind"]> = {
  ...DATA,
  ...DATABASE,
  ...FILES,
  ...INPUT,
  ...NETWORK,
  ...RANDOM,
  ...STREAMS,
  ...SYSTEM,
  ...TIME,
};

export type NodeHost = Host & {
  /** Call it when the run has ended: nothing that it started keeps the thread alive afterwards. */
  close(): void;
};

export function nodeHost(options: HostOptions = {}): NodeHost {
  const closing = new AbortController();
  setMaxListeners(0, closing.signal);
  const state = newState(options, closing.signal);
  const host: NodeHost = {
    perform: (request) =>
      (PERFORMERS[request.kind] as (request: HostRequest, state: HostState) => Promise<Reply> | Reply)(
        request,
        state,
      ),
    write: state.write,
    delay,
    breathe: () => new Promise((resolve) => setImmediate(resolve)),
    close: () => closing.abort(),
  };
  return options.permissions === undefined ? host : guarded(host, nodeNames(state.cwd), state.refuse);
}

/** A timer that does not outlive the reason to wait. */
function delay(milliseconds: number, cancelled: Promise<void>): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    cancelled.then(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
