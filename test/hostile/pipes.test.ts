/** Pipes without anybody at the other end, and files that pretend: whoever opens them does not wait longer than the run. */
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, describe, it } from "node:test";
import { readProgramFile } from "../../vm-core/node/load-program.ts";

const TTVM = path.resolve("dist/ttvm.js");

/** Bytes that this process has read. */
const bytesRead = (): number => Number(/^rchar: (\d+)/.exec(readFileSync("/proc/self/io", "utf8"))?.[1]);

describe("A device that has no end", { skip: process.platform !== "linux" }, () => {
  it("is refused as a program after some megabytes", async () => {
    const before = bytesRead();
    await assert.rejects(readProgramFile("/dev/zero"), { code: "EFBIG" });
    assert.ok(bytesRead() - before < 8 * 2 ** 20, `${bytesRead() - before} bytes`);
  });
});

/** What each program does with `pipe`, which nobody else has open. */
const PROGRAMS: Readonly<Record<string, string>> = {
  "reads it": 'PUSH_STR "pipe"\nREAD_FILE\nPRINT',
  "reads bytes of it": 'PUSH_STR "pipe"\nREAD_BYTES\nPRINT',
  "begins to read it": 'PUSH_STR "pipe"\nASYNC_READ\nPOP\nLABEL l\nJMP l',
  "writes to it": 'PUSH_STR "x"\nPUSH_STR "pipe"\nWRITE_FILE',
  "appends to it": 'PUSH_STR "x"\nPUSH_STR "pipe"\nAPPEND_FILE',
  "begins to write to it": 'PUSH_STR "x"\nPUSH_STR "pipe"\nASYNC_WRITE\nPOP\nLABEL l\nJMP l',
  "imports it": 'IMPORT "pipe"',
  "imports it while another one ends the run":
    'MAKE_FUNCTION import\nSPAWN\nPOP\nPUSH_INT 200\nSLEEP\nPUSH_STR "Resource limit reached: timeout of 500ms"\nWRITE_ERR\nPUSH_INT 1\nEXIT\nLABEL import\nIMPORT "pipe"',
  "fills it": `PUSH_STR "file:pipe"\nSTREAM_CREATE\nSTORE s\nLABEL l\nLOAD s\nPUSH_STR "${"x".repeat(1_000)}"\nSTREAM_WRITE\nPOP\nJMP l`,
};

describe("A pipe that nobody reads or writes", { skip: process.platform === "win32" }, () => {
  const folder = mkdtempSync(path.join(tmpdir(), "ttvm-pipes-"));
  after(() => rmSync(folder, { recursive: true, force: true }));
  spawnSync("mkfifo", ["pipe"], { cwd: folder });

  const run = (source: string, flags: readonly string[] = []) => {
    writeFileSync(path.join(folder, "case.ttvm"), `${source}\n`);
    return runNamed("case.ttvm", flags);
  };

  /** Runs a file that is there. Nothing is on standard input, which stays open. */
  const runNamed = async (name: string, flags: readonly string[] = []) => {
    const words = ["run", "--timeout", "500ms", ...flags, name];
    const child = spawn(process.execPath, [TTVM, ...words], {
      cwd: folder,
      stdio: ["pipe", "pipe", "pipe"],
      timeout: 60_000,
      killSignal: "SIGKILL",
    });
    let stderr = "";
    child.stdout.resume();
    child.stderr.on("data", (data) => (stderr += data));
    const [code, signal] = await once(child, "close");
    child.stdin.destroy();
    return { code, signal, stderr };
  };

  for (const [name, source] of Object.entries(PROGRAMS)) {
    for (const flags of [[], ["--sandbox", "--allow", "read=pipe,write=pipe"]]) {
      it(`does not keep a program waiting that ${name} ${flags.join(" ")}`, async () => {
        const { code, signal, stderr } = await run(source, flags);
        assert.equal(signal, null, "it had to be killed");
        assert.match(stderr, /Resource limit reached: timeout of 500ms/);
        assert.equal(code, 1);
      });
    }
  }

  for (const name of ["pipe", "-", "includes.lisp"]) {
    it(`does not keep the command waiting that is to run ${name}`, async () => {
      writeFileSync(path.join(folder, "includes.lisp"), '(include "pipe")\n');
      const { code, signal, stderr } = await runNamed(name);
      assert.equal(signal, null, "it had to be killed");
      assert.equal(stderr, "Error: Resource limit reached: timeout of 500ms\n");
      assert.equal(code, 1);
    });
  }

  it("is a program, once somebody has written it, and the time for that counts", async () => {
    const writer = spawn("sh", ["-c", "{ sleep 0.2; echo LABEL a; echo JMP a; } > pipe"], { cwd: folder });
    const [{ code, stderr }] = await Promise.all([runNamed("pipe"), once(writer, "close")]);
    assert.equal(stderr, "Error: Resource limit reached: timeout of 500ms\n");
    assert.equal(code, 1);
  });

  it("brings what is written to it, to its end", async () => {
    const source = 'PUSH_STR "pipe"\nREAD_FILE\nPRINT';
    writeFileSync(path.join(folder, "case.ttvm"), `${source}\n`);
    const reader = spawn(process.execPath, [TTVM, "run", "case.ttvm"], { cwd: folder });
    let stdout = "";
    reader.stdout.on("data", (data) => (stdout += data));
    const writer = spawn("sh", ["-c", "{ echo first; sleep 0.2; echo last; } > pipe"], { cwd: folder });
    await Promise.all([once(reader, "close"), once(writer, "close")]);
    assert.equal(stdout, "first\nlast\n\n");
  });

  it("takes what is written to it, once somebody reads", async () => {
    const text = "y".repeat(300_000);
    const source = `PUSH_STR "${text}"\nPUSH_STR "pipe"\nWRITE_FILE\n`;
    writeFileSync(path.join(folder, "case.ttvm"), source);
    const writer = spawn(process.execPath, [TTVM, "run", "case.ttvm"], { cwd: folder });
    const reader = spawn("sh", ["-c", "sleep 0.2; cat pipe"], { cwd: folder });
    let stdout = "";
    reader.stdout.on("data", (data) => (stdout += data));
    await Promise.all([once(reader, "close"), once(writer, "close")]);
    assert.equal(stdout, text);
  });

  it("is like a lock of a database that holds gigabytes: looked at no further than the name of an owner", async () => {
    const lock = path.join(folder, "kept.db.lock");
    writeFileSync(lock, "");
    truncateSync(lock, 1_900_000_000);
    const source = 'PUSH_STR "sqlite:kept.db"\nDB_CONNECT\nPUSH_STR "CREATE TABLE t(a)"\nDB_EXEC\nPRINT\n';
    writeFileSync(path.join(folder, "case.ttvm"), source);
    const report = `data:text/javascript,${encodeURIComponent(
      "process.on('exit',()=>process.stderr.write('rss '+process.resourceUsage().maxRSS))",
    )}`;
    const words = ["--import", report, TTVM, "run", "--timeout", "1s", "case.ttvm"];
    const { stderr } = spawnSync(process.execPath, words, { cwd: folder, encoding: "utf8", timeout: 60_000 });
    const megabytes = Number(/rss (\d+)/.exec(stderr)?.[1]) / 1_024;
    assert.ok(megabytes > 10 && megabytes < 300, `${megabytes.toFixed(0)} MB`);
  });
});
