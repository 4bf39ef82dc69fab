/**
 * Lisp beside assembly: the programs of test/bench/lisp run in turn with the same programs written by hand, in one run.
 * A table tells how much longer the Lisp takes; 1.3 times is what it may.
 *
 * Then Lisp beside Scheme: the programs of test/bench/lisp/schemes run in turn here and in those Schemes that are
 * installed, in one run. Each figure is less what the system takes for a program that only prints.
 */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

/** The programs that Schemes run, too, with the sizes that they take. */
export const SCHEME_BENCHES = {
  "list-build": { small: 100, large: 1000 },
  "list-walk": { small: 5, large: 50 },
  "string-build": { small: 10, large: 100 },
  deriv: { small: 1000, large: 20_000 },
  tokenizer: { small: 200, large: 3000 },
};

/** How a program is run, and what stands before it; `asks` is a command that ends well where the Scheme is there. */
const SCHEMES = {
  chibi: {
    command: "chibi-scheme",
    asks: ["-V"],
    before: "(import (scheme base) (scheme cxr) (scheme write))\n",
    words: (file) => [file],
  },
  guile: {
    command: "guile",
    asks: ["--version"],
    before: "",
    // Compiled beforehand: the first run of a file keeps what it was compiled to.
    words: (file) => ["--no-debug", "-s", file],
  },
};

const ms = (milliseconds) => `${milliseconds.toFixed(1)} ms`;

export const LISP_BENCHES = { "lisp-fib": "fib", "lisp-loop": "loop_sum" };

/** `once` runs `ttvm` with these words; `start` are the milliseconds of a program of one instruction. */
export function measureLisp(names, { folder, scratch, sizes, runs, start, once }) {
  const rows = [];
  for (const name of names) {
    const program = LISP_BENCHES[name];
    const files = {
      assembly: sized(
        path.join(folder, `${program}.ttvm`),
        /PUSH_INT -?\d+ ; @N/,
        `PUSH_INT ${sizes[program]}`,
      ),
      lisp: sized(
        path.join(folder, "lisp", `${program}.lisp`),
        /\(define size \d+\)/,
        `(define size ${sizes[program]})`,
      ),
    };
    const best = { assembly: Infinity, lisp: Infinity };
    for (let run = 0; run < runs; run++) {
      const outputs = new Set();
      for (const [kind, file] of Object.entries(files)) {
        const { milliseconds, output } = once(["run", file]);
        best[kind] = Math.min(best[kind], milliseconds);
        outputs.add(output);
      }
      if (outputs.size !== 1) throw new Error(`${name}: the outputs differ`);
    }
    const [assembly, lisp] = [best.assembly, best.lisp].map((milliseconds) =>
      Math.max(milliseconds - start, 0.1),
    );
    rows.push([name, ms(assembly), ms(lisp), (lisp / assembly).toFixed(2)]);
  }
  return { title: "Lisp beside assembly", heads: ["program", "assembly", "Lisp", "ratio"], rows };

  function sized(file, pattern, replacement) {
    const source = readFileSync(file, "utf8");
    if (!pattern.test(source)) throw new Error(`${file} has no size`);
    const copy = path.join(scratch, `lisp-${path.basename(file)}`);
    writeFileSync(copy, source.replace(pattern, replacement));
    return copy;
  }
}

/** `once` and `start` as above. */
export function measureSchemes(names, { folder, scratch, size, runs, once }) {
  const installed = Object.entries(SCHEMES).filter(
    ([, { command, asks }]) => spawnSync(command, asks).status === 0,
  );
  const systems = { ttvm: undefined, ...Object.fromEntries(installed) };
  const labels = Object.keys(systems);
  const rows = [];
  const start = bestOf("(display 1)\n(newline)\n", "start");
  for (const name of names) {
    const source = readFileSync(path.join(folder, "lisp", "schemes", `${name}.lisp`), "utf8");
    const pattern = /\(define size \d+\)/;
    if (!pattern.test(source)) throw new Error(`${name} has no size`);
    const best = bestOf(source.replace(pattern, `(define size ${SCHEME_BENCHES[name][size]})`), name);
    const own = Object.fromEntries(labels.map((label) => [label, Math.max(best[label] - start[label], 0.1)]));
    const ratios = installed.map(([label]) => (own.ttvm / own[label]).toFixed(2));
    rows.push([name, ...labels.map((label) => ms(own[label])), ...ratios]);
  }
  const heads = ["program", ...labels, ...installed.map(([label]) => `ttvm/${label}`)];
  const versions = installed.map(([label, { command, asks }]) => {
    const { stdout, stderr } = spawnSync(command, asks, { encoding: "utf8" });
    return `${label} ${/\d+(\.\d+)+/.exec(stdout + stderr)?.[0] ?? ""}`;
  });
  return { table: { title: "Lisp beside Schemes", heads, rows }, versions };

  /** The shortest time of each system; the outputs must agree. */
  function bestOf(text, name) {
    const best = Object.fromEntries(labels.map((label) => [label, Infinity]));
    const commands = Object.entries(systems).map(([label, scheme]) => {
      const file = path.join(scratch, `${label}-${name}.lisp`);
      writeFileSync(file, (scheme?.before ?? "") + text);
      const run = () =>
        scheme === undefined ? once(["run", file]) : once(scheme.words(file), scheme.command);
      // Schemes that compile do so now.
      if (scheme !== undefined) run();
      return [label, run];
    });
    for (let turn = 0; turn < runs; turn++) {
      const outputs = new Set();
      for (const [label, run] of commands) {
        const { milliseconds, output } = run();
        best[label] = Math.min(best[label], milliseconds);
        outputs.add(output);
      }
      if (outputs.size !== 1) throw new Error(`${name}: the outputs differ: ${[...outputs].join(" and ")}`);
    }
    return best;
  }
}
