/**
 * What was typed at the prompt: whole entries, which may have several lines, in a file of the user's state directory.
 *
 * Invariant: failing to keep them fails nothing. In the file an entry is one line: U+001E separates its lines.
 */
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

const MOST_ENTRIES = 1_000;
const LINE_SEPARATOR = "\x1e";

export function historyFile(env: NodeJS.ProcessEnv = process.env): string {
  const state =
    process.platform === "win32"
      ? (env.LOCALAPPDATA ?? path.join(os.homedir(), "AppData", "Local"))
      : env.XDG_STATE_HOME || path.join(os.homedir(), ".local", "state");
  return path.join(state, "tinytotvm", "repl-history");
}

/** The entries of a session and, where there is a file, of those before it. */
export class History {
  /** Newest first, each once. */
  readonly entries: string[];
  private search: { readonly query: string; readonly shown: string; readonly at: number } | undefined;

  /** Without a file the entries end with the session. */
  constructor(private readonly file: string | undefined) {
    this.entries = file === undefined ? [] : [...new Set(readHistory(file))];
  }

  /** Adds an entry as it was typed; an empty one is left out. */
  add(entry: string): void {
    if (entry.trim() === "") return;
    const before = this.entries.indexOf(entry);
    if (before >= 0) this.entries.splice(before, 1);
    this.entries.unshift(entry);
    if (this.entries.length > MOST_ENTRIES) this.entries.pop();
    if (this.file !== undefined) addToHistory(this.file, entry);
  }

  /**
   * The newest entry that holds `line`; where `line` is what the search before has found, the next older one for the
   * same text. Undefined when there is none.
   */
  find(line: string): string | undefined {
    const { search } = this;
    const continues = search !== undefined && search.shown === line;
    const query = continues ? search.query : line;
    const start = continues ? search.at + 1 : 0;
    const at = this.entries.findIndex(
      (entry, index) => index >= start && entry !== line && entry.includes(query),
    );
    if (at < 0) return undefined;
    const shown = this.entries[at];
    this.search = { query, shown, at };
    return shown;
  }

  /** An input begins: the next search is a new one. */
  endSearch(): void {
    this.search = undefined;
  }
}

/** Newest first. */
function readHistory(file: string): string[] {
  try {
    const lines = readFileSync(file, "utf8")
      .split("\n")
      .filter((line) => line !== "");
    const kept = lines.slice(-MOST_ENTRIES);
    if (lines.length > 2 * MOST_ENTRIES) writeFileSync(file, `${kept.join("\n")}\n`, { mode: 0o600 });
    return kept.reverse().map((line) => line.replaceAll(LINE_SEPARATOR, "\n"));
  } catch {
    return [];
  }
}

function addToHistory(file: string, entry: string): void {
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    appendFileSync(file, `${entry.replaceAll("\n", LINE_SEPARATOR)}\n`, { mode: 0o600 });
  } catch {
    // A directory that cannot be written to: the session has its history all the same.
  }
}
