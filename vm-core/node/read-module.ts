/** Finds the files of modules on disk. */
import { readFile, realpath } from "node:fs/promises";
import path from "node:path";
import { Fault, type FoundFile, type ReadModule } from "../index.ts";
import { fileFault } from "./file-fault.ts";

/**
 * Looks beside the importing file, then in the working directory. A file that is not permitted is as good as
 * absent, so nothing is learned about it.
 */
export function diskModules(
  workingDirectory: string = process.cwd(),
  permits: (file: string) => Promise<boolean> = async () => true,
): ReadModule {
  return async (written, from) => {
    const places = new Set([
      path.resolve(workingDirectory, path.dirname(from), written),
      path.resolve(workingDirectory, written),
    ]);
    let failure: unknown;
    let refused = 0;
    for (const place of places) {
      if (!(await permits(place))) {
        refused++;
        continue;
      }
      const found = await read(place).catch((error) => {
        if (failure === undefined || error.code !== "ENOENT") failure = error;
      });
      if (found !== undefined) return found;
    }
    return refused === places.size
      ? new Fault("PermissionDenied", `Permission denied: read ${written}`)
      : fileFault(written, failure);
  };
}

/**
 * The same, but only for modules below `folder`, for programs that are not trusted. Links are followed; what is
 * outside is not touched, so that nobody learns what is there.
 */
export function sandboxedModules(folder: string, workingDirectory: string = process.cwd()): ReadModule {
  const root = path.resolve(workingDirectory, folder);
  return async (written, from) => {
    const place = path.resolve(workingDirectory, path.dirname(from), written);
    // A module's own name is real, the program's is as given: what it imports may lie below either.
    const real = await realpath(root).catch(() => root);
    const refused = new Fault("PermissionDenied", `Permission denied: read ${written}`);
    if (!isBelow(root, place) && !isBelow(real, place)) return refused;
    try {
      return isBelow(real, await realpath(place)) ? await read(place) : refused;
    } catch (error) {
      return fileFault(written, error);
    }
  };
}

function isBelow(folder: string, file: string): boolean {
  const relative = path.relative(folder, file);
  return relative !== ".." && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}

async function read(place: string): Promise<FoundFile> {
  return { name: await realpath(place), bytes: await readFile(place) };
}
