/**
 * Texts with the files that they include: analysed again until each of these has been looked for.
 *
 * Invariant: who analyses waits for nothing; what is not known is asked for, and only here is it awaited.
 */
import type { IncludedFile, IncludeOf } from "../lisp/index.ts";
import type { Snapshot } from "./snapshot.ts";

/** Gives what `make` makes when it has asked `includeOf` only for what `read` has found. */
export async function readIncluded<T>(
  read: (path: string, from: string) => Promise<IncludedFile>,
  make: (includeOf: IncludeOf) => T,
): Promise<T> {
  const known = new Map<string, IncludedFile>();
  for (;;) {
    const wanted = new Map<string, readonly [path: string, from: string]>();
    const made = make((path, from) => {
      const key = JSON.stringify([path, from]);
      const file = known.get(key);
      if (file === undefined) wanted.set(key, [path, from]);
      return file;
    });
    if (wanted.size === 0) return made;
    for (const [key, [path, from]] of wanted) known.set(key, await read(path, from));
  }
}

/** What a snapshot was made with: for another one of a text that is much the same. */
export function includedBefore({ inclusions }: Snapshot): IncludeOf {
  const known = new Map(inclusions.map(({ path, from, file }) => [JSON.stringify([path, from]), file]));
  return (path, from) => known.get(JSON.stringify([path, from]));
}

/** Whether a snapshot would be the same if it were made now. */
export function isStillIncluded({ inclusions }: Snapshot, includeOf: IncludeOf): boolean {
  // All are asked for, so that what is not known is known after one round.
  return inclusions.filter(({ path, from, file }) => !isSame(file, includeOf(path, from))).length === 0;
}

function isSame(before: IncludedFile | undefined, now: IncludedFile | undefined): boolean {
  if (before === undefined || now === undefined) return false;
  if ("problem" in before || "problem" in now) {
    return "problem" in before && "problem" in now && before.problem === now.problem;
  }
  return before.name === now.name && before.text === now.text;
}
