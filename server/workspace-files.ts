/**
 * The programs in the folders of the workspace.
 *
 * Invariants: hidden folders, installed packages and what the user excludes are not looked into; links are not followed,
 * so no folder is looked into twice. How many folders and files are looked at is limited.
 */
import { readdir } from "node:fs/promises";
import path from "node:path";
import { isNamedAs, LANGUAGES } from "../vm-core/index.ts";

/** The most files whose problems are shown while they are not open. */
export const MAX_FILES = 1_000;
const MAX_FOLDERS = 5_000;

export interface WorkspaceFiles {
  /** Paths, folder by folder and in order of names. */
  readonly files: readonly string[];
  /** There are more than the limits allow. */
  readonly isCut: boolean;
}

/** `isExcluded` is asked with paths relative to a folder of the workspace; `most` files are looked at. */
export async function programsIn(
  folders: readonly string[],
  isExcluded: (relative: string) => boolean,
  most = MAX_FILES,
): Promise<WorkspaceFiles> {
  const files = new Set<string>();
  const waiting = folders.map((folder) => ({ root: folder, folder }));
  let seen = 0;
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    if (++seen > MAX_FOLDERS) return { files: [...files], isCut: true };
    const { root, folder } = next;
    for (const entry of await entriesOf(folder)) {
      const place = path.join(folder, entry.name);
      if (!isLookedAt(root, place, isExcluded)) continue;
      if (entry.isDirectory()) waiting.push({ root, folder: place });
      else if (entry.isFile() && isProgram(place)) files.add(place);
      if (files.size > most) return { files: [...files].slice(0, most), isCut: true };
    }
  }
  return { files: [...files], isCut: false };
}

/** Whether a file below a folder of the workspace is one whose problems are shown. */
export function isLookedAt(root: string, place: string, isExcluded: (relative: string) => boolean): boolean {
  const relative = path.relative(root, place).split(path.sep).join("/");
  const names = relative.split("/");
  if (names.some((name) => name.startsWith(".") || name === "node_modules")) return false;
  return !isExcluded(relative);
}

/** Whether a file is written in a language of ours. */
export function isProgram(place: string): boolean {
  return Object.values(LANGUAGES).some((language) => isNamedAs(language, place));
}

async function entriesOf(folder: string) {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
}
