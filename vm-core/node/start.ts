/**
 * `dist/ttvm.js`: starts the command in the bundle beside it, with the code that the build had V8 make of it.
 *
 * Most of a short run's time is V8 reading two megabytes of source. The file `command.code` holds the compiled code,
 * after a line that names the size and the time of the source that it was made of, which is ASCII alone. V8 refuses code of another version
 * of its own; then, and without the file, the bundle is loaded as any other module, and Node keeps its code where it has
 * a cache for that.
 */
import { existsSync, readFileSync, statSync } from "node:fs";
import module, { createRequire } from "node:module";
import path from "node:path";
import vm from "node:vm";

const BUNDLE = path.join(import.meta.dirname, "command.js");

/** Node's own cache is newer than the types of the oldest Node that is supported. */
interface WithCache {
  enableCompileCache?(): unknown;
}

type Wrapped = (exports: object, require: NodeJS.Require, self: object, file: string, folder: string) => void;

/** The bundle as a function, from compiled code; none where that does not fit. */
function fromCode(): Wrapped | undefined {
  try {
    const code = readFileSync(path.join(import.meta.dirname, "command.code"));
    const end = code.indexOf("\n");
    const { size, mtimeMs } = statSync(BUNDLE);
    if (code.toString("latin1", 0, end) !== `${size} ${mtimeMs}`) return undefined;
    const script = new vm.Script(module.wrap(readFileSync(BUNDLE, "latin1")), {
      filename: BUNDLE,
      cachedData: code.subarray(end + 1),
    });
    return script.cachedDataRejected ? undefined : script.runInThisContext();
  } catch {
    // There is no such file; what is wrong with the bundle itself is said when it is loaded.
    return undefined;
  }
}

const load = createRequire(BUNDLE);
const compiled = fromCode();
if (compiled !== undefined) {
  const self = { exports: {} };
  compiled.call(self.exports, self.exports, load, self, BUNDLE, import.meta.dirname);
} else if (existsSync(BUNDLE)) {
  (module as WithCache).enableCompileCache?.();
  load(BUNDLE);
} else {
  process.stderr.write("dist/command.js is missing beside dist/ttvm.js: `npm run build` makes both\n");
  process.exitCode = 2;
}
