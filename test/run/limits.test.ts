/** Stack, frames and values live in heap memory; a limit ends in a fault that can be caught, never in a crash. */
import assert from "node:assert/strict";
import test from "node:test";
import { createMachine } from "../../vm-core/machine/index.ts";
import { drive } from "../../vm-core/run/drive.ts";
import { Frame, FrameLayout } from "../../vm-core/run/frame.ts";
import { Heap } from "../../vm-core/run/heap.ts";
import { Process } from "../../vm-core/run/process.ts";
import { assembled, captureHost, noModules, runText } from "../machine/run-text.ts";

const SUM = (depth: number) => `
PUSH_INT ${depth}
CALL sum n
PRINT
HALT
LABEL sum
LOAD n
JNZ go
PUSH_INT 0
RET
LABEL go
LOAD n
PUSH_INT 1
SUB
CALL sum n
LOAD n
ADD
RET
`;

const caught = (body: string) =>
  `TRY out\n${body}\nLABEL out\nCATCH e\nLOAD e\nGET_FIELD kind\nPRINT\nLOAD e\nTO_STR\nPRINT\n`;

test("a million frames of recursion run", async () => {
  const { stdout, error } = await runText(SUM(1_000_000));
  assert.equal(error, "");
  assert.equal(stdout, "500000500000\n");
});

test("frames beyond the limit are a fault that can be caught", async () => {
  const endless = caught("CALL f\nLABEL f\nCALL f");
  const { stdout } = await runText(endless, { limits: { maxFrames: 1_000 } });
  assert.equal(stdout, "ResourceLimit\nResource limit reached: frames\n");
});

const GROWING: Readonly<Record<string, string>> = {
  "a list": "MAKE_LIST 0\nSTORE l\nLABEL x\nLOAD l\nPUSH_INT 1\nLIST_APPEND\nSTORE l\nJMP x",
  "the operand stack": "LABEL x\nPUSH_INT 1\nJMP x",
  "a string": 'PUSH_STR "0123456789"\nLABEL x\nDUP\nCONCAT\nJMP x',
  "an object":
    "MAKE_OBJECT\nSTORE o\nPUSH_INT 0\nSTORE i\nLABEL x\nLOAD o\nLOAD i\nTO_STR\nLOAD i\nOBJECT_SET\nSTORE o\nLOAD i\nPUSH_INT 1\nADD\nSTORE i\nJMP x",
  "nested lists": "NULL\nLABEL x\nMAKE_LIST 1\nJMP x",
  closures: "NULL\nSTORE c\nLABEL x\nCAPTURE c\nMAKE_LAMBDA f\nSTORE c\nJMP x\nLABEL f\nRET",
};

for (const [what, body] of Object.entries(GROWING)) {
  test(`memory that ${what} takes beyond the limit is a fault that can be caught`, async () => {
    const { stdout, error } = await runText(caught(body), { limits: { maxMemory: 8 * 2 ** 20 } });
    assert.equal(error, "");
    assert.equal(stdout, "ResourceLimit\nResource limit reached: memory\n");
  });
}

/** A list of a list of …, each twice: few lists, and 2^60 ways to the innermost. */
const SHARED = (name: string) =>
  `MAKE_LIST 0\nSTORE ${name}\nPUSH_INT 60\nSTORE i\nLABEL more-${name}\nLOAD ${name}\nLOAD ${name}\nMAKE_LIST 2\nSTORE ${name}\nLOAD i\nPUSH_INT 1\nSUB\nSTORE i\nLOAD i\nJNZ more-${name}\n`;

const WRITING: Readonly<Record<string, string>> = {
  PRINT: "LOAD a\nPRINT",
  TO_STR: "LOAD a\nTO_STR",
  JSON_STRINGIFY: "LOAD a\nJSON_STRINGIFY",
  CSV_WRITE: "LOAD a\nCSV_WRITE",
};

for (const [what, body] of Object.entries(WRITING)) {
  test(`a value whose text is too long for memory is a fault of ${what} that can be caught`, async () => {
    // Also within the limit that programs have when nobody says one.
    const limits = what === "PRINT" ? {} : { maxMemory: 12 * 2 ** 20 };
    const { stdout, error } = await runText(SHARED("a") + caught(body), { limits });
    assert.equal(error, "");
    assert.equal(stdout, "ResourceLimit\nResource limit reached: memory\n");
  });
}

test("values that hold the same lists many times are compared at once", async () => {
  const { stdout, error } = await runText(`${SHARED("a")}${SHARED("b")}LOAD a\nLOAD b\nEQUALS\nPRINT\n`);
  assert.equal(error, "");
  assert.equal(stdout, "1\n");
});

test("the text of a fault about such a value is cut", async () => {
  const { stdout, error } = await runText(`${SHARED("a")}${caught("LOAD a\nPUSH_INT 1\nADD")}`);
  assert.equal(error, "");
  assert.match(stdout, /^TypeMismatch\nADD .*List\(\[List\(\[/);
  assert.ok(stdout.length < 70_000 && stdout.includes("…"), `${stdout.length} characters`);
});

test("faults about exceptions of faults stay short", async () => {
  const nested =
    "PUSH_INT 100\nSTORE n\nPUSH_INT 1\nLABEL q\nLOAD n\nPUSH_INT 1\nSUB\nSTORE n\nLOAD n\nJZ end\nTRY q\nTRUE\nADD\nLABEL end\nTO_STR\nPRINT";
  const { stdout, error } = await runText(nested);
  assert.equal(error, "");
  assert.ok(stdout.length > 1_000 && stdout.length < 70_000, `${stdout.length} characters`);
});

test("what is dead counts no more: a long run within its limit continues", async () => {
  const churn =
    'PUSH_INT 200000\nSTORE n\nLABEL x\nLOAD n\nJZ out\nPUSH_INT 1\nPUSH_INT 2\nPUSH_INT 3\nMAKE_LIST 3\nPOP\nPUSH_STR "garbage"\nLOAD n\nTO_STR\nCONCAT\nPOP\nLOAD n\nPUSH_INT 1\nSUB\nSTORE n\nJMP x\nLABEL out\nPUSH_STR "done"\nPRINT';
  const { stdout, error } = await runText(churn, { limits: { maxMemory: 2 ** 20 } });
  assert.equal(error, "");
  assert.equal(stdout, "done\n");
});

test("instructions beyond the limit end the run, and nobody can catch it", async () => {
  const { stdout, error, exitCode } = await runText(caught("LABEL x\nJMP x"), {
    limits: { maxInstructions: 10_000 },
  });
  assert.equal(stdout, "");
  assert.equal(error, "Resource limit reached: instructions");
  assert.equal(exitCode, 1);
});

test("values end at the limit, however often a host asks for room meanwhile", () => {
  const limit = 2 ** 20;
  const heap = new Heap({ engine: "no-gc", limit });
  let grown = 0;
  let isOver = false;
  while (!isOver && grown < 2 * limit) {
    // What is counted afterwards, such as a process that has been started.
    heap.grow(20_000);
    heap.hasRoomFor(2 * limit);
    isOver = heap.grow(100) && !heap.makeRoom();
    grown += 20_100;
  }
  assert.ok(grown >= limit && grown <= limit + limit / 16, `${grown} bytes`);
});

/** Programs that catch the fault and go on as before. */
const GOING_ON: Readonly<Record<string, string>> = {
  "in a loop": `MAKE_LIST 0
STORE l
LABEL x
TRY h
LOAD l
PUSH_STR "a text of some length, so that there are few of them"
LIST_APPEND
PUSH_INT 100
MAKE_LIST 1
LIST_APPEND
STORE l
END_TRY
JMP x
LABEL h
POP
JMP x`,
  "in calls of calls": "LABEL f\nTRY h\nMAKE_LIST 0\nMAKE_LIST 0\nLABEL h\nCALL f",
};

for (const [what, text] of Object.entries(GOING_ON)) {
  test(`a program that catches the fault ${what} and goes on ends with it, not far beyond the limit`, async () => {
    const limit = 2 ** 21;
    const { error, peak } = await measured(text, limit);
    assert.match(error, /Resource limit reached: memory$/);
    assert.ok(peak > limit && peak < limit + limit / 4, `${peak} bytes`);
  });
}

async function measured(text: string, maxMemory: number): Promise<{ error: string; peak: number }> {
  const run = createMachine(assembled(text), { readModule: noModules, limits: { maxMemory } });
  const { failure } = await drive(run, captureHost({ stdout: "", stderr: "" }));
  return { error: failure === null ? "" : failure.message, peak: run.heap.statistics.peak };
}

test("a process is told that the limit is reached a hundred times in vain, and as often again when something was freed", () => {
  const limit = 2 ** 20;
  const heap = new Heap({ engine: "mark-sweep", limit });
  const holder = new Process(1, "main", new Frame(null, 0, new FrameLayout(0), 0, 0, 0, []), 100);
  const texts = Array.from({ length: 20 }, (_, i) => `${i}`.repeat(limit / 10));
  holder.stack.push(...texts);
  heap.roots = () => [holder];
  const timesTold = (pid: number): number => {
    let times = 0;
    for (; !heap.collect() && !heap.isHopeless(pid); times++);
    return times;
  };
  assert.equal(timesTold(1), 100);
  assert.equal(timesTold(1), 0);
  assert.equal(timesTold(2), 100, "another process is told as often");
  holder.stack.pop();
  assert.equal(timesTold(1), 100);
  // Many processes may be told in turn.
  let pid = 3;
  for (let looks = 0; looks <= 5_000; looks++) heap.collect();
  for (; pid < 200; pid++) assert.equal(timesTold(pid), 1);
  holder.stack.splice(1);
  assert.equal(heap.collect(), true);
});

test("who has caught the fault and lets go of values has room again, however often", async () => {
  const text = `PUSH_INT 120
STORE n
LABEL again
MAKE_LIST 0
STORE l
TRY h
LABEL x
LOAD l
LOAD n
TO_STR
PUSH_STR "0123456789"
CONCAT
LIST_APPEND
STORE l
JMP x
LABEL h
POP
NULL
STORE l
LOAD n
PUSH_INT 1
SUB
STORE n
LOAD n
JNZ again
PUSH_STR "done"
PRINT`;
  const { stdout, error } = await runText(text, { limits: { maxMemory: 2 ** 19 } });
  assert.equal(error, "");
  assert.equal(stdout, "done\n");
});
