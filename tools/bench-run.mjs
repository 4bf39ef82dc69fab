/** Runs commands for the benchmarks, one after the other: what each takes, and what it prints. */
import { spawnSync } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync } from "node:fs";
import path from "node:path";
import { ROOT } from "./bootstrap.mjs";

const USAGE = path.join(ROOT, "tools", "process-usage.cjs");

/** Other languages, where they are installed: how their version is asked, and the program that runs a file. */
export const PEERS = {
  Lua: { commands: ["lua5.4", "lua"], asks: ["-v"], ending: "lua" },
  LuaJIT: { commands: ["luajit"], asks: ["-v"], ending: "lua" },
  Python: { commands: ["python3"], asks: ["--version"], ending: "py" },
};

/** Those that are there: `{ command, version, ending }` by name. */
export function installedPeers() {
  const found = {};
  for (const [name, { commands, asks, ending }] of Object.entries(PEERS)) {
    for (const command of commands) {
      const { status, stdout, stderr } = spawnSync(command, asks, { encoding: "utf8" });
      if (status !== 0) continue;
      const version = /\d+(\.\d+)*/.exec(stdout + stderr)?.[0] ?? "";
      found[name] = { command, version: `${name} ${version}`, ending };
      break;
    }
  }
  return found;
}

/**
 * Runs a command: the milliseconds on the clock, those of the processors, all threads together, its output and, of Node, the
 * most memory that it had, in bytes. Throws when it fails.
 */
export function once(scratch, args, command = process.execPath) {
  mkdirSync(scratch, { recursive: true });
  const [file, usageFile] = [path.join(scratch, "output"), path.join(scratch, "usage")];
  const isNode = command === process.execPath;
  // A certificate file makes each start of Node longer.
  const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env;
  // `times` of Bash tells, to the millisecond, what a program has taken that cannot tell itself.
  const words = isNode
    ? [command, "--require", USAGE, ...args]
    : ["bash", "-c", '"$@"; code=$?; times > "$USAGE_FILE"; exit $code', "bash", command, ...args];
  const descriptor = openSync(file, "w");
  const started = performance.now();
  const { status, stderr, error } = spawnSync(words[0], words.slice(1), {
    stdio: ["ignore", descriptor, "pipe"],
    env: { ...env, USAGE_FILE: usageFile },
  });
  const milliseconds = performance.now() - started;
  closeSync(descriptor);
  if (status !== 0) throw new Error(`${command} ${args.join(" ")} failed: ${error ?? stderr}`);
  const usage = readFileSync(usageFile, "utf8");
  const told = isNode ? JSON.parse(usage) : { cpu: childTime(usage) };
  return { milliseconds, ...told, output: readFileSync(file, "utf8") };
}

/** The milliseconds in the second line of `times`: those of the shell's children, in user and system mode. */
function childTime(text) {
  const parts = text.trim().split("\n").at(-1).split(/\s+/);
  return parts.reduce((sum, part) => {
    const [minutes, seconds] = part.replace(",", ".").replace("s", "").split("m").map(Number);
    return sum + minutes * 60_000 + seconds * 1_000;
  }, 0);
}

export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
