/** The report of `--profile-procs`: as a table, or as plain lines; and mailboxes that only grew. */
import type { ProcessProfile, ProcessProfiler } from "../../index.ts";
import { writeSize } from "../amount.ts";
import type { RunOptions } from "../run-options.ts";
import { heading, writeTable } from "./table.ts";

export function processReport(profiler: ProcessProfiler, options: Partial<RunOptions>): string {
  const rows = profiler.results().map(cells);
  if (options.table !== false) return writeTable("Process Profile", COLUMNS, rows, options.color);
  const lines = rows.map((row) => `  ${row.map((cell, at) => `${COLUMNS[at].title} ${cell}`).join(" - ")}\n`);
  return `\n${heading("Process Profile")}\n${lines.join("")}`;
}

const COLUMNS = [
  { title: "Process", right: true },
  { title: "Name" },
  { title: "Parent", right: true },
  { title: "Reductions", right: true },
  { title: "Sent", right: true },
  { title: "Received", right: true },
  { title: "Longest mailbox", right: true },
  { title: "Memory", right: true },
];

function cells(profile: ProcessProfile) {
  const { pid, count, reductions, sent, received, longestMailbox, memory } = profile;
  const [name, parent] = pid > 0 ? [profile.name, profile.parent] : [`${count} more processes`, "…"];
  return [
    pid > 0 ? pid : "…",
    name,
    parent,
    reductions,
    sent,
    received,
    longestMailbox,
    writeSize(memory),
  ].map(String);
}

/** A line for each mailbox that got messages and never gave one. */
export function leakReport(profiler: ProcessProfiler): string {
  return profiler
    .leaks()
    .map(({ pid, name, left }) => {
      const messages = `${left} ${left === 1 ? "message" : "messages"}`;
      return `The mailbox of process ${pid} (${name}) only grew: ${messages} left, none ever taken.\n`;
    })
    .join("");
}
