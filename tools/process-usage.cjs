/**
 * Preloaded by the benchmarks: writes what the process has taken when it ends, as JSON: milliseconds of the processors, all threads
 * together, and the most memory that it had, in bytes: from /proc where there is one, since what `resourceUsage` says begins with
 * what the parent process had.
 */
"use strict";
const { readFileSync, writeFileSync } = require("node:fs");

process.on("exit", () => {
  const { user, system } = process.cpuUsage();
  const memory = mostKilobytes() * 1_024;
  writeFileSync(process.env.USAGE_FILE, JSON.stringify({ cpu: (user + system) / 1_000, memory }));
});

function mostKilobytes() {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync("/proc/self/status", "utf8"))[1]);
  } catch {
    return process.resourceUsage().maxRSS;
  }
}
