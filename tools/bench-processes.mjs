/**
 * Measures processes: what a message, a spawn and an idle process cost, beside Erlang's with one scheduler, in turn, where it is
 * installed.
 */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { median } from "./bench-run.mjs";
import { ROOT } from "./bootstrap.mjs";

const FOLDER = path.join(ROOT, "test", "bench", "processes");
/** Erlang writes a dump of a hundred megabytes where it fails, into the folder that it was started in. */
const ERLANG = { encoding: "utf8", env: { ...process.env, ERL_CRASH_DUMP_BYTES: "0" } };
/** Processes of the ring, and those that send to one. */
const RING = 1_000;
const SENDERS = 100;

/**
 * `count` is how often the program does what is measured. `erlang` is the module that does the same, with its arguments, and what
 * the line begins with that tells the figure.
 */
export const PROCESS_BENCHES = {
  "spawn-end": {
    what: "spawn and end of a process",
    unit: "ns",
    count: 300_000,
    erlang: { module: "spawn", args: (count) => [count], line: "spawn/answer/exit one at a time" },
  },
  spawn: {
    what: "spawn, 100,000 alive",
    unit: "ns",
    count: 100_000,
    erlang: { module: "spawn", args: (count) => [count], line: "spawn, per process" },
  },
  idle: {
    what: "memory of an idle process",
    unit: "bytes",
    count: 100_000,
    erlang: { module: "spawn", args: (count) => [count], line: "spawn, bytes per idle process" },
  },
  ring: {
    what: `message in a ring of ${RING.toLocaleString("en")}`,
    unit: "ns",
    count: 1_000_000,
    erlang: { module: "ring", args: (count) => [RING, count], line: "ring, per message" },
  },
  "ping-pong": {
    what: "ping-pong message",
    unit: "ns",
    count: 1_000_000,
    erlang: { module: "pingpong", args: (count) => [count], line: "pingpong, per message" },
  },
  "fan-in": {
    what: `fan-in message, ${SENDERS} to 1`,
    unit: "ns",
    count: 1_000_000,
    erlang: { module: "fanin", args: (count) => [SENDERS, count / SENDERS], line: "fanin, per message" },
  },
};

/** A table of medians. Erlang's program tells the median of seven runs of its own. */
export async function measureProcesses(names, { ttvm, scratch, small, runs }) {
  const erlang = compileErlang(scratch);
  const rows = [];
  for (const name of names) {
    const { what, unit, count, erlang: twin } = PROCESS_BENCHES[name];
    const size = small ? Math.max(1_000, count / 10) : count;
    const [ours, theirs] = [[], []];
    for (let run = 0; run < runs; run++) {
      const measure =
        name === "idle" ? idleBytes(size, { scratch }) : nanoseconds(name, size, { ttvm, scratch });
      ours.push(await measure);
      if (erlang !== undefined) theirs.push(erlangFigure(twin, size, scratch));
    }
    const cell = (values) => `${Math.round(median(values)).toLocaleString("en")} ${unit}`;
    const beside = erlang === undefined ? [] : [cell(theirs), (median(ours) / median(theirs)).toFixed(2)];
    rows.push([what, cell(ours), ...beside]);
  }
  const table = {
    title: "Processes",
    heads: ["", "ttvm", ...(erlang === undefined ? [] : ["Erlang", "ratio"])],
    rows,
  };
  return { tables: [table], versions: erlang === undefined ? [] : [erlang] };
}

/** Its version; undefined where it is not installed. */
function compileErlang(scratch) {
  const asks = ["-noshell", "-eval", 'io:format("~s", [erlang:system_info(otp_release)]), halt().'];
  const { status, stdout } = spawnSync("erl", asks, ERLANG);
  if (status !== 0) return undefined;
  const modules = ["bm", "ring", "pingpong", "fanin", "spawn"].map((name) =>
    path.join(FOLDER, `${name}.erl`),
  );
  const compiled = spawnSync("erlc", ["-o", scratch, ...modules], { encoding: "utf8" });
  return compiled.status === 0 ? `Erlang/OTP ${stdout}` : undefined;
}

/** Its lines end with `shortest/median` for each operation, or one figure. */
function erlangFigure({ module, args, line }, size, scratch) {
  const words = [
    "+S",
    "1:1",
    "+P",
    "1000000",
    "-noshell",
    "-pa",
    scratch,
    "-s",
    module,
    "main",
    ...args(size).map(String),
  ];
  const { status, stdout } = spawnSync("erl", [...words, "-s", "init", "stop"], ERLANG);
  const found = stdout.split("\n").find((one) => one.includes(line));
  if (status !== 0 || found === undefined) throw new Error(`Erlang's ${module} failed: ${stdout}`);
  return Number(found.trim().split(/[ /]/).at(-1));
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
const host = { now: () => performance.now(), perform: () => 0, write: nothing, release: nothing, delay: async () => {}, breathe: async () => {} };
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
