/** `ttvm run`: exit codes, streams, signals, limits, permissions. */
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import { folder, HELLO, lines, TTVM, ttvm } from "./command.ts";
import { ttvmHere } from "./in-process.ts";

const cwd = folder({
  "hello.ttvm": HELLO,
  "args.ttvm": lines("GET_ARGS", "PRINT"),
  "exit.ttvm": lines("PUSH_INT 7", "EXIT"),
  "fault.ttvm": lines("PUSH_INT 1", "PRINT", "CALL f", "LABEL f", "PUSH_INT 0", "PUSH_INT 0", "DIV"),
  "wrong.ttvm": lines("PUSH_INT x", "JMP nowhere", "NONSENSE"),
  "endless.ttvm": lines('PUSH_STR "started"', "PRINT", "LABEL x", "JMP x"),
  "sleep.ttvm": lines('PUSH_STR "started"', "PRINT", "PUSH_INT 60000", "SLEEP"),
  "read.ttvm": lines('PUSH_STR "started"', "PRINT", "READ_LINE", "PRINT"),
  "child.ttvm": lines(
    `PUSH_STR ${JSON.stringify(process.execPath)}`,
    'PUSH_STR "-e"',
    'PUSH_STR "console.log(process.pid); setInterval(() => {}, 1000)"',
    "MAKE_LIST 2",
    "EXEC",
  ),
  "many.ttvm": lines(
    "LABEL x",
    'PUSH_STR "a line that is long enough to fill a pipe soon"',
    "PRINT",
    "JMP x",
  ),
  "catch.ttvm": lines("TRY h", "LABEL x", "JMP x", "LABEL h", "CATCH", 'PUSH_STR "caught"', "PRINT"),
  "grow.ttvm": lines(
    "MAKE_LIST 0",
    "STORE l",
    "LABEL x",
    "LOAD l",
    "PUSH_INT 1",
    "LIST_APPEND",
    "STORE l",
    "JMP x",
  ),
  "deep.ttvm": lines("LABEL f", "CALL f"),
  "file.ttvm": lines('PUSH_STR "hello.ttvm"', "READ_FILE", "WRITE"),
  "import.ttvm": lines('IMPORT "sub/module.ttvm"', "LOAD x", "PRINT"),
  "include.lisp": '(include "sub/part.lisp") (print part)',
  "sub/part.lisp": "(define part 6)",
  "include-outside.lisp": `(include ${JSON.stringify(path.join(folder({ "m.lisp": "" }), "m.lisp"))})`,
  "outside.ttvm": lines(`IMPORT ${JSON.stringify(path.join(folder({ "m.ttvm": "" }), "m.ttvm"))}`),
  "sub/module.ttvm": lines("PUSH_INT 5", "STORE x", "EXPORT x"),
  "program.lisp": "(print 1)",
});

describe("ttvm run", () => {
  it("runs a file, with or without the word", async () => {
    for (const words of [
      ["hello.ttvm"],
      ["run", "hello.ttvm"],
      ["--no-smp", "hello.ttvm"],
      ["run", "--no-table", "hello.ttvm"],
    ]) {
      assert.deepEqual(await ttvm(words, { cwd }), { stdout: "hello\n", stderr: "", code: 0 });
    }
  });

  it("gives the program what follows the file", async () => {
    for (const words of [["args.ttvm"], ["run", "args.ttvm"], ["--no-color", "args.ttvm"]]) {
      const { stdout } = await ttvmHere([...words, "--trace", "-x", "run", "--help"], { cwd });
      assert.equal(stdout, "[args.ttvm, --trace, -x, run, --help]\n");
    }
  });

  it("reads an empty program from a device that is standard input", () => {
    const { status, stderr } = spawnSync(process.execPath, [TTVM, "run", "-"], {
      stdio: ["ignore", "ignore", "pipe"],
      encoding: "utf8",
    });
    assert.deepEqual({ status, stderr }, { status: 0, stderr: "" });
  });

  it("reads the program from standard input, which is empty then", async () => {
    const stdin = lines("READ_INPUT", "LEN_IS", "").replace("LEN_IS\n", "PRINT\nGET_ARGS\nPRINT\n");
    assert.deepEqual(await ttvmHere(["-", "a"], { stdin }), { stdout: "\n[-, a]\n", stderr: "", code: 0 });
    assert.equal((await ttvmHere(["run", "--no-smp", "-"], { stdin: HELLO })).stdout, "hello\n");
  });

  it("exits with the program's code", async () => {
    assert.equal((await ttvmHere(["exit.ttvm"], { cwd })).code, 7);
  });

  it("exits with 1 after a fault, and says where it was", async () => {
    const { stdout, stderr, code } = await ttvmHere(["fault.ttvm"], { cwd });
    assert.equal(stdout, "1\n");
    assert.equal(code, 1);
    assert.deepEqual(stderr.split("\n"), [
      "Error: Division by zero",
      "  at f (fault.ttvm:7, instruction 5)",
      "  at main (fault.ttvm:3, instruction 2)",
      "",
    ]);
  });

  it("reports all source errors, one a line, and runs nothing", async () => {
    const { stdout, stderr, code } = await ttvmHere(["wrong.ttvm"], { cwd });
    assert.equal(stdout, "");
    assert.equal(code, 1);
    assert.deepEqual(stderr.split("\n"), [
      "Error: Parse error on line 1: Invalid integer: x",
      "Error: Unknown label: nowhere (line 2)",
      "Error: Parse error on line 3: NONSENSE",
      "",
    ]);
  });

  it("exits with 1 when there is no such file", async () => {
    const { stderr, code } = await ttvmHere(["absent.ttvm"], { cwd });
    assert.equal(
      stderr,
      "Error: File operation failed on absent.ttvm: No such file or directory (os error 2)\n",
    );
    assert.equal(code, 1);
  });

  it("exits with 2 for wrong usage, and runs nothing", async () => {
    const wrong = [
      [],
      ["run"],
      ["--bogus", "hello.ttvm"],
      ["run", "--bogus", "hello.ttvm"],
      ["--max-instructions", "none", "hello.ttvm"],
      ["--max-memory", "12q", "hello.ttvm"],
      ["--timeout", "soon", "hello.ttvm"],
      ["--gc", "magic", "hello.ttvm"],
      ["--allow", "everything", "hello.ttvm"],
      ["--trace", "check", "hello.ttvm"],
    ];
    await each(wrong, async (words) => {
      const { stdout, stderr, code } = await ttvmHere(words, { cwd });
      assert.deepEqual({ words, stdout, code }, { words, stdout: "", code: 2 });
      assert.notEqual(stderr, "");
    });
  });

  it("runs Lisp, checks it and compiles it", async () => {
    for (const words of [["program.lisp"], ["run", "program.lisp"]]) {
      const { stdout, code } = await ttvmHere(words, { cwd });
      assert.deepEqual({ stdout, code }, { stdout: "1\n", code: 0 });
    }
    assert.equal((await ttvmHere(["check", "program.lisp"], { cwd })).code, 0);
    assert.equal((await ttvmHere(["compile", "program.lisp", "lisp.ttb"], { cwd })).code, 0);
    assert.equal((await ttvmHere(["lisp.ttb"], { cwd })).stdout, "1\n");
    assert.equal((await ttvmHere(["compile-lisp", "program.lisp", "lisp.ttvm"], { cwd })).code, 0);
    assert.equal((await ttvmHere(["lisp.ttvm"], { cwd })).stdout, "1\n");
    assert.equal((await ttvmHere(["compile-lisp", "hello.ttvm", "lisp.ttvm"], { cwd })).code, 2);
  });

  it("runs on the register machine with --use-ir, also when every instruction is traced", async () => {
    const plain = await ttvm(["run", "--trace", "hello.ttvm"], { cwd });
    assert.deepEqual(await ttvm(["run", "--trace", "--use-ir", "hello.ttvm"], { cwd }), plain);
    assert.equal((await ttvm(["run", "--use-ir", "hello.ttvm"], { cwd })).stdout, plain.stdout);
  });

  it("refuses what is not there yet, and says so", async () => {
    const { stdout, stderr, code } = await ttvmHere(["--smp", "4", "hello.ttvm"], { cwd });
    assert.deepEqual({ stdout, code }, { stdout: "", code: 2 });
    assert.match(stderr, /not there yet/);
  });

  it("shows its version and help", async () => {
    const { version } = JSON.parse(readFileSync("package.json", "utf8"));
    assert.deepEqual(await ttvmHere(["--version"]), { stdout: `${version}\n`, stderr: "", code: 0 });
    const { stdout, code } = await ttvmHere(["--help"]);
    assert.equal(code, 0);
    for (const word of ["--trace", "--sandbox", "check", "completion", "Examples:"])
      assert.ok(stdout.includes(word), word);
  });

  it("has nothing that docs/command-line.md does not tell of", async () => {
    const documentation = readFileSync("docs/command-line.md", "utf8");
    const help = await Promise.all(
      [
        ["--help"],
        ["check", "--help"],
        ["test", "--help"],
        ["test-all", "--help"],
        ["dap", "--help"],
        ["bench", "--help"],
      ].map(async (words) => (await ttvmHere(words)).stdout),
    );
    const flags = help.flatMap((text) => [...text.matchAll(/^ {2}(--[\w-]+)/gm)].map(([, flag]) => flag));
    const commands = help[0].slice(help[0].indexOf("Commands:"), help[0].indexOf("Examples:"));
    const names = [...commands.matchAll(/^ {2}([\w-]+)/gm)].map(([, name]) => name);
    assert.ok(flags.length > 20 && names.length > 6);
    const missing = [...flags, ...names].filter((word) => !new RegExp(`\`.*${word}\\b`).test(documentation));
    assert.deepEqual(missing, []);
  });

  it("tests itself", async () => {
    const { stdout, code } = await ttvmHere(["--run-tests"]);
    assert.match(stdout, /\d+ passed, 0 failed\n$/);
    assert.equal(code, 0);
  });
});

describe("Signals and pipes", () => {
  for (const program of ["endless.ttvm", "sleep.ttvm", "read.ttvm"]) {
    it(`Ctrl-C ends ${program} with 130`, async () => {
      const ran = await ttvm([program], {
        cwd,
        during: (child, transcript) => transcript.next("started").then(() => child.kill("SIGINT")),
      });
      assert.deepEqual(ran, { stdout: "started\n", stderr: "", code: 130 });
    });
  }

  it("Ctrl-C ends the children of the program", async () => {
    const { stdout, code } = await ttvm(["child.ttvm"], {
      cwd,
      during: (child, transcript) => transcript.next("\n").then(() => child.kill("SIGINT")),
    });
    assert.equal(code, 130);
    const pid = Number(stdout);
    for (let waited = 0; isAlive(pid) && waited < 5000; waited += 50) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    assert.ok(!isAlive(pid));
  });

  for (const words of [
    ["many.ttvm"],
    ["--trace", "many.ttvm"],
    ["check", "wrong.ttvm"],
    ["--help"],
    ["completion", "bash"],
  ]) {
    it(`a closed pipe ends \`ttvm ${words.join(" ")}\` quietly`, async () => {
      const child = spawn(process.execPath, [TTVM, ...words], { cwd });
      let stderr = "";
      child.stderr.on("data", (text) => (stderr += text));
      child.stdout.destroy();
      const code = await new Promise((resolve) => child.on("close", resolve));
      assert.equal(code, 0);
      assert.doesNotMatch(stderr, /EPIPE|Error/);
    });
  }
});

describe("Limits", () => {
  const cases: [string[], RegExp][] = [
    [["--max-instructions", "1_000", "catch.ttvm"], /^Error: Resource limit reached: instructions\n/],
    [["--timeout", "300ms", "catch.ttvm"], /^Error: Resource limit reached: timeout of 300ms\n/],
    [["--timeout", "0.3s", "sleep.ttvm"], /^Error: Resource limit reached: timeout of 300ms\n/],
    [["--max-memory", "4MB", "grow.ttvm"], /^Error: Resource limit reached: memory\n/],
    [["--max-frames", "100", "deep.ttvm"], /^Error: Resource limit reached: frames\n/],
  ];
  for (const [words, expected] of cases) {
    it(words.join(" "), async () => {
      // When its time is over, a process that does not end by itself is ended.
      const { stdout, stderr, code } = await (words[0] === "--timeout" ? ttvm : ttvmHere)(words, { cwd });
      assert.match(stderr, expected);
      assert.doesNotMatch(stdout, /caught/);
      assert.equal(code, 1);
    });
  }

  it("the deepest call stack is shown in part", async () => {
    const { stderr } = await ttvmHere(["deep.ttvm"], { cwd });
    assert.match(stderr, /^Error: Resource limit reached: frames\n/);
    assert.ok(stderr.split("\n").length < 100);
  });
});

describe("Permissions", () => {
  it("are all given by default", async () => {
    assert.equal((await ttvmHere(["file.ttvm"], { cwd })).stdout, HELLO);
  });

  for (const flags of [
    ["--sandbox"],
    ["--deny", "read"],
    ["--deny", "read=*.ttvm"],
    ["--allow", "read=sub"],
  ]) {
    it(`${flags.join(" ")} refuses`, async () => {
      const { stdout, stderr, code } = await ttvmHere([...flags, "file.ttvm"], { cwd });
      assert.match(stderr, /^Error: Permission denied: read hello.ttvm\n/);
      assert.deepEqual({ stdout, code }, { stdout: "", code: 1 });
    });
  }

  it("a sandbox allows what is allowed", async () => {
    assert.equal(
      (await ttvmHere(["--sandbox", "--allow", "read=hello.ttvm", "file.ttvm"], { cwd })).stdout,
      HELLO,
    );
  });

  it("a sandbox includes files of the program's folder alone", async () => {
    assert.equal((await ttvmHere(["--sandbox", "include.lisp"], { cwd })).stdout, "6\n");
    const { stderr, code } = await ttvmHere(["--sandbox", "include-outside.lisp"], { cwd });
    assert.match(stderr, /^Error: Parse error on line 1: ".*" cannot be included: Permission denied: read /);
    assert.equal(code, 1);
    assert.equal((await ttvmHere(["include-outside.lisp"], { cwd })).code, 0);
  });

  it("a sandbox loads modules from the program's folder alone", async () => {
    assert.equal((await ttvmHere(["--sandbox", "import.ttvm"], { cwd })).stdout, "5\n");
    const { stderr, code } = await ttvmHere(["--sandbox", "outside.ttvm"], { cwd });
    assert.match(stderr, /^Error: Permission denied: read /);
    assert.equal(code, 1);
    assert.equal((await ttvmHere(["outside.ttvm"], { cwd })).code, 0);
  });
});

/** Checks many command lines, some at once. */
async function each(all: string[][], check: (words: string[]) => Promise<void>): Promise<void> {
  const queue = [...all];
  const worker = async (): Promise<void> => {
    for (let words = queue.shift(); words !== undefined; words = queue.shift()) await check(words);
  };
  await Promise.all([worker(), worker(), worker()]);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
