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
import module from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, it, type TestContext } from "node:test";
import vm from "node:vm";

/** The bundles, each with the files of code that V8 has made of it. */
const BUNDLES = { run: ["run", "run-lisp"], command: ["command"] };
const SOURCE = "dist/run.js";

/** A folder with what the command needs; the bundle has the time that its code names. */
function installed(t: TestContext): string {
  const folder = mkdtempSync(path.join(tmpdir(), "ttvm-start-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  for (const name of ["ttvm.js", "run.js", "run.code", "package.json"]) {
    copyFileSync(path.join("dist", name), path.join(folder, name));
  }
  const { atime, mtime } = statSync(SOURCE);
  utimesSync(path.join(folder, "run.js"), atime, mtime);
  return folder;
}

function printed(folder: string): string {
  const { stdout, stderr } = spawnSync(process.execPath, [path.join(folder, "ttvm.js"), "run", "-"], {
    input: 'PUSH_STR "it runs"\nPRINT\n',
    encoding: "utf8",
  });
  assert.equal(stderr, "");
  return stdout;
}

describe("The start of the command", () => {
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
        const script = new vm.Script(module.wrap(text), {
          filename: path.resolve(source),
          cachedData: code.subarray(end + 1),
        });
        assert.equal(script.cachedDataRejected, false);
      });
    }
  }

  it("evaluates no part of the system that a run of assembly does not need", () => {
    const ask =
      'import { evaluatedBy } from "./tools/lean-start.mjs"; console.log(JSON.stringify(await evaluatedBy("examples/factorial.ttvm")));';
    const { stdout } = spawnSync(process.execPath, ["--input-type=module", "-e", ask], { encoding: "utf8" });
    const files: string[] = JSON.parse(stdout);
    const found = (folder: string) => files.filter((file) => file.startsWith(`${folder}/`));
    for (const needed of ["asm", "run", "value"]) assert.notDeepEqual(found(`vm-core/${needed}`), [], needed);
    // How bytecode begins is what tells it from a text.
    for (const late of [
      "bytecode",
      "lisp",
      "verify",
      "facts",
      "optimize",
      "ide",
      "debug",
      "repl",
      "node/host/sqlite",
    ])
      assert.deepEqual(
        found(`vm-core/${late}`),
        late === "bytecode" ? ["vm-core/bytecode/format.ts"] : [],
        late,
      );
    assert.deepEqual(found("node_modules"), []);
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
