/** Finds the files of modules on disk. */
import fs from "node:fs";
import path from "node:path";
import { Fault, type FoundFile, HostMemory, type ReadModule } from "../index.ts";
import { fileFault } from "./file-fault.ts";
import { FileGate, type FileUse } from "./file-gate.ts";
import { readWhole } from "./gathering.ts";
import { nodeResolver } from "./host/resolver.ts";
import { Refusal } from "./refusal.ts";

const READS: FileUse = { permissions: ["read"] };

/**
 * Looks beside the importing file, then in the working directory. A file that is not permitted is as good as
 * absent, so nothing is learned about it. `closing` ends the waiting for one that is a pipe. What is read counts in the memory of a
 * run, where there is one.
 */
export function diskModules(
  workingDirectory: string = process.cwd(),
  files: FileGate = new FileGate(workingDirectory, nodeResolver(workingDirectory)),
  closing?: AbortSignal,
  memory?: HostMemory,
): ReadModule {
  return async (written, from) => {
    const places = new Set([
      path.resolve(workingDirectory, path.dirname(from), written),
      path.resolve(workingDirectory, written),
    ]);
    let failure: unknown;
    let refused = 0;
    for (const place of places) {
      try {
        return await files.file(place, READS, (file) => read(file, closing, memory));
      } catch (error) {
        if (error instanceof Refusal) refused++;
        else if (failure === undefined || (error as NodeJS.ErrnoException).code !== "ENOENT") failure = error;
      }
    }
    return refused === places.size
      ? new Fault("PermissionDenied", `Permission denied: read ${written}`)
      : lookedIn(fileFault(written, failure), places);
  };
}

/** The fault, with the places tried for people to see. */
function lookedIn({ kind, message }: Fault, places: ReadonlySet<string>): Fault {
  return new Fault(
    kind,
    message,
    [...places].map((place) => `looked for it at ${place}`),
  );
}

/** Bytes that reading one file may take where there is no run: a device has no end. Gathering counts each byte twice. */
const MOST = 2 * 64 * 2 ** 20;

function boundedMemory(): HostMemory {
  const memory = new HostMemory();
  memory.hasRoomFor = (bytes) => memory.held + bytes <= MOST;
  return memory;
}

async function read(place: string, closing?: AbortSignal, memory = boundedMemory()): Promise<FoundFile> {
  return { name: await fs.promises.realpath(place), bytes: await readWhole(place, memory, closing) };
}
