/** The lines that were typed at the prompt, in a file of the user's state directory. Failing to keep them fails nothing. */
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

const MOST_LINES = 1_000;

export function historyFile(env: NodeJS.ProcessEnv = process.env): string {
  const state =
    process.platform === "win32"
      ? (env.LOCALAPPDATA ?? path.join(os.homedir(), "AppData", "Local"))
      : env.XDG_STATE_HOME || path.join(os.homedir(), ".local", "state");
  return path.join(state, "tinytotvm", "repl-history");
}

/** Newest first. */
export function readHistory(file: string): string[] {
  try {
    const lines = readFileSync(file, "utf8")
      .split("\n")
      .filter((line) => line !== "");
    const kept = lines.slice(-MOST_LINES);
    if (lines.length > 2 * MOST_LINES) writeFileSync(file, `${kept.join("\n")}\n`, { mode: 0o600 });
    return kept.reverse();
  } catch {
    return [];
  }
}

export function addToHistory(file: string, line: string): void {
  if (line.trim() === "") return;
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    appendFileSync(file, `${line}\n`, { mode: 0o600 });
  } catch {
    // A directory that cannot be written to: the session has its history all the same.
  }
}
