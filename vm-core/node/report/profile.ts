/** The report of `--profile`: as a table, or as plain lines. */
import { type FunctionProfile, hexAddress, type Profiler, type Run } from "../../index.ts";
import { writeSize } from "../amount.ts";
import type { RunOptions } from "../run-options.ts";
import { heading, writeTable } from "./table.ts";

export function profileReport(profiler: Profiler, { heap }: Run, options: Partial<RunOptions>): string {
  const functions = profiler.results();
  const { allocated, peak } = heap.statistics;
  const totals = [
    ["Peak Stack Depth", `${profiler.peakDepth} frames`],
    ["Total Allocations", writeSize(allocated)],
    ["Peak Heap Size", writeSize(peak)],
  ];
  const lines = totals.map(([title, value]) => `${title}: ${value}\n`).join("");
  return options.table === false
    ? `\n${heading("Profiling Results")}\nFunction Summary:\n${functions.map(plainLine).join("")}\n${lines}`
    : writeTable("Profiling Results", COLUMNS, functions.map(row), options.color) + lines;
}

const COLUMNS = [
  { title: "Function" },
  { title: "Address", right: true },
  { title: "Calls", right: true },
  { title: "Total ms", right: true },
  { title: "Self ms", right: true },
  { title: "Average ms", right: true },
  { title: "Instructions", right: true },
];

function row(profile: FunctionProfile): string[] {
  return [
    profile.name ?? `fn@${hexAddress(profile.address)}`,
    hexAddress(profile.address),
    String(profile.calls),
    time(profile.totalTime),
    time(profile.selfTime),
    time(average(profile)),
    String(profile.instructions),
  ];
}

function plainLine(profile: FunctionProfile): string {
  const entry = `fn@${hexAddress(profile.address)}`;
  const name = profile.name === undefined ? entry : `${profile.name} (${entry})`;
  return (
    `  ${name} - ${profile.calls} calls - ${time(profile.totalTime)} ms - ` +
    `${profile.instructions} instructions - self ${time(profile.selfTime)} ms - ` +
    `average ${time(average(profile))} ms\n`
  );
}

const average = ({ totalTime, calls }: FunctionProfile): number => totalTime / Math.max(1, calls);
const time = (milliseconds: number): string => milliseconds.toFixed(3);
