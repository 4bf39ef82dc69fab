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

const SOURCE = "dist/command.js";
const CODE = "dist/command.code";

/** A folder with what the command needs; the bundle has the time that its code names. */
function installed(t: TestContext): string {
  const folder = mkdtempSync(path.join(tmpdir(), "ttvm-start-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  for (const name of ["ttvm.js", "command.js", "command.code", "package.json"]) {
    copyFileSync(path.join("dist", name), path.join(folder, name));
  }
  const { atime, mtime } = statSync(SOURCE);
  utimesSync(path.join(folder, "command.js"), atime, mtime);
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
  it("has code that V8 takes, made of the bundle that is there, which is ASCII alone", () => {
    const code = readFileSync(CODE);
    const end = code.indexOf("\n");
    const { size, mtimeMs } = statSync(SOURCE);
    assert.equal(code.toString("latin1", 0, end), `${size} ${mtimeMs}`);
    const text = readFileSync(SOURCE, "latin1");
    assert.equal(text, readFileSync(SOURCE, "utf8"));
    const script = new vm.Script(module.wrap(text), {
      filename: path.resolve(SOURCE),
      cachedData: code.subarray(end + 1),
    });
    assert.equal(script.cachedDataRejected, false);
  });

  it("needs no such code", (t) => {
    const folder = installed(t);
    assert.equal(printed(folder), "it runs\n");
    rmSync(path.join(folder, "command.code"));
    assert.equal(printed(folder), "it runs\n");
  });

  it("says what is missing without the bundle", (t) => {
    const folder = installed(t);
    rmSync(path.join(folder, "command.js"));
    const { status, stderr } = spawnSync(process.execPath, [path.join(folder, "ttvm.js"), "--version"]);
    assert.equal(status, 2);
    assert.match(String(stderr), /command\.js is missing/);
  });

  it("takes no code of another bundle, and none that is broken", (t) => {
    const folder = installed(t);
    const bundle = path.join(folder, "command.js");
    writeFileSync(bundle, `process.stdout.write("changed\\n");\n${readFileSync(bundle, "latin1")}`);
    assert.equal(printed(folder), "changed\nit runs\n");
    const { size, mtimeMs } = statSync(bundle);
    writeFileSync(path.join(folder, "command.code"), `${size} ${mtimeMs}\nno code of V8`);
    assert.equal(printed(folder), "changed\nit runs\n");
  });
});
