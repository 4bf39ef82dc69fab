/** The servers are bundles of their own, beside this one: they are loaded when they are asked for. */
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { quietWhenUnread } from "./closed-pipe.ts";

/** What Node runs as `ttvm`. */
export const COMMAND = path.join(import.meta.dirname, "ttvm.js");

/** The file of a sibling bundle, if it has been built. */
export function bundleFile(name: string): string | undefined {
  const file = path.join(import.meta.dirname, `${name}.js`);
  return existsSync(file) ? file : undefined;
}

/** Starts the server in a bundle, with `args` as its command line: what it cannot write is its own affair. */
export function startBundle(file: string, args: readonly string[]): void {
  process.stdout.off("error", quietWhenUnread);
  process.argv = [process.argv[0], file, ...args];
  createRequire(file)(file);
}
