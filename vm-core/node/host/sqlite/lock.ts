/**
 * Locks on database files, among all programs that use this module.
 *
 * Node has no locks on files, so the lock is a file of its own, `DATABASE.lock`, which holds its owner. One
 * whose owner's process has died is taken away. There is one lock for readers and writers alike.
 *
 * Absent by design: SQLite's own locks, which other programs respect.
 */
import {
  closeSync,
  constants,
  linkSync,
  openSync,
  readSync,
  renameSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { hostname } from "node:os";

export type LockOutcome = "locked" | "busy" | "forbidden" | "failed";

/** The owner that is named in the lock of a connection of this process. */
export function ownerOf(connection: number): string {
  return `${hostname()} ${process.pid} ${connection}`;
}

/** Takes the lock, if nobody who lives has it. */
export function lock(database: string, owner: string): LockOutcome {
  for (;;) {
    const outcome = tryLock(database, owner);
    if (outcome !== "busy" || !removeDead(database, owner)) return outcome;
  }
}

function tryLock(database: string, owner: string): LockOutcome {
  try {
    writeFileSync(lockFile(database), owner, { flag: "wx" });
    return "locked";
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST") return "busy";
    return code === "EACCES" || code === "EPERM" || code === "EROFS" ? "forbidden" : "failed";
  }
}

/** Gives the lock back, if `owner` has it. */
export function unlock(database: string, owner: string): void {
  if (readOwner(lockFile(database)) === owner) unlinkSync(lockFile(database));
}

export function isLocked(database: string): boolean {
  return readOwner(lockFile(database)) !== undefined;
}

/**
 * Removes the lock of a process that has died. Several may see it at once, so each first moves away what it
 * finds, which only one can do, and puts back what turns out to be alive.
 */
function removeDead(database: string, owner: string): boolean {
  const found = readOwner(lockFile(database));
  if (found === undefined || !isDead(found)) return false;
  const moved = `${lockFile(database)}.${owner.replaceAll(" ", "-")}`;
  try {
    renameSync(lockFile(database), moved);
    if (!isDead(readOwner(moved) ?? "")) linkSync(moved, lockFile(database));
    unlinkSync(moved);
    return true;
  } catch {
    return false;
  }
}

function isDead(owner: string): boolean {
  const [host, pid] = owner.split(" ");
  if (host !== hostname()) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
}

/** Bytes of the name of an owner that are looked at. */
const LONGEST_OWNER = 1_024;

/** A lock is a file: a link or a pipe in its place belongs to nobody. */
const NO_LINK = (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

function readOwner(file: string): string | undefined {
  try {
    const descriptor = openSync(file, constants.O_RDONLY | NO_LINK);
    try {
      // What is longer names nobody: somebody else has put it there.
      const text = Buffer.alloc(LONGEST_OWNER);
      return text.toString("utf8", 0, readSync(descriptor, text));
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return undefined;
  }
}

function lockFile(database: string): string {
  return `${database}.lock`;
}
