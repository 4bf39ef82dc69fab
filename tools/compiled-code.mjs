/**
 * Writes dist/command.code: what V8 has compiled of dist/command.js when it has run two programs, so that `ttvm` need not
 * compile it at each start (vm-core/node/start.ts reads it).
 *
 *     node tools/compiled-code.mjs
 */
import { readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import module, { createRequire } from "node:module";
import path from "node:path";
import vm from "node:vm";
import { ROOT } from "./bootstrap.mjs";

const DIST = path.join(ROOT, "dist");
const BUNDLE = path.join(DIST, "command.js");
const CODE = path.join(DIST, "command.code");

rmSync(CODE, { force: true });
// One letter beyond ASCII makes V8 hold the whole text in twice the memory, and decoding it takes longer than all the
// rest. esbuild leaves such letters in comments and in regular expressions alone, where an escape means the same.
const escaped = (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`;
const text = readFileSync(BUNDLE, "utf8").replace(/[^\0-\x7f]/g, escaped);
writeFileSync(BUNDLE, text);
const script = new vm.Script(module.wrap(text), {
  filename: BUNDLE,
});
process.on("exit", () => {
  const { size, mtimeMs } = statSync(BUNDLE);
  writeFileSync(CODE, Buffer.concat([Buffer.from(`${size} ${mtimeMs}\n`), script.createCachedData()]));
});
// Both languages.
for (const example of ["factorial.ttvm", "words.lisp"]) {
  process.argv = [process.argv[0], path.join(DIST, "ttvm.js"), "run", path.join(ROOT, "examples", example)];
  const self = { exports: {} };
  script.runInThisContext().call(self.exports, self.exports, createRequire(BUNDLE), self, BUNDLE, DIST);
}
