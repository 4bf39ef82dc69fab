/** Measures processes beside Erlang's: what a message, a spawn and an idle process cost. */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { ROOT } from "./bootstrap.mjs";

const FOLDER = path.join(ROOT, "test", "bench", "processes");

/**
 * `count` is how often the program does what is measured. `erlang` is the figure of OTP 25 on the same kind of
 * machine (two shared virtual cores, AMD EPYC) with one scheduler, in the same unit.
 */
export const PROCESS_BENCHES = {
  "spawn-end": { what: "spawn and end of a process", unit: "ns", count: 300_000 },
  spawn: { what: "spawn, 100,000 alive", unit: "ns", count: 100_000, erlang: 1_484 },
  idle: { what: "memory of an idle process", unit: "bytes", count: 100_000, erlang: 2_707 },
  ring: { what: "message in a ring of 1,000", unit: "ns", count: 1_000_000, erlang: 280 },
  "ping-pong": { what: "ping-pong message", unit: "ns", count: 1_000_000, erlang: 279 },
  "fan-in": { what: "fan-in message, 100 to 1", unit: "ns", count: 1_000_000, erlang: 195 },
};

/** Prints a table. Figures are the best of several runs. */
export async function measureProcesses(names, { ttvm, scratch, small, runs }) {
  console.log(
    `\n${"processes".padEnd(32)}${"ttvm".padStart(14)}${"Erlang/OTP 25".padStart(16)}${"ratio".padStart(9)}`,
  );
  for (const name of names) {
    const { what, unit, count, erlang } = PROCESS_BENCHES[name];
    const size = small ? Math.max(1_000, count / 10) : count;
    const figures = [];
    for (let run = 0; run < runs; run++) {
      const measure =
        name === "idle" ? idleBytes(size, { scratch }) : nanoseconds(name, size, { ttvm, scratch });
      figures.push(await measure);
    }
    const best = Math.min(...figures);
    const cell = (value) => (value === undefined ? "" : `${Math.round(value).toLocaleString("en")} ${unit}`);
    const ratio = erlang === undefined ? "" : (best / erlang).toFixed(2);
    console.log(
      `${what.padEnd(32)}${cell(best).padStart(14)}${cell(erlang).padStart(16)}${ratio.padStart(9)}`,
    );
  }
}

/** What the program says it took, for each of what it does. */
function nanoseconds(name, size, { ttvm, scratch }) {
  return Number(execute([ttvm, "run", sized(name, size, scratch)])) / size;
}

/** Bytes of the heap for each process that is alive and waits. */
async function idleBytes(size, { scratch }) {
  const machine = path.join(scratch, "machine.mjs");
  const { build } = await import("esbuild");
  await build({
    entryPoints: [path.join(ROOT, "vm-core", "index.ts")],
    outfile: machine,
    bundle: true,
    format: "esm",
    platform: "node",
    loader: { ".ttvm": "text", ".lisp": "text" },
  });
  const script = path.join(scratch, "idle.mjs");
  writeFileSync(script, IDLE);
  return Number(execute(["--expose-gc", script, machine, sized("spawn", size, scratch)])) / size;
}

/** Runs a program that starts processes, up to its EXIT, and compares the heap before and after. */
const IDLE = `
import { readFileSync } from "node:fs";
const [, , machine, program] = process.argv;
const { analyze, createMachine, drive } = await import("file://" + machine);
const nothing = () => undefined;
const host = { perform: () => 0, write: nothing, release: nothing, delay: async () => {}, breathe: async () => {} };
const run = createMachine(analyze("idle.ttvm", 0, readFileSync(program, "utf8")).program, { readModule: nothing });
gc();
const before = process.memoryUsage().heapUsed;
await drive(run, host);
gc();
console.log(process.memoryUsage().heapUsed - before);
if (run.system.processes.size === 0) process.exit(1);
`;

function sized(name, size, scratch) {
  const source = readFileSync(path.join(FOLDER, `${name}.ttvm`), "utf8");
  const file = path.join(scratch, `${name}.ttvm`);
  writeFileSync(file, source.replace(/PUSH_INT -?\d+ ; @N/, `PUSH_INT ${size}`));
  return file;
}

function execute(args) {
  const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8", env });
  if (status !== 0) throw new Error(`${args.join(" ")} failed: ${stderr}`);
  return stdout;
}
