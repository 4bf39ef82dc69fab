/** What brings the packages: several tools may want them at once, in terminals of their own. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { pathToFileURL } from "node:url";

/** Stands in for npm: like it, it takes its time and leaves its own record; it complains when it is not alone. */
const NPM = `
  const fs = require("node:fs");
  fs.mkdirSync("busy");
  fs.appendFileSync("runs", process.argv.slice(2, 3) + " ");
  setTimeout(() => {
    fs.rmdirSync("busy");
    fs.mkdirSync("node_modules", { recursive: true });
    fs.writeFileSync("node_modules/.package-lock.json", "{}");
  }, 300);
`;

describe("The packages", () => {
  let folder: string;
  const file = (name: string) => path.join(folder, name);
  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), "ttvm-install-"));
    writeFileSync(file("package-lock.json"), "{}");
    writeFileSync(file("npm.js"), NPM);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** Runs a tool's first step in a process of its own; resolves with what it printed, which is also told as it comes. */
  function ensureInstalled(said: (output: string) => void = () => {}): Promise<string> {
    const bootstrap = pathToFileURL(path.join(process.cwd(), "tools", "bootstrap.mjs")).href;
    const script = `import { ensureInstalled } from ${JSON.stringify(bootstrap)};
      await ensureInstalled(${JSON.stringify(folder)}, "the packages");`;
    const child = spawn(process.execPath, ["--input-type=module", "--eval", script], {
      env: { ...process.env, npm_execpath: file("npm.js") },
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (data) => {
        output += data;
        said(output);
      });
    }
    return new Promise((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (code) => (code === 0 ? resolve(output) : reject(new Error(output))));
    });
  }

  it("are installed once, however many processes want them at once", async () => {
    const outputs = await Promise.all(Array.from({ length: 4 }, ensureInstalled));
    assert.equal(readFileSync(file("runs"), "utf8"), "ci ");
    assert.equal(outputs.filter((text) => text.includes("- installing the packages")).length, 1);
    assert.equal(await ensureInstalled(), "");
    assert.ok(!existsSync(file(".installing")));
  });

  it("do not wait for a process that is gone", async () => {
    const gone = spawn(process.execPath, ["--version"]);
    await new Promise((resolve) => gone.on("close", resolve));
    mkdirSync(file(".installing"));
    writeFileSync(path.join(file(".installing"), "process"), String(gone.pid));
    await Promise.all([ensureInstalled(), ensureInstalled()]);
    assert.equal(readFileSync(file("runs"), "utf8"), "ci ");
  });

  it("wait for one that is not", async () => {
    mkdirSync(file(".installing"));
    writeFileSync(path.join(file(".installing"), "process"), String(process.pid));
    let waiting: Promise<string> | undefined;
    const says = new Promise<void>((resolve) => {
      waiting = ensureInstalled((output) => {
        if (output.includes(`waiting for process ${process.pid}`)) resolve();
      });
    });
    await Promise.race([says, waiting]);
    assert.ok(!existsSync(file("runs")));
    rmSync(file(".installing"), { recursive: true });
    assert.match((await waiting) ?? "", new RegExp(`waiting for process ${process.pid}`));
    assert.equal(readFileSync(file("runs"), "utf8"), "ci ");
  });

  it("can be asked for again after a failure", async () => {
    writeFileSync(file("npm.js"), "process.exit(1);");
    await assert.rejects(ensureInstalled());
    assert.ok(!existsSync(file(".installing")));
    writeFileSync(file("npm.js"), NPM);
    await ensureInstalled();
    assert.equal(readFileSync(file("runs"), "utf8"), "ci ");
  });
});
