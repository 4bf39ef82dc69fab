/** The servers are bundles of their own, beside this one: they are loaded when they are asked for. */
import { existsSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

/** What Node runs as `ttvm`. */
export const COMMAND = path.join(import.meta.dirname, "ttvm.js");

/** The file of a sibling bundle, if it has been built. */
export function bundleFile(name: string): string | undefined {
  const file = path.join(import.meta.dirname, `${name}.js`);
  return existsSync(file) ? file : undefined;
}

/** Starts the server in a bundle, with `args` as its command line. */
export async function startBundle(file: string, args: readonly string[]): Promise<void> {
  process.argv = [process.argv[0], file, ...args];
  await import(pathToFileURL(file).href);
}
