/** Completes what is typed at the prompt: commands, files, names of the Lisp, instructions, labels. */
import { readdirSync } from "node:fs";
import path from "node:path";
import type { Repl } from "./repl.ts";

/** What may replace the end of `line`, and that end. */
export function complete(repl: Repl, line: string): [string[], string] {
  const load = /^\s*:load\s+(.*)$/s.exec(line);
  if (load !== null) return [files(load[1]), load[1]];
  if (/^\s*:\S*$/.test(line) && !repl.isOpen) return matching(repl.commandNames, line.trim());
  const word = /[^\s()[\]{}"';`,]*$/.exec(line)?.[0] ?? "";
  const isFirst = line.trim() === word;
  return matching(repl.languageOf(line).words(repl.session, word, isFirst), word);
}

function matching(words: readonly string[], start: string): [string[], string] {
  return [words.filter((word) => word.startsWith(start)).sort(), start];
}

function files(start: string): string[] {
  const folder = start.endsWith("/") || start === "" ? start : path.dirname(start);
  try {
    return readdirSync(folder || ".", { withFileTypes: true })
      .map(
        (entry) =>
          (start.includes("/") ? path.posix.join(folder, entry.name) : entry.name) +
          (entry.isDirectory() ? "/" : ""),
      )
      .filter((name) => name.startsWith(start))
      .sort();
  } catch {
    return [];
  }
}
