/** The report of `--gc-stats`: as a table, or as plain lines. */
import type { HeapStatistics } from "../../index.ts";
import { writeSize } from "../amount.ts";
import type { RunOptions } from "../run-options.ts";
import { heading, writeTable } from "./table.ts";

export function memoryReport(statistics: HeapStatistics, options: Partial<RunOptions>): string {
  const { allocated, freed, live } = statistics;
  const rows: [string, string, string][] = [
    // What is small is found alive without ever having been counted as growth.
    sized("Total allocated", Math.max(allocated, freed + live)),
    sized("Total freed", freed),
    sized("Currently allocated", live),
    sized("Peak allocated", statistics.peak),
    ["Collections performed", String(statistics.collections), ""],
  ];
  if (options.table === false) {
    return `\n${heading("GC Statistics")}\n${rows.map(([name, value]) => `${name}: ${value}\n`).join("")}`;
  }
  const columns = [{ title: "Memory" }, { title: "Bytes", right: true }, { title: "", right: true }];
  return writeTable("GC Statistics", columns, rows, options.color);
}

const sized = (name: string, bytes: number): [string, string, string] => [
  name,
  String(bytes),
  bytes < 1024 ? "" : writeSize(bytes),
];
