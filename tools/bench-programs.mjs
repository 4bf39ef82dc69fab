/**
 * Programs of test/bench, assembly or Lisp, beside the same programs written by hand in JavaScript and, where those are installed,
 * in Lua and Python: all in turn, so that a slow moment of the machine hits each of them.
 *
 * A figure is the median of the runs less that of a program of one instruction. The JavaScript is in milliseconds, all
 * others are how many times as long they take.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { installedPeers, median, once } from "./bench-run.mjs";
import { ROOT } from "./bootstrap.mjs";

const FOLDER = path.join(ROOT, "test", "bench");
const TTVM = path.join(ROOT, "dist", "ttvm.js");

/** How our machine runs a program, the name of the column first. */
const MODES = {
  interpreter: (file) => ["run", "--jit=off", file],
  "register IR": (file) => ["run", "--use-ir", file],
  generated: (file) => ["run", "--jit=auto", file],
  "from .ttb": (_, compiled) => ["run", "--jit=auto", compiled],
};

/** How a program starts that nothing is said about: it is in the table of starts alone. */
const PLAIN = { "no flags": (file) => ["run", file] };

/** `time` is `cpu`, which other work on the machine changes least, or `wall`. */
export function measurePrograms(names, { scratch, sizes, size, runs, time }) {
  const peers = installedPeers();
  const measure = (name, modes = MODES) => {
    const commands = commandsOf(name, sizes[name][size], { scratch, peers, modes });
    const all = Object.fromEntries(Object.keys(commands).map((column) => [column, []]));
    const outputs = new Set();
    for (let run = 0; run < runs; run++) {
      for (const [column, { args, command }] of Object.entries(commands)) {
        const done = once(scratch, args, command);
        all[column].push(done);
        outputs.add(done.output.trimEnd());
      }
    }
    if (outputs.size !== 1) throw new Error(`${name}: the outputs differ: ${[...outputs].join(" and ")}`);
    return Object.fromEntries(
      Object.entries(all).map(([column, done]) => [
        column,
        {
          taken: median(done.map((one) => (time === "cpu" ? one.cpu : one.milliseconds))),
          memory: median(done.map((one) => one.memory ?? 0)),
        },
      ]),
    );
  };
  const start = measure("one", { ...PLAIN, ...MODES });
  const columns = [...Object.keys(MODES), ...Object.keys(peers)];
  const own = names.map((name) => ({ name, ...selfTimes(measure(name), start) }));
  return {
    tables: [timesTable(own, columns), memoryTable(own), startTable(start)],
    versions: Object.values(peers).map(({ version }) => version),
  };
}

/** What each takes for itself. */
function selfTimes(measured, start) {
  const self = {};
  for (const [column, { taken, memory }] of Object.entries(measured))
    self[column] = { taken: Math.max(taken - start[column].taken, 0.1), memory };
  return self;
}

function timesTable(rows, columns) {
  const ratio = (row, column) => row[column] && row[column].taken / row.JavaScript.taken;
  const means = columns.map((column) => {
    const ratios = rows.map((row) => ratio(row, column)).filter((value) => value !== undefined);
    if (ratios.length === 0) return "";
    return times(Math.exp(ratios.reduce((sum, value) => sum + Math.log(value), 0) / ratios.length));
  });
  return {
    title: "Programs, times as long as hand-written JavaScript",
    heads: ["program", "JavaScript", ...columns],
    rows: [
      ...rows.map((row) => [
        row.name,
        `${row.JavaScript.taken.toFixed(1)} ms`,
        ...columns.map((column) => times(ratio(row, column))),
      ]),
      ["geometric mean", "", ...means],
    ],
    note: "A mean is of the programs that the column has.",
  };
}

function times(value) {
  if (value === undefined) return "";
  return value < 10 ? value.toFixed(2) : value.toFixed(0);
}

/** Of the whole process, Node included. */
function memoryTable(rows) {
  const columns = ["JavaScript", ...Object.keys(MODES)];
  return {
    title: "Most memory of the process",
    heads: ["program", ...columns],
    rows: rows.map((row) => [row.name, ...columns.map((column) => megabytes(row[column].memory))]),
  };
}

const megabytes = (bytes) => `${(bytes / 2 ** 20).toFixed(0)} MB`;

function startTable(start) {
  const columns = Object.keys(start);
  const { taken: floor } = start.JavaScript;
  return {
    title: "A program of one instruction, from start to end",
    heads: ["", ...columns],
    rows: [
      ["time", ...columns.map((column) => `${start[column].taken.toFixed(1)} ms`)],
      ["times Node's", ...columns.map((column) => times(start[column].taken / floor))],
    ],
  };
}

/** The words and, where it is not Node, the command of each column. */
function commandsOf(name, size, { scratch, peers, modes }) {
  const file = sizedCopy(name, size, scratch);
  const compiled = path.join(scratch, `${name}.ttb`);
  once(scratch, [TTVM, "compile", file, compiled]);
  const commands = {
    JavaScript: { args: ["--stack-size=3900", path.join(FOLDER, `${name}.js`), String(size)] },
  };
  for (const [mode, words] of Object.entries(modes))
    commands[mode] = { args: [TTVM, ...words(file, compiled)] };
  for (const [peer, { command, ending }] of Object.entries(peers)) {
    const script = path.join(FOLDER, `${name}.${ending}`);
    if (existsSync(script)) commands[peer] = { command, args: [script, String(size)] };
  }
  return commands;
}

/** A copy of a program that works on so many things. */
export function sizedCopy(name, size, scratch) {
  const ending = existsSync(path.join(FOLDER, `${name}.lisp`)) ? "lisp" : "ttvm";
  const source = readFileSync(path.join(FOLDER, `${name}.${ending}`), "utf8");
  const sized = path.join(scratch, `${name}.${ending}`);
  const text =
    ending === "lisp"
      ? source.replace(/\(define size \d+\)/, `(define size ${size})`)
      : source.replace(/PUSH_INT -?\d+ ; @N/, `PUSH_INT ${size}`);
  writeFileSync(sized, text);
  return sized;
}
