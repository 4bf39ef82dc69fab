/** `dist/ttvm.js` starts the command in the bundle beside it, with compiled code or without. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  copyFileSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, it, type TestContext } from "node:test";
import vm from "node:vm";

/** The bundles, each with the files of code that V8 has made of it. */
const BUNDLES = {
  run: ["run", "run-lisp"],
  "run-jit": ["run-jit"],
  "run-rest": ["run-rest", "run-rest-lisp"],
  command: ["command"],
};

/** That V8 has flags of its own, and its code is smaller than that of later ones. */
const isNode20 = process.versions.v8.startsWith("11.");

/** Bytes that a run without flags has V8 read at most: the source, and the code that was made of it. */
const MOST_SOURCE = 316_000;
const MOST_CODE = 480_000;

/** A folder with what a run without flags needs, and `more`; each bundle has the time that its code names. */
function installed(t: TestContext, ...more: string[]): string {
  const folder = mkdtempSync(path.join(tmpdir(), "ttvm-start-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  for (const name of ["ttvm.js", "run.js", "run.code", "package.json", ...more]) {
    copyFileSync(path.join("dist", name), path.join(folder, name));
    const { atime, mtime } = statSync(path.join("dist", name));
    utimesSync(path.join(folder, name), atime, mtime);
  }
  return folder;
}

function printed(folder: string): string {
  return outputOf(folder, ["run", "-"], 'PUSH_STR "it runs"\nPRINT\n');
}

function outputOf(folder: string, words: readonly string[], input = ""): string {
  const all = [path.join(folder, "ttvm.js"), ...words];
  const { stdout, stderr } = spawnSync(process.execPath, all, { input, encoding: "utf8" });
  assert.equal(stderr, "");
  return stdout;
}

/** What Node has loaded of itself when a program has ended, but what is no module that a program can ask for. */
function modulesOfNode(t: TestContext, ...words: string[]): string[] {
  const folder = mkdtempSync(path.join(tmpdir(), "ttvm-loaded-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const teller = path.join(folder, "teller.cjs");
  writeFileSync(
    teller,
    'process.on("exit", () => process._rawDebug(JSON.stringify(process.moduleLoadList)));',
  );
  const { stderr } = spawnSync(process.execPath, ["-r", teller, ...words], { encoding: "utf8" });
  const loaded: string[] = JSON.parse(stderr);
  return loaded.filter((name) => /^NativeModule (?!internal)/.test(name)).map((name) => name.slice(13));
}

/** How many properties are defined while a program runs that catches so many exceptions. */
function propertiesDefined(t: TestContext, exceptions: number): number {
  const folder = mkdtempSync(path.join(tmpdir(), "ttvm-defined-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const counter = path.join(folder, "counter.cjs");
  writeFileSync(
    counter,
    `const { defineProperty } = Object;
     let count = 0;
     Object.defineProperty = (...words) => { count++; return defineProperty(...words); };
     process.on("exit", () => process._rawDebug(count));`,
  );
  const program = path.join(folder, "program.ttvm");
  writeFileSync(
    program,
    `PUSH_INT ${exceptions}\nSTORE left\nLABEL loop\nTRY handler\nPUSH_STR "no"\nTHROW\nLABEL handler\nCATCH e
     LOAD left\nPUSH_INT 1\nSUB\nSTORE left\nLOAD left\nJZ done\nJMP loop\nLABEL done\nHALT\n`,
  );
  const { stderr } = spawnSync(process.execPath, ["-r", counter, "dist/ttvm.js", "run", program], {
    encoding: "utf8",
  });
  return Number(stderr);
}

/** The flags of V8 that are set while a program runs that is hot, where Node says that its V8 is of this version. */
function flagsSet(t: TestContext, v8: string, dist = "dist"): string[] {
  const folder = mkdtempSync(path.join(tmpdir(), "ttvm-flags-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const teller = path.join(folder, "teller.cjs");
  writeFileSync(
    teller,
    `Object.defineProperty(process, "versions", { value: { ...process.versions, v8: ${JSON.stringify(v8)} } });
     const flags = [];
     process.binding = () => ({ setFlagsFromString: (flag) => flags.push(flag) });
     process.on("exit", () => process._rawDebug(JSON.stringify(flags)));`,
  );
  const words = ["--no-deprecation", "-r", teller, path.join(dist, "ttvm.js"), "run", "test/bench/fib.ttvm"];
  const { stderr, status } = spawnSync(process.execPath, words, { encoding: "utf8" });
  assert.equal(status, 0, stderr);
  return JSON.parse(stderr);
}

describe("The start of the command", () => {
  it("sets flags of V8 in the version that they are for, and those that it knows", (t) => {
    const directed = flagsSet(t, "11.3.244.8-node.38");
    assert.ok(directed.some((flag) => flag.startsWith("--interrupt-budget=")));
    const { stdout: options } = spawnSync(process.execPath, ["--v8-options"], { encoding: "utf8" });
    if (isNode20)
      for (const flag of directed)
        assert.ok(options.includes(`--${/^--(?:no-)?([^=]+)/.exec(flag)?.[1]} (`), flag);
    // Another build of that version takes no code of this one.
    const withoutCode = installed(t, "run-jit.js", "run-rest.js");
    rmSync(path.join(withoutCode, "run.code"));
    assert.deepEqual(flagsSet(t, "11.3.244.8-node.38", withoutCode), directed);
    assert.deepEqual(flagsSet(t, "13.6.233.17-node.63"), []);
  });
  it("looks once for what it loads later, however often that is called", (t) => {
    const few = propertiesDefined(t, 20);
    assert.ok(few > 0);
    assert.equal(propertiesDefined(t, 400), few);
  });
  for (const [bundle, codes] of Object.entries(BUNDLES)) {
    for (const name of codes) {
      it(`has ${name}.code, which V8 takes, made of the bundle that is there, which is ASCII alone`, () => {
        const source = `dist/${bundle}.js`;
        const code = readFileSync(`dist/${name}.code`);
        const end = code.indexOf("\n");
        const { size, mtimeMs } = statSync(source);
        assert.equal(code.toString("latin1", 0, end), `${size} ${mtimeMs}`);
        const text = readFileSync(source, "latin1");
        assert.equal(text, readFileSync(source, "utf8"));
        const script = new vm.Script(text, {
          filename: path.resolve(source),
          cachedData: code.subarray(end + 1),
        });
        assert.equal(script.cachedDataRejected, false);
      });
    }
  }

  it("runs with the flags of Node that people set for all programs", () => {
    const ran = (...flags: string[]) => {
      const words = [...flags, "dist/ttvm.js", "run", "test/bench/fib.ttvm"];
      const { status, stdout, stderr } = spawnSync(process.execPath, words, { encoding: "utf8" });
      return { status, stdout, stderr };
    };
    const expected = ran();
    assert.equal(expected.status, 0);
    for (const flag of ["--no-deprecation", "--throw-deprecation", "--pending-deprecation"])
      assert.deepEqual(ran(flag), expected, flag);
  });

  it("evaluates no part of the system that a run of assembly does not need", () => {
    const ask =
      'import { evaluated } from "./tools/run-bundles.mjs"; console.log(JSON.stringify(await evaluated()));';
    const { stdout } = spawnSync(process.execPath, ["--input-type=module", "-e", ask], { encoding: "utf8" });
    const files: string[] = JSON.parse(stdout);
    const found = (place: string) => files.filter((file) => file.startsWith(place));
    for (const needed of ["asm", "run", "value"])
      assert.notDeepEqual(found(`vm-core/${needed}/`), [], needed);
    for (const late of ["lisp", "std", "verify", "facts", "optimize", "ide", "debug", "repl", "node/report"])
      assert.deepEqual(found(`vm-core/${late}/`), [], late);
    for (const late of [
      "jit/compile",
      "jit/unit-writer",
      "ir/machine",
      "node/host/sqlite",
      "node/host/network",
    ])
      assert.deepEqual(found(`vm-core/${late}`), [], late);
    // How bytecode begins is what tells it from a text.
    assert.deepEqual(found("vm-core/bytecode/"), ["vm-core/bytecode/format.ts"]);
    assert.deepEqual(found("node_modules/"), []);
  });

  it("has V8 read little, and loads no module of Node beyond that", (t) => {
    assert.ok(statSync("dist/run.js").size <= MOST_SOURCE);
    if (isNode20) assert.ok(statSync("dist/run.code").size <= MOST_CODE);
    const empty = path.join(mkdtempSync(path.join(tmpdir(), "ttvm-empty-")), "empty.js");
    t.after(() => rmSync(path.dirname(empty), { recursive: true }));
    writeFileSync(empty, "");
    const before = new Set(modulesOfNode(t, empty));
    const after = modulesOfNode(t, path.resolve("dist/ttvm.js"), "run", "examples/factorial.ttvm");
    assert.deepEqual(
      after.filter((name) => !before.has(name)),
      ["vm"],
    );
  });

  it("loads no module of Node for code that is generated, and for looks through the heap", (t) => {
    const folder = mkdtempSync(path.join(tmpdir(), "ttvm-objects-"));
    t.after(() => rmSync(folder, { recursive: true }));
    const program = path.join(folder, "objects.ttvm");
    const source = readFileSync("test/bench/objects.ttvm", "utf8");
    writeFileSync(program, source.replace(/PUSH_INT -?\d+ ; @N/, "PUSH_INT 200000"));
    const few = modulesOfNode(t, path.resolve("dist/ttvm.js"), "run", "examples/factorial.ttvm");
    assert.deepEqual(modulesOfNode(t, path.resolve("dist/ttvm.js"), "run", program), few);
  });

  it("has run with flags begin with what a run without them needs", (t) => {
    const folder = installed(t);
    const limits = ["--timeout=1m", "--max-memory", "64MB", "--max-frames=1_000", "--gc", "mark-sweep"];
    const words = ["run", "--seed", "7", "--jit=off", "--no-color", ...limits, "examples/factorial.ttvm"];
    assert.equal(outputOf(folder, words), outputOf("dist", ["run", "examples/factorial.ttvm"]));
    const empty = path.join(folder, "empty.js");
    writeFileSync(empty, "");
    const before = new Set(modulesOfNode(t, empty));
    const after = modulesOfNode(t, path.join(folder, "ttvm.js"), ...words);
    assert.equal(after.includes("child_process") && !before.has("child_process"), false);
  });

  it("has all commands say what is wrong with the words of a run", () => {
    const said = (...words: string[]) =>
      spawnSync(process.execPath, ["dist/ttvm.js", "run", ...words], { encoding: "utf8" });
    const wrong = said("--sed", "7", "examples/factorial.ttvm");
    assert.equal(wrong.status, 2);
    assert.equal(wrong.stdout, "");
    assert.match(wrong.stderr, /^error: unknown option '--sed'\n\(Did you mean --seed\?\)/);
    assert.match(said("--help").stdout, /^Usage: ttvm run /);
  });

  it("finds what a run needs later, with its code and without", (t) => {
    const code = ["run-lisp.code", "run-jit.code", "run-rest.code", "run-rest-lisp.code"];
    const folder = installed(t, "run-jit.js", "run-rest.js", ...code);
    const programs = ["examples/words.lisp", "examples/bank-account.ttvm", "test/bench/loop_sum.ttvm"];
    const outputs = () => programs.map((program) => outputOf(folder, ["run", program]));
    const expected = outputs();
    for (const output of expected) assert.notEqual(output, "");
    for (const name of ["run.code", ...code]) rmSync(path.join(folder, name));
    assert.deepEqual(outputs(), expected);
  });

  it("says its version without a bundle", (t) => {
    const folder = installed(t);
    rmSync(path.join(folder, "run.js"));
    const { status, stdout } = spawnSync(process.execPath, [path.join(folder, "ttvm.js"), "--version"]);
    assert.equal(status, 0);
    const { version } = JSON.parse(readFileSync("package.json", "utf8"));
    assert.equal(String(stdout), `${version}\n`);
  });

  it("needs no such code", (t) => {
    const folder = installed(t);
    assert.equal(printed(folder), "it runs\n");
    rmSync(path.join(folder, "run.code"));
    assert.equal(printed(folder), "it runs\n");
  });

  it("says what is missing without the bundle", (t) => {
    const folder = installed(t);
    const { status, stderr } = spawnSync(process.execPath, [path.join(folder, "ttvm.js"), "--help"]);
    assert.equal(status, 2);
    assert.match(String(stderr), /command\.js is missing/);
  });

  it("takes no code of another bundle, and none that is broken", (t) => {
    const folder = installed(t);
    const bundle = path.join(folder, "run.js");
    writeFileSync(bundle, `process.stdout.write("changed\\n");\n${readFileSync(bundle, "latin1")}`);
    assert.equal(printed(folder), "changed\nit runs\n");
    const { size, mtimeMs } = statSync(bundle);
    writeFileSync(path.join(folder, "run.code"), `${size} ${mtimeMs}\nno code of V8`);
    assert.equal(printed(folder), "changed\nit runs\n");
  });
});
