/** The Node host: the world as a command or a debug session reaches it. */
import type { Host, HostRequest, OutputChunk, Reply } from "../../index.ts";
import type { Performers } from "./performers.ts";
import { TIME } from "./time.ts";
import { writeAll } from "./write.ts";

const PERFORMERS: Performers<HostRequest["kind"]> = { ...TIME };

export function nodeHost(write: (chunks: readonly OutputChunk[]) => Promise<void> | void = writeAll): Host {
  return {
    perform: (request) =>
      (PERFORMERS[request.kind] as (request: HostRequest) => Promise<Reply> | Reply)(request),
    write,
    breathe: () => new Promise((resolve) => setImmediate(resolve)),
  };
}
