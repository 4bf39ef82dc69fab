/** Writes a whole file or nothing: whoever reads it sees the old content or the new one, never a part. */
import { realpath, rename, rm, stat, writeFile } from "node:fs/promises";

/** Replaces the content of `file`, or makes it. A link stays a link; what is no file (a pipe, a device) is written to. */
export async function replaceFile(file: string, content: Uint8Array): Promise<void> {
  const existing = await stat(file).catch(() => undefined);
  if (existing !== undefined && !existing.isFile()) return writeFile(file, content);
  const target = existing === undefined ? file : await realpath(file);
  const temporary = `${target}.${process.pid}.tmp`;
  try {
    await writeFile(temporary, content, { mode: existing?.mode ?? 0o666 });
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Whether two names are of one file that is there. */
export async function isSameFile(one: string, other: string): Promise<boolean> {
  const [a, b] = await Promise.all([one, other].map((file) => stat(file).catch(() => undefined)));
  return a?.isFile() === true && a.ino === b?.ino && a.dev === b.dev;
}
