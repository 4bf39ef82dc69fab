/**
 * `dist/ttvm.js`: starts the command in a bundle beside it, with the code that the build had V8 make of it.
 *
 * There are two bundles: `run.js` has what a run without flags needs, `command.js` has all commands. Most of a short run's
 * time is V8 reading source. The files `*.code` hold the compiled code, after a line that names the size and the time of
 * the source that it was made of, which is ASCII alone; a run of Lisp needs more code than one of assembly. V8 refuses code of
 * another version of its own; then, and without the file, the bundle is loaded as any other module, and Node keeps its
 * code where it has a cache for that.
 */
import { existsSync, readFileSync, statSync } from "node:fs";
import module, { createRequire } from "node:module";
import path from "node:path";
import vm from "node:vm";
import { version } from "../../package.json";
import { writeAll } from "./host/write.ts";
import { fileOfPlainRun } from "./plain-run.ts";

/** Node's own cache is newer than the types of the oldest Node that is supported. */
interface WithCache {
  enableCompileCache?(): unknown;
}

type Wrapped = (exports: object, require: NodeJS.Require, self: object, file: string, folder: string) => void;

function beside(name: string): string {
  return path.join(import.meta.dirname, name);
}

/** A bundle as a function, from compiled code; none where that does not fit. */
function fromCode(bundle: string, codeFile: string): Wrapped | undefined {
  try {
    const code = readFileSync(codeFile);
    const end = code.indexOf("\n");
    const { size, mtimeMs } = statSync(bundle);
    if (code.toString("latin1", 0, end) !== `${size} ${mtimeMs}`) return undefined;
    const script = new vm.Script(module.wrap(readFileSync(bundle, "latin1")), {
      filename: bundle,
      cachedData: code.subarray(end + 1),
    });
    return script.cachedDataRejected ? undefined : script.runInThisContext();
  } catch {
    // There is no such file; what is wrong with the bundle itself is said when it is loaded.
    return undefined;
  }
}

function start(name: string, code: string): void {
  const bundle = beside(`${name}.js`);
  const load = createRequire(bundle);
  const compiled = fromCode(bundle, beside(`${code}.code`));
  if (compiled !== undefined) {
    const self = { exports: {} };
    compiled.call(self.exports, self.exports, load, self, bundle, import.meta.dirname);
  } else if (existsSync(bundle)) {
    (module as WithCache).enableCompileCache?.();
    load(bundle);
  } else {
    process.stderr.write(`dist/${name}.js is missing beside dist/ttvm.js: \`npm run build\` makes both\n`);
    process.exitCode = 2;
  }
}

const words = process.argv.slice(2);
const file = fileOfPlainRun(words);
if (words.length === 1 && words[0] === "--version") {
  // Nobody who reads no more is to be told.
  writeAll([{ stream: "stdout", text: `${version}\n` }]).catch(() => undefined);
} else if (file === undefined) {
  start("command", "command");
} else {
  start("run", file.endsWith(".lisp") ? "run-lisp" : "run");
}
