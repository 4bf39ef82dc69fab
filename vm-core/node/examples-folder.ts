/** Where the examples are: in the working directory, or beside the command. */
import { existsSync } from "node:fs";
import path from "node:path";

/** The path of `examples`, or of a folder in it; a relative one is relative to `cwd`. */
export function examplesFolder(cwd: string, ...parts: readonly string[]): string {
  const here = path.join("examples", ...parts);
  const beside = path.join(import.meta.dirname, "..", "examples", ...parts);
  return !existsSync(path.resolve(cwd, here)) && existsSync(beside) ? beside : here;
}
