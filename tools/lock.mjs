/**
 * One process at a time: a lock that is a folder, since making a folder either works or fails, and that says
 * which process holds it, so that one whose process is gone holds nobody up.
 *
 * Invariant: this file needs Node's own modules only.
 */
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** Milliseconds between two looks at a lock that another process holds. */
const PAUSE = 100;

/** Milliseconds for which a lock may say nothing of its holder, who writes that right after making it. */
const NAMELESS = 5_000;

/** Runs `action` while it holds the lock `folder`; `onWait` is told once which process has to be waited for. */
export async function withLock(folder, action, onWait = () => undefined) {
  for (let told = false; !take(folder); ) {
    const holder = holderOf(folder);
    if (isGone(folder, holder)) {
      remove(folder, holder);
      continue;
    }
    if (!told) onWait(holder);
    told = true;
    await sleep(PAUSE);
  }
  try {
    return await action();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function take(folder) {
  try {
    mkdirSync(folder);
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw error;
  }
  writeFileSync(holderFile(folder), String(process.pid));
  return true;
}

/** The process that holds a lock; undefined when it does not say so (yet). */
function holderOf(folder) {
  try {
    return Number(readFileSync(holderFile(folder), "utf8")) || undefined;
  } catch {
    return undefined;
  }
}

function isGone(folder, holder) {
  if (holder !== undefined) return !isRunning(holder);
  try {
    return Date.now() - statSync(folder).mtimeMs > NAMELESS;
  } catch {
    // It was given back in this moment.
    return false;
  }
}

function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

/** Moves the lock away first: of several processes that find it abandoned, one does. */
function remove(folder, holder) {
  const aside = `${folder}-${process.pid}`;
  try {
    renameSync(folder, aside);
    // Another process was faster, and this is its lock already.
    if (holderOf(aside) !== holder) return renameSync(aside, folder);
  } catch {
    return;
  }
  rmSync(aside, { recursive: true, force: true });
}

const holderFile = (folder) => path.join(folder, "process");
