/**
 * Writes what a test process has found for `tools/test-unit.mjs`: one JSON value a line, and `{ "ended": true, "cpu": … }` at
 * the end, with the seconds of the processors that it has taken.
 */
import { readFileSync } from "node:fs";

export default async function* report(source) {
  for await (const { type, data } of source) {
    if (type === "test:pass" && data.skip === undefined && data.details?.type !== "suite") {
      yield line({ passed: data.name });
    }
    // A suite that fails because of its tests adds nothing to them.
    if (type === "test:fail" && data.details?.error?.failureType !== "subtestsFailed") {
      yield line({ failed: data.name, causes: causesOf(data.details?.error) });
    }
    if (type === "test:diagnostic" && data.message.startsWith("Warning:"))
      yield line({ warning: data.message });
  }
  yield line({ ended: true, cpu: cpuSeconds() });
}

/** Of this process with its threads and, where the system tells, of those that it has started and that have ended. */
function cpuSeconds() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6 + (process.platform === "linux" ? childSeconds() : 0);
}

/** The system counts in hundredths of a second: the 16th and 17th value of the process, whose name may hold blanks. */
function childSeconds() {
  const stat = readFileSync("/proc/self/stat", "utf8");
  const [user, system] = stat
    .slice(stat.lastIndexOf(")") + 2)
    .split(" ")
    .slice(13, 15);
  return (Number(user) + Number(system)) / 100;
}

const line = (value) => `${JSON.stringify(value)}\n`;

/** The error of a test, and what a property test failed with: it is the cause of what it says about the case. */
function causesOf(error) {
  const causes = [];
  for (let each = error?.cause ?? error; each !== undefined && each !== null; each = each.cause) {
    causes.push(String(each.stack || each.message || each));
  }
  return causes.length > 0 ? causes : [String(error)];
}
