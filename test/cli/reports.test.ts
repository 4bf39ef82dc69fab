/** `--trace`, `--debug`, `--profile` and the memory flags: on stderr, also when the program fails. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import { FIB, folder, lines } from "./command.ts";
import { ttvmHere } from "./in-process.ts";

const cwd = folder({
  "fib.ttvm": FIB,
  "fault.ttvm": lines("PUSH_INT 1", 'PUSH_STR "a"', "ADD"),
  "tail.ttvm": lines(
    "PUSH_INT 100",
    "CALL down n",
    "HALT",
    "LABEL down",
    "LOAD n",
    "JZ done",
    "LOAD n",
    "PUSH_INT 1",
    "SUB",
    "TAIL_CALL down n",
    "LABEL done",
    "RET",
  ),
  "throw.ttvm": lines(
    "TRY handler",
    "CALL outer",
    "LABEL handler",
    "CATCH e",
    "CALL inner",
    "HALT",
    "LABEL outer",
    "CALL thrower",
    "RET",
    "LABEL thrower",
    'PUSH_STR "x"',
    "THROW",
    "LABEL inner",
    "RET",
  ),
  "import.ttvm": lines('IMPORT "module.ttvm"', "LOAD f", "CALL_FUNCTION", "PRINT"),
  "module.ttvm": lines("MAKE_FUNCTION f", "STORE f", "EXPORT f", "HALT", "LABEL f", "PUSH_INT 1", "RET"),
  "garbage.ttvm": lines(
    "PUSH_INT 3000",
    "STORE i",
    "LABEL again",
    ...Array.from({ length: 10 }, () => "NULL"),
    "MAKE_LIST 10",
    "DUP",
    ...Array.from({ length: 100 }, () => ["DUP", "MAKE_LIST 2", "DUP"]).flat(),
    ...Array.from({ length: 102 }, () => "POP"),
    "LOAD i",
    "PUSH_INT 1",
    "SUB",
    "DUP",
    "STORE i",
    "JNZ again",
  ),
});

/** Calls of each function, by name. */
async function calls(program: string): Promise<Record<string, number>> {
  const { stderr } = await ttvmHere(["--profile", "--no-table", program], { cwd });
  const found = [...stderr.matchAll(/^ {2}(\S+)(?: \(fn@0x[\da-f]{4}\))? - (\d+) calls - /gm)];
  return Object.fromEntries(found.map(([, name, count]) => [name, Number(count)]));
}

describe("--trace", () => {
  it("writes process, address, line and instruction", async () => {
    const { stdout, stderr } = await ttvmHere(["--trace", "fib.ttvm"], { cwd });
    assert.equal(stdout, "21\n");
    assert.deepEqual(stderr.split("\n").slice(0, 4), [
      "[trace] process 1 @ 0x0000 fib.ttvm:1  PUSH_INT 8",
      "[trace] process 1 @ 0x0001 fib.ttvm:2  CALL fib n",
      "[trace] process 1 @ 0x0004 fib.ttvm:6  LOAD n",
      "[trace] process 1 @ 0x0005 fib.ttvm:7  PUSH_INT 2",
    ]);
  });

  it("goes into modules", async () => {
    const { stderr } = await ttvmHere(["run", "--trace", "import.ttvm"], { cwd });
    assert.match(stderr, /@ 0x0004 \S+module\.ttvm:1 {2}MAKE_FUNCTION f\n/);
  });
});

describe("--debug", () => {
  it("writes each step with the stack, and totals", async () => {
    const { stderr, code } = await ttvmHere(["--debug", "fault.ttvm"], { cwd });
    assert.equal(code, 1);
    assert.match(stderr, /^IP: 0, Instruction: PUSH_INT 1, Stack size: 0, Stack: \[\]\n/);
    assert.ok(stderr.includes('IP: 2, Instruction: ADD, Stack size: 2, Stack: [Int(1), Str("a")]\n'));
    assert.ok(stderr.includes("Performance stats - Instructions: 3, Max stack: 2, Final stack: 0\n"));
  });
});

describe("--profile", () => {
  it("counts calls, recursive ones too, however they are made", async () => {
    assert.deepEqual(await calls("fib.ttvm"), { main: 1, fib: 67 });
    assert.deepEqual(await calls("tail.ttvm"), { main: 1, down: 101 });
  });

  it("follows exceptions and modules", async () => {
    assert.deepEqual(await calls("throw.ttvm"), { main: 1, outer: 1, thrower: 1, inner: 1 });
    const { stderr } = await ttvmHere(["--profile", "--no-table", "import.ttvm"], { cwd });
    // The top level of the module, the program, and the function.
    assert.equal(stderr.match(/ - 1 calls - /g)?.length, 3);
  });

  it("has the headings of old, and a table", async () => {
    const plain = (await ttvmHere(["--profile", "--no-table", "fib.ttvm"], { cwd })).stderr;
    for (const words of ["═══ Profiling Results ═══", "Function Summary:", "Peak Stack Depth: 9 frames"]) {
      assert.ok(plain.includes(words), words);
    }
    for (const words of ["Total Allocations: ", "Peak Heap Size: "]) assert.ok(plain.includes(words), words);
    const { stderr, stdout } = await ttvmHere(["--profile", "fib.ttvm"], { cwd });
    assert.equal(stdout, "21\n");
    assert.match(stderr, /│ fib +│ +0x0004 │ +67 │/);
  });

  it("reports when the program fails, and with other reports", async () => {
    const { stderr, code } = await ttvmHere(
      ["--profile", "--gc-stats", "--trace", "--debug", "--no-table", "fault.ttvm"],
      { cwd },
    );
    assert.equal(code, 1);
    for (const words of ["Error: ADD expects", "Profiling Results", "GC Statistics", "[trace]", "IP: 0"]) {
      assert.ok(stderr.includes(words), words);
    }
  });

  it("fails where the profile cannot be written, with the program's own code if it has one", async () => {
    for (const [program, expected] of [
      ["fib.ttvm", 1],
      ["seven.ttvm", 7],
    ] as const) {
      writeFileSync(path.join(cwd, "seven.ttvm"), "PUSH_INT 7\nEXIT\n");
      const { code, stderr } = await ttvmHere(["--profile-out", "none/out.cpuprofile", program], { cwd });
      assert.match(stderr, /^Error: File operation failed on none\/out\.cpuprofile: No such file/m);
      assert.equal(code, expected);
    }
  });

  it("writes a profile that viewers read", async () => {
    const { code } = await ttvmHere(["--profile-out", "out.cpuprofile", "fib.ttvm"], { cwd });
    assert.equal(code, 0);
    const profile = JSON.parse(readFileSync(path.join(cwd, "out.cpuprofile"), "utf8"));
    const ids = new Set(profile.nodes.map(({ id }: { id: number }) => id));
    assert.equal(ids.size, profile.nodes.length);
    assert.equal(profile.samples.length, profile.timeDeltas.length);
    assert.ok(profile.samples.length > 0);
    for (const sample of profile.samples) assert.ok(ids.has(sample));
    for (const { children } of profile.nodes) for (const child of children) assert.ok(ids.has(child));
    for (const delta of profile.timeDeltas) assert.ok(delta >= 0);
    assert.ok(profile.startTime <= profile.endTime);
    const [root, main, fib] = profile.nodes.map(
      ({ callFrame }: { callFrame: { functionName: string } }) => callFrame,
    );
    assert.deepEqual([root.functionName, main.functionName, fib.functionName], ["(root)", "main", "fib"]);
    assert.equal(fib.lineNumber, 5);
    assert.match(fib.url, /^file:\/\/\/.*fib\.ttvm$/);
  });
});

describe("Memory", () => {
  it("--gc-stats says what was allocated, freed and is alive", async () => {
    const { stderr } = await ttvmHere(["--gc-stats", "--no-table", "garbage.ttvm"], { cwd });
    const figure = (name: string): number => Number(new RegExp(`^${name}: (\\d+)$`, "m").exec(stderr)?.[1]);
    assert.ok(stderr.includes("═══ GC Statistics ═══"));
    assert.ok(figure("Total allocated") > 16 * 2 ** 20);
    assert.ok(figure("Total freed") > 0);
    assert.ok(figure("Currently allocated") < figure("Total allocated"));
    assert.ok(figure("Collections performed") >= 1);
  });

  it("--gc no-gc never collects", async () => {
    const { stderr } = await ttvmHere(
      ["--gc", "no-gc", "--gc-stats", "--gc-debug", "--no-table", "garbage.ttvm"],
      { cwd },
    );
    assert.ok(stderr.includes("Collections performed: 0\n"));
    assert.ok(!stderr.includes("[gc]"));
  });

  it("--gc-debug writes each collection", async () => {
    const { stderr } = await ttvmHere(["--gc-debug", "garbage.ttvm"], { cwd });
    assert.match(stderr, /^\[gc\] collection 1: \S+ \S+ → \S+ \S+ \(\d+\.\d\d ms\)$/m);
  });

  it("--gc-stats is a table by default", async () => {
    assert.match((await ttvmHere(["--gc-stats", "fib.ttvm"], { cwd })).stderr, /│ Collections performed │/);
  });
});
