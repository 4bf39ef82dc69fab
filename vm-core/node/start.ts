/**
 * `dist/ttvm.js`: starts the command in a bundle beside it, with the code that the build had V8 make of it.
 *
 * `run.js` has what every run needs, and asks for `run-jit.js` and `run-rest.js` when it needs more; `command.js` has all
 * commands. Most of a short run's time is V8 reading source. The files `*.code` hold the compiled code, after a line that
 * names the size and the time of the source that it was made of, which is ASCII alone; a run of Lisp needs more code than
 * one of assembly. V8 refuses code of another version of its own; then, and without the file, the bundle is loaded as any
 * other module, and Node keeps its code where it has a cache for that.
 */
import { existsSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import vm from "node:vm";
import { version } from "../../package.json";
import { writeAll } from "./host/write.ts";
import { endOwing } from "./own-failure.ts";
import { fileOfPlainRun, isRun } from "./plain-run.ts";

/** Node's own cache is newer than the types of the oldest Node that is supported. */
interface WithCache {
  enableCompileCache?(): unknown;
}

/** A bundle: what each module of Node is given. */
type Bundle = (
  exports: object,
  require: (id: string) => unknown,
  self: { exports: object },
  file: string,
  folder: string,
) => void;

function beside(name: string): string {
  return path.join(import.meta.dirname, name);
}

/** A bundle as a function, from compiled code; none where that does not fit. */
function fromCode(name: string, codeFile: string): Bundle | undefined {
  try {
    const bundle = beside(`${name}.js`);
    const code = readFileSync(beside(`${codeFile}.code`));
    const end = code.indexOf("\n");
    const { size, mtimeMs } = statSync(bundle);
    if (code.toString("latin1", 0, end) !== `${size} ${mtimeMs}`) return undefined;
    const script = new vm.Script(readFileSync(bundle, "latin1"), {
      filename: bundle,
      cachedData: code.subarray(end + 1),
    });
    return script.cachedDataRejected ? undefined : script.runInThisContext();
  } catch {
    // There is no such file; what is wrong with the bundle itself is said when it is loaded.
    return undefined;
  }
}

/** The same without compiled code. What it asks for later is loaded here as well; in a module of Node it would not be. */
function fromSource(name: string): Bundle {
  const bundle = beside(`${name}.js`);
  return new vm.Script(readFileSync(bundle, "latin1"), { filename: bundle }).runInThisContext();
}

/**
 * Whether V8 is told how to optimize: that of Node 20, which has the flags that are set here and one compiler to optimize with. Later
 * ones have a quick compiler in between and decide by calls, which serves generated code as well, and write on stderr of a
 * flag that they do not know.
 */
const SETS_FLAGS = process.versions.v8.startsWith("11.");

/** What a bundle exports that a process may begin with. */
interface Beginning {
  begin(onAlone: (isAlone: boolean) => void): void;
}

/** Evaluates a bundle that is there, and gives what it exports. */
function load(name: string, codeFile: string): object {
  const bundle = beside(`${name}.js`);
  const start = fromCode(name, codeFile) ?? (SETS_FLAGS ? fromSource(name) : undefined);
  if (start === undefined) {
    // A module of Node that a start from compiled code has no use for.
    (require("node:module") as WithCache).enableCompileCache?.();
    return require(bundle);
  }
  const needed = (id: string): unknown => {
    if (id === "./run-jit.js") return loadLater("run-jit", "run-jit");
    if (id === "./run-rest.js") return loadLater("run-rest", codeFile.replace("run", "run-rest"));
    return id === "./command.js" ? loadLater("command", "command") : require(id);
  };
  const self = { exports: {} };
  start(self.exports, needed, self, bundle, import.meta.dirname);
  return self.exports;
}

/**
 * How V8 optimizes. First, how long it sees what happens in a function before it does. Second, whether it replaces a function in
 * the middle of a loop: generated code is entered again soon, and would be optimized twice. Third, how many bytes of bytecode
 * it takes into one function: in generated code, what is long is called seldom.
 */
const MANNERS = {
  /** As it does by itself: with many processes the machine itself is what is hot. */
  usual: ["--interrupt-budget=67584", "--use-osr", "--max-inlined-bytecode-size-cumulative=920"],
  /** Of a process that is alone code is generated soon, which leaves the interpreter's functions with little to do. */
  alone: ["--interrupt-budget=1000000"],
  generated: ["--interrupt-budget=270000"],
  generatedAlone: ["--interrupt-budget=270000", "--no-use-osr", "--max-inlined-bytecode-size-cumulative=400"],
} as const;
let hasGenerated = false;
let isAlone = false;

type SetFlags = (flags: string) => void;
let setFlags: SetFlags | undefined;

/**
 * What sets flags of V8. The module of Node that has it loads all streams for what else it has, which takes 3 ms: longer than
 * anything else that is done about generated code. What it is made of is there without it, in the Node of today.
 */
function flagSetter(): SetFlags {
  const { noDeprecation } = process;
  try {
    // Who uses it is warned by Node, as it may be gone one day. Nothing here depends on it.
    // With `--no-deprecation` nobody is, and it cannot be set.
    Reflect.set(process, "noDeprecation", true);
    const { binding } = process as { binding?: (name: string) => { setFlagsFromString?: SetFlags } };
    const found = binding?.("v8").setFlagsFromString;
    if (typeof found === "function") return found;
  } catch {
    // Node forbids it.
  } finally {
    Reflect.set(process, "noDeprecation", noDeprecation);
  }
  return (require("node:v8") as typeof import("node:v8")).setFlagsFromString;
}

function optimize(how: keyof typeof MANNERS): void {
  if (!SETS_FLAGS) return;
  setFlags ??= flagSetter();
  for (const flag of MANNERS[how]) setFlags(flag);
}

/** Has V8 optimize as it is best for what the run has done so far. */
function optimizeAsFits(): void {
  if (isAlone) optimize(hasGenerated ? "generatedAlone" : "alone");
  else if (hasGenerated) optimize("generated");
}

/** Evaluates another bundle of a run: V8 takes compiled code with the flags that it was made with. */
function loadLater(name: string, codeFile: string): object {
  if (isAlone || hasGenerated) optimize("usual");
  const loaded = load(name, codeFile);
  // Generated code is hot from the start, and V8 optimizes it again when something new happens in it.
  hasGenerated ||= name === "run-jit";
  optimizeAsFits();
  return loaded;
}

function start(name: string, codeFile = name): void {
  if (existsSync(beside(`${name}.js`))) {
    (load(name, codeFile) as Beginning).begin((alone) => {
      if (isAlone) optimize("usual");
      isAlone = alone;
      optimizeAsFits();
    });
  } else {
    process.stderr.write(`dist/${name}.js is missing beside dist/ttvm.js: \`npm run build\` makes both\n`);
    process.exitCode = 2;
  }
}

const words = process.argv.slice(2);
if (words.length === 1 && words[0] === "--version") {
  writeAll([{ stream: "stdout", text: `${version}\n` }]).catch(endOwing);
} else if (fileOfPlainRun(words) !== undefined || isRun(words)) {
  start("run", words.some((word) => word.endsWith(".lisp")) ? "run-lisp" : "run");
} else {
  start("command");
}
