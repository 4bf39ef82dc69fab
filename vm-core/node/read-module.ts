/** Finds the files of modules on disk. */
import { readFile, realpath } from "node:fs/promises";
import path from "node:path";
import type { FoundFile, ReadModule } from "../index.ts";
import { fileFault } from "./file-fault.ts";

/** Looks beside the importing file, then in the working directory. */
export function diskModules(workingDirectory: string = process.cwd()): ReadModule {
  return async (written, from) => {
    const places = new Set([
      path.resolve(workingDirectory, path.dirname(from), written),
      path.resolve(workingDirectory, written),
    ]);
    let failure: unknown;
    for (const place of places) {
      const found = await read(place).catch((error) => {
        if (failure === undefined || error.code !== "ENOENT") failure = error;
      });
      if (found !== undefined) return found;
    }
    return fileFault(written, failure);
  };
}

async function read(place: string): Promise<FoundFile> {
  return { name: await realpath(place), bytes: await readFile(place) };
}
