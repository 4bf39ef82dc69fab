/** What the command says when it fails itself: one line, an exit code, nothing of its source. */
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { closeSync, existsSync, mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import test, { describe, it } from "node:test";
import { ownFailureText } from "../../vm-core/node/own-failure.ts";
import { TTVM } from "./command.ts";

const FULL = "/dev/full";
const HELLO = "examples/hello.ttvm";

describe("Output that cannot be written", { skip: !existsSync(FULL) }, () => {
  const commands = [["run", HELLO], ["check", HELLO, "--format", "json"], ["disassemble", HELLO], ["--help"]];
  for (const words of commands) {
    it(`is said in a line: ${words[0]}`, () => {
      const full = openSync(FULL, "w");
      const { status, stderr } = spawnSync(process.execPath, [TTVM, ...words], {
        stdio: ["ignore", full, "pipe"],
        encoding: "utf8",
      });
      closeSync(full);
      assert.equal(stderr, "Error: the output cannot be written: No space left on device (os error 28)\n");
      assert.equal(status, 1);
    });
  }

  it("leaves the exit code when nothing can be said", () => {
    const full = openSync(FULL, "w");
    const { status } = spawnSync(process.execPath, [TTVM, "run", "nowhere.ttvm"], {
      stdio: ["ignore", "pipe", full],
    });
    closeSync(full);
    assert.equal(status, 1);
  });
});

test("a program on standard input that has no end is too large", async () => {
  const child = spawn(process.execPath, [TTVM, "run", "-"], { stdio: ["pipe", "ignore", "pipe"] });
  const piece = Buffer.alloc(2 ** 20, "\n");
  child.stdin.on("error", () => undefined);
  const fill = (): void => {
    while (child.stdin.writable && child.stdin.write(piece));
    child.stdin.once("drain", fill);
  };
  fill();
  let stderr = "";
  child.stderr.on("data", (data) => (stderr += data));
  const code = await new Promise((resolve) => child.once("exit", resolve));
  child.stdin.destroy();
  assert.equal(stderr, "Error: File operation failed on -: File too large (os error 27)\n");
  assert.equal(code, 1);
});

test("processes that fail again and again are told once and counted", (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), "ttvm-storm-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = path.join(folder, "storm.ttvm");
  const program = [
    ["PUSH_INT 0", "STORE n", "LABEL again", "MAKE_FUNCTION fail n", "SPAWN", "POP", "YIELD"],
    ["LOAD n", "PUSH_INT 1", "ADD", "STORE n", "LOAD n", "PUSH_INT 5000", "LT", "JNZ again", "HALT"],
    ["LABEL fail", 'PUSH_STR "x"', "PUSH_INT 1", "ADD"],
  ];
  writeFileSync(file, program.flat().join("\n").replace("fail n", "fail"));
  const { stderr } = spawnSync(process.execPath, [TTVM, "run", file], { encoding: "utf8" });
  const lines = stderr.trimEnd().split("\n");
  const text = 'ADD expects two numbers (int or float) but got Str("x"), Int(1)';
  assert.equal(lines.length, 11);
  assert.equal(lines[0], `Error in process 2: ${text}`);
  assert.equal(lines[10], `Error in 4990 more processes: ${text}`);
});

test("a warning that comes again and again is told ten times and counted", (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), "ttvm-warnings-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = path.join(folder, "warnings.ttvm");
  const program = [
    ["PUSH_INT 5000", "STORE n", "LABEL again", "DELETE nothing"],
    ["LOAD n", "PUSH_INT 1", "SUB", "STORE n", "LOAD n", "JNZ again", "DELETE other"],
  ];
  writeFileSync(file, program.flat().join("\n"));
  const warning = "tried to DELETE unknown variable";
  for (const flags of [[], ["--use-ir"]]) {
    const { stderr } = spawnSync(process.execPath, [TTVM, "run", ...flags, file], { encoding: "utf8" });
    assert.deepEqual(stderr.trimEnd().split("\n"), [
      ...Array(10).fill(`Warning: ${warning} 'nothing'`),
      `Warning: ${warning} 'other'`,
      `Warning: 4990 more times: ${warning} 'nothing'`,
    ]);
  }
});

test("what went wrong inside is said in a line", () => {
  const overflow = (): number => 1 + overflow();
  let caught: unknown;
  try {
    overflow();
  } catch (error) {
    caught = error;
  }
  assert.equal(ownFailureText(caught), "this is nested too deeply for ttvm: its own stack is full");
  const text = ownFailureText(new TypeError(`x is undefined\n    at y (z.ts:1)`));
  assert.equal(
    text,
    "ttvm has failed, which is a mistake of its own: x is undefined. TTVM_SHOW_STACK=1 shows where",
  );
});
