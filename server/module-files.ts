/** The modules near a document, as paths that its IMPORT can name: in its folder, and one folder down. */
import { readdir } from "node:fs/promises";
import path from "node:path";
import { filePath } from "./modules.ts";

const MAX_FOLDERS = 30;
const MAX_FILES = 300;

/** In order; empty for a document that is not on a disk. */
export async function moduleFilesNear(uri: string): Promise<readonly string[]> {
  const file = filePath(uri);
  if (file === undefined) return [];
  const here = path.dirname(file);
  const entries = await list(here);
  const folders = entries.filter((entry) => entry.isDirectory() && !/^(?:\.|node_modules$)/.test(entry.name));
  const below = await Promise.all(
    folders.slice(0, MAX_FOLDERS).map(async ({ name }) => {
      const inside = await list(path.join(here, name));
      return inside.filter((entry) => isModule(entry.name)).map((entry) => `${name}/${entry.name}`);
    }),
  );
  const beside = entries
    .map(({ name }) => name)
    .filter((name) => isModule(name) && name !== path.basename(file));
  return [...beside.sort(), ...below.flat().sort()].slice(0, MAX_FILES);
}

async function list(folder: string) {
  return readdir(folder, { withFileTypes: true }).catch(() => []);
}

function isModule(name: string): boolean {
  return /\.(?:ttvm|ttb|lisp)$/i.test(name);
}
