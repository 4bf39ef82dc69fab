/** What the command says when it fails itself: one line, an exit code, nothing of its source. */
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import test, { after, describe, it } from "node:test";
import { ownFailureText } from "../../vm-core/node/own-failure.ts";
import { TTVM } from "./command.ts";
import { ttvmHere } from "./in-process.ts";

const FULL = "/dev/full";
const HELLO = "examples/hello.ttvm";

const SERVERS = [
  [["dap"], '{"seq":1,"type":"request","command":"initialize","arguments":{"adapterID":"ttvm"}}'],
  [
    ["lsp", "--stdio"],
    '{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"processId":null,"rootUri":null,"capabilities":{}}}',
  ],
] as const;

const folder = mkdtempSync(path.join(tmpdir(), "ttvm-own-"));
after(() => rmSync(folder, { recursive: true }));

function written(text: string): string {
  const file = path.join(folder, "written");
  writeFileSync(file, text);
  return file;
}

test("servers end where the input ends that is no pipe", () => {
  for (const [words] of SERVERS) {
    const nothing = openSync("/dev/null", "r");
    const ended = spawnSync(process.execPath, [TTVM, ...words], {
      stdio: [nothing, "pipe", "pipe"],
      timeout: 20_000,
    });
    closeSync(nothing);
    assert.equal(ended.signal, null, words[0]);
  }
});

test("a working directory that is gone is said in a line", () => {
  const gone = path.join(folder, "gone");
  mkdirSync(gone);
  const script = `rmdir "${gone}"; exec "${process.execPath}" "${TTVM}" check .`;
  const { status, stderr } = spawnSync("/bin/sh", ["-c", script], { cwd: gone, encoding: "utf8" });
  assert.equal(stderr, "Error: the working directory is gone: No such file or directory (os error 2)\n");
  assert.equal(status, 1);
});

test("a program is not replaced by what it is compiled to", async () => {
  for (const [command, name] of [
    ["compile", "a.ttvm"],
    ["compile-lisp", "a.lisp"],
  ]) {
    const file = path.join(folder, name);
    writeFileSync(file, name === "a.lisp" ? "(print 1)\n" : "HALT\n");
    symlinkSync(file, path.join(folder, `link-to-${name}`));
    for (const output of [name, `link-to-${name}`]) {
      const { code, stderr } = await ttvmHere([command, name, output], { cwd: folder });
      assert.match(stderr, /is the program itself, which (bytecode|assembly) would take the place of/);
      assert.equal(code, 2);
    }
    assert.match(readFileSync(file, "utf8"), /^(HALT|\(print 1\))\n$/);
  }
});

describe("Output that cannot be written", { skip: !existsSync(FULL) }, () => {
  const commands = [
    ["run", HELLO],
    ["check", HELLO, "--format", "json"],
    ["disassemble", HELLO],
    ["--help"],
    ["--version"],
  ];
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

  it("is said in a line by servers, which end", () => {
    for (const [words, message] of SERVERS) {
      const input = `Content-Length: ${message.length}\r\n\r\n${message}`;
      for (const isFile of [true, false]) {
        const full = openSync(FULL, "w");
        const file = isFile ? openSync(written(input), "r") : undefined;
        const { status, stderr } = spawnSync(process.execPath, [TTVM, ...words], {
          stdio: [file ?? "pipe", full, "pipe"],
          ...(file === undefined && { input }),
          encoding: "utf8",
        });
        for (const descriptor of [full, file]) if (descriptor !== undefined) closeSync(descriptor);
        // The end of a pipe may be seen first.
        assert.match(stderr, /^(messages cannot be sent: No space left on device \(os error 28\)\n)?$/);
        if (isFile) assert.notEqual(stderr, "");
        assert.equal(status === 0 && stderr !== "", false);
      }
    }
  });

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
