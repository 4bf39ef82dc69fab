/** Finds the source files that the paths on a command line mean. */
import { readdirSync, statSync } from "node:fs";
import path from "node:path";
import { fileFault } from "./file-fault.ts";

export interface FoundFiles {
  /** As reached from the paths given, each once, in order of names. */
  readonly files: readonly string[];
  /** What could not be read, in the words of `Error:`. */
  readonly problems: readonly string[];
}

/** Files stand for themselves; directories for all files below them that `wanted` wants. Relative paths begin at `cwd`. */
export function findFiles(
  paths: readonly string[],
  wanted: (file: string) => boolean,
  cwd: string,
): FoundFiles {
  const files = new Map<string, string>();
  const problems: string[] = [];
  for (const given of paths) {
    try {
      const isDirectory = statSync(path.resolve(cwd, given)).isDirectory();
      for (const file of isDirectory ? filesBelow(given, cwd).filter(wanted) : [given]) {
        const place = path.resolve(cwd, file);
        if (!files.has(place)) files.set(place, file);
      }
    } catch (error) {
      problems.push(fileFault(given, error).message);
    }
  }
  return { files: [...files.values()], problems };
}

/** All files below a directory; hidden ones and installed packages are not looked into. */
function filesBelow(directory: string, cwd: string): string[] {
  const files: string[] = [];
  const entries = readdirSync(path.resolve(cwd, directory), { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.name.startsWith(".") || entry.name === "node_modules") continue;
    const file = path.join(directory, entry.name);
    if (entry.isDirectory()) for (const below of filesBelow(file, cwd)) files.push(below);
    else if (entry.isFile()) files.push(file);
  }
  return files;
}
