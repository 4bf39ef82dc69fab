/** What many processes cost, and what one that computes for ever costs the others. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { describe, it } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { Timers } from "../../vm-core/run/timers.ts";
import { captureHost } from "../machine/run-text.ts";
import { runProcesses } from "./run.ts";

const MANY = 100_000;

/** Starts so many processes that wait for ever. */
const idle = (count: number) => `
    PUSH_INT ${count}
    STORE left
LABEL start
    MAKE_FUNCTION idle
    SPAWN
    POP
    LOAD left
    PUSH_INT 1
    SUB
    STORE left
    LOAD left
    JNZ start
    HALT
LABEL idle
    RECEIVE
    RET
`;

/** Bytes on the heap after a collection. */
function heapUsed(): number {
  setFlagsFromString("--expose-gc");
  runInNewContext("gc")();
  return process.memoryUsage().heapUsed;
}

describe("Processes", () => {
  it("cost at most 2 KiB each when they are idle", async () => {
    await runProcesses(idle(10));
    const before = heapUsed();
    const { run } = await runProcesses(idle(MANY));
    const each = (heapUsed() - before) / MANY;
    assert.equal(run.system.processes.size, MANY);
    console.log(`an idle process takes ${each.toFixed(0)} bytes`);
    assert.ok(each <= 2_048, `${each} bytes`);
  });

  it(`live ${MANY} at once within 300 MB`, () => {
    const report = "process.on('exit',()=>console.log(process.resourceUsage().maxRSS))";
    const { stdout, stderr, status } = spawnSync(
      process.execPath,
      ["--import", `data:text/javascript,${encodeURIComponent(report)}`, "dist/ttvm.js", "run", "-"],
      { input: idle(MANY), encoding: "utf8", timeout: 60_000 },
    );
    assert.equal(status, 0, stderr);
    const megabytes = Number(stdout) / 1_024;
    console.log(`${MANY} processes: ${megabytes.toFixed(0)} MB`);
    assert.ok(megabytes > 20 && megabytes <= 300, `${megabytes} MB`);
  });

  it("that write to a crowded mailbox give several turns at a time, and it stays short", async () => {
    const [senders, each] = [10, 3_000];
    let [slices, longest] = [0, 0];
    await runProcesses(
      `
    PUSH_INT ${senders}
    STORE count
LABEL start
    MAKE_FUNCTION produce
    SPAWN
    POP
    LOAD count
    PUSH_INT 1
    SUB
    STORE count
    LOAD count
    JNZ start
    PUSH_INT ${senders * each}
    STORE left
LABEL consume
    RECEIVE
    POP
    LOAD left
    PUSH_INT 1
    SUB
    STORE left
    LOAD left
    JNZ consume
    PUSH_INT 0
    EXIT
LABEL produce
    PUSH_INT ${each}
    STORE to
LABEL more
    LOAD to
    SEND 1
    LOAD to
    PUSH_INT 1
    SUB
    STORE to
    LOAD to
    JNZ more
    RET
`,
      {
        slicing: ({ main }, process) => {
          if (process !== main) slices++;
          longest = Math.max(longest, main.mailbox?.length ?? 0);
        },
      },
    );
    assert.ok(slices < (senders * each) / 3, `${slices} slices for ${senders * each} messages`);
    assert.ok(longest < 5_000, `${longest} messages`);
  });

  it("that loop for ever delay a timer by at most 20 ms", async () => {
    const due = 5;
    const late: number[] = [];
    let set = 0;
    const text = `
    MAKE_FUNCTION busy
    SPAWN
    POP
    MAKE_FUNCTION busy
    SPAWN
    POP
    PUSH_INT 40
    STORE left
LABEL wait
    RECEIVE_TIMEOUT ${due} on
LABEL on
    LOAD left
    PUSH_INT 1
    SUB
    STORE left
    LOAD left
    JNZ wait
    PUSH_INT 0
    EXIT
LABEL busy
    PUSH_STR "some work"
    PUSH_STR "more"
    CONCAT
    POP
    JMP busy
`;
    const { now, delay } = captureHost({ stdout: "", stderr: "" });
    await runProcesses(text, {
      // The clock of this computer, since the delay is what is measured.
      host: { now, delay },
      listening: true,
      slicing: (run, process) => {
        if (process.id !== 1 || set !== 0) return;
        run.system.events.listen(({ kind }) => {
          const now = performance.now();
          if (kind === "timeout") late.push(now - set - due);
          set = now;
        });
        set = performance.now();
      },
    });
    // Other programs of this computer delay some of them; the machine itself would delay all.
    const sorted = late.slice(1).sort((a, b) => a - b);
    const typical = sorted[Math.floor(sorted.length / 4)];
    console.log(
      `a timer fires ${typical.toFixed(2)} ms late, ${sorted[sorted.length - 1].toFixed(1)} at most`,
    );
    assert.ok(typical <= 20, `${typical} ms`);
  });

  it("that never take a message meet the limit of memory, at the sender", async () => {
    const text = `
    MAKE_FUNCTION idle
    SPAWN
    STORE idle
LABEL more
    PUSH_INT 1
    LOAD idle
    SEND
    JMP more
LABEL idle
    RECEIVE_MATCH string
`;
    const { error, exitCode } = await runProcesses(text, { limits: { maxMemory: 8 * 2 ** 20 } });
    assert.equal(error, "Resource limit reached: memory");
    assert.equal(exitCode, 1);
  });

  it("that wait for months ask the host for no longer delay than it can count", async () => {
    const delays: number[] = [];
    const text = "RECEIVE_TIMEOUT 4000000000 on\nLABEL on\nHALT";
    const stop = new AbortController();
    const delay = (milliseconds: number) => {
      if (delays.push(milliseconds) === 3) stop.abort();
      return Promise.resolve();
    };
    await runProcesses(text, { host: { delay }, signal: stop.signal });
    assert.deepEqual(delays.slice(0, 3), [2 ** 31 - 1, 2 ** 31 - 1, 2 ** 31 - 1]);
  });

  it("that end while they sleep keep no run alive", async () => {
    const text = `
    MAKE_FUNCTION sleeper
    SPAWN
    STORE p
    RECEIVE_TIMEOUT 5 on
LABEL on
    PUSH_STR "kill"
    LOAD p
    EXIT_SIGNAL
    HALT
LABEL sleeper
    PUSH_INT 3600000
    SLEEP
`;
    const perform = () => new Promise<undefined>(() => undefined);
    const { exitCode } = await runProcesses(text, { host: { perform } });
    assert.equal(exitCode, 0);
  });

  it("that are told nothing meanwhile go on without the event loop when the host knows an answer at once", async () => {
    let turns = 0;
    const text = "PUSH_INT 2000\nLABEL loop\nGET_TIME_MS\nPOP\nPUSH_INT 1\nSUB\nDUP\nJNZ loop\nHALT";
    const { exitCode } = await runProcesses(text, {
      host: {
        perform: () => 1,
        breathe: async () => {
          turns++;
        },
      },
    });
    assert.equal(exitCode, 0);
    assert.ok(turns < 100, `${turns} turns`);
  });
});

describe("Timers", () => {
  it("fire soonest first, those of one moment in the order in which they were set", () => {
    const timers = new Timers();
    for (const [name, at] of [
      [1, 3],
      [2, 1],
      [3, 2],
      [4, 1],
      [5, 9],
    ]) {
      timers.set(at, { kind: "timeout", pid: name });
    }
    const fired: number[] = [];
    for (let due = timers.takeDue(5); due !== undefined; due = timers.takeDue(5)) fired.push(due.pid);
    assert.deepEqual(fired, [2, 4, 3, 1]);
    assert.equal(timers.next, 9);
  });

  it("throw out what is cancelled", () => {
    const event = { kind: "timeout", pid: 1 } as const;
    const timers = new Timers();
    const kept = timers.set(1_000_000, event);
    for (let n = 0; n < 10_000; n++) timers.cancel(timers.set(500 + n, event));
    assert.ok(timers.size < 200, `${timers.size}`);
    assert.equal(timers.next, kept.deadline);
    timers.cancel(kept);
    timers.cancel(kept);
    assert.equal(timers.next, undefined);
  });
});
