/**
 * Writes what V8 has compiled of a bundle in dist/ when it has run programs, so that `ttvm` need not compile it at each
 * start (vm-core/node/start.ts reads it).
 *
 *     node tools/compiled-code.mjs
 */
import { spawnSync } from "node:child_process";
import { readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import module, { createRequire } from "node:module";
import path from "node:path";
import vm from "node:vm";
import { ROOT } from "./bootstrap.mjs";

const DIST = path.join(ROOT, "dist");

/** The files of code, each with its bundle and the commands after which it is taken. */
const CODES = {
  run: { bundle: "run", commands: [["run", "factorial.ttvm"]] },
  "run-lisp": { bundle: "run", commands: [["run", "words.lisp"]] },
  command: {
    bundle: "command",
    commands: [
      ["check", "factorial.ttvm"],
      ["check", "words.lisp"],
    ],
  },
};

/** One letter beyond ASCII makes V8 hold the whole text in twice the memory, and decoding it takes longer than all the rest. */
function makeAscii(bundle) {
  // esbuild leaves such letters in comments and in regular expressions alone, where an escape means the same.
  const escaped = (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`;
  writeFileSync(bundle, readFileSync(bundle, "utf8").replace(/[^\0-\x7f]/g, escaped));
}

/** Runs the commands of a file of code in this process, and writes it at the end. */
function compile(name) {
  const bundle = path.join(DIST, `${CODES[name].bundle}.js`);
  const script = new vm.Script(module.wrap(readFileSync(bundle, "latin1")), { filename: bundle });
  process.on("exit", () => {
    const { size, mtimeMs } = statSync(bundle);
    const head = Buffer.from(`${size} ${mtimeMs}\n`);
    writeFileSync(path.join(DIST, `${name}.code`), Buffer.concat([head, script.createCachedData()]));
  });
  for (const [command, example] of CODES[name].commands) {
    process.argv = [
      ...[process.argv[0], path.join(DIST, "ttvm.js"), command],
      path.join(ROOT, "examples", example),
    ];
    const self = { exports: {} };
    script.runInThisContext().call(self.exports, self.exports, createRequire(bundle), self, bundle, DIST);
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
