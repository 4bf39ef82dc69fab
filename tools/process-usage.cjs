/**
 * Preloaded by the benchmarks: writes what the process has taken when it ends, as JSON: milliseconds of the processors, all threads
 * together, and the most memory that it had, in bytes.
 */
"use strict";
const { writeFileSync } = require("node:fs");

process.on("exit", () => {
  const { user, system } = process.cpuUsage();
  const memory = process.resourceUsage().maxRSS * 1_024;
  writeFileSync(process.env.USAGE_FILE, JSON.stringify({ cpu: (user + system) / 1_000, memory }));
});
