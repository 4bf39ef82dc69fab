/**
 * Writes what V8 has compiled of a bundle in dist/ when it has run programs, so that `ttvm` need not compile it at each
 * start (vm-core/node/start.ts reads it).
 *
 *     node tools/compiled-code.mjs
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import vm from "node:vm";
import { sizedCopy } from "./bench-programs.mjs";
import { ROOT } from "./bootstrap.mjs";

const DIST = path.join(ROOT, "dist");

const runs = (...examples) => examples.map((example) => ["run", `examples/${example}`]);
/** Runs that are long enough for code to be generated. */
const hot = (...names) => names.map((name) => ["run", hotCopy(name)]);

/**
 * The files of code, each with its bundle and the commands after which it is taken. What V8 reads of code counts at each start: so
 * there is code for assembly alone.
 */
const CODES = {
  run: { bundle: "run", commands: runs("factorial.ttvm") },
  "run-lisp": { bundle: "run", commands: runs("factorial.ttvm", "words.lisp") },
  "run-rest": { bundle: "run-rest", commands: runs("bank-account.ttvm") },
  "run-jit": {
    bundle: "run-jit",
    commands: hot("hash", "fib", "closures", "objects", "mandelbrot", "matrix"),
  },
  "run-rest-lisp": { bundle: "run-rest", commands: runs("words.lisp") },
  command: {
    bundle: "command",
    commands: [
      ["check", "examples/factorial.ttvm"],
      ["check", "examples/words.lisp"],
    ],
  },
};

/** The file of a program of test/bench that works on enough. */
function hotCopy(name) {
  const folder = path.join(ROOT, ".build", "hot");
  mkdirSync(folder, { recursive: true });
  const sizes = JSON.parse(readFileSync(path.join(ROOT, "test", "bench", "sizes.json"), "utf8"));
  return path.relative(ROOT, sizedCopy(name, sizes[name].small, folder));
}

/** One letter beyond ASCII makes V8 hold the whole text in twice the memory, and decoding it takes longer than all the rest. */
function makeAscii(bundle) {
  // esbuild leaves such letters in comments and in regular expressions alone, where an escape means the same.
  const escaped = (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`;
  writeFileSync(bundle, readFileSync(bundle, "utf8").replace(/[^\0-\x7f]/g, escaped));
}

/** The scripts that have been started here. */
const scripts = new Map();

/** Starts a bundle, as vm-core/node/start.ts does. */
function load(name) {
  const bundle = path.join(DIST, `${name}.js`);
  const script = new vm.Script(readFileSync(bundle, "latin1"), { filename: bundle });
  scripts.set(name, script);
  const require = createRequire(bundle);
  const later = ["run-jit", "run-rest"];
  const needed = (id) => {
    const found = later.find((one) => id === `./${one}.js`);
    return found === undefined ? require(id) : load(found);
  };
  const self = { exports: {} };
  script.runInThisContext()(self.exports, needed, self, bundle, DIST);
  return self.exports;
}

/** Runs the commands of a file of code in this process, and writes it at the end. */
function compile(name) {
  const { bundle, commands } = CODES[name];
  process.on("exit", () => {
    const { size, mtimeMs } = statSync(path.join(DIST, `${bundle}.js`));
    const head = Buffer.from(`${size} ${mtimeMs}\n`);
    const code = scripts.get(bundle).createCachedData();
    writeFileSync(path.join(DIST, `${name}.code`), Buffer.concat([head, code]));
  });
  for (const words of commands) {
    const example = path.join(ROOT, words.at(-1));
    process.argv = [process.argv[0], path.join(DIST, "ttvm.js"), ...words.slice(0, -1), example];
    load(bundle === "command" ? "command" : "run").begin();
  }
}

const [, , wanted] = process.argv;
if (wanted === undefined) {
  for (const bundle of new Set(Object.values(CODES).map((code) => code.bundle)))
    makeAscii(path.join(DIST, `${bundle}.js`));
  for (const name of Object.keys(CODES)) {
    rmSync(path.join(DIST, `${name}.code`), { force: true });
    const { status } = spawnSync(process.execPath, [import.meta.filename, name], {
      stdio: ["ignore", "ignore", "inherit"],
    });
    if (status !== 0) throw new Error(`${name}.code: its commands ended with ${status}`);
  }
} else {
  compile(wanted);
}
