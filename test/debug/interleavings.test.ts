/** Looking at processes changes nothing: whatever is stopped and stepped, the program does the same. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { Debugged } from "./debugged.ts";

/** Three workers pass numbers round, talk, fail and are restarted; nothing depends on time. */
const PROGRAM = `START_SUPERVISOR one_for_one 10 60000
POP
SUPERVISE_CHILD worker
POP
MAKE_FUNCTION echo
SPAWN
STORE echo
PUSH_INT 6
STORE i
LABEL again
LOAD i
LOAD echo
SEND
RECEIVE
PRINT
LOAD i
PUSH_INT 3
SUB
SENDNAMED worker
POP
YIELD
LOAD i
PUSH_INT 1
SUB
DUP
STORE i
JNZ again
STOP_CHILD worker
POP
PUSH_STR stop
LOAD echo
EXIT_SIGNAL
HALT
LABEL worker
REGISTER worker
POP
LABEL next
RECEIVE
STORE n
PUSH_INT 12
LOAD n
DIV
PRINT
JMP next
LABEL echo
RECEIVE
STORE value
PUSH_INT 0
STORE sum
LABEL add
LOAD sum
PUSH_INT 1
ADD
DUP
STORE sum
PUSH_INT 150
LT
JNZ add
LOAD value
SEND 1
JMP echo
`;

interface Deed {
  readonly kind: "in" | "over" | "out" | "resume" | "breakpoint";
  readonly pid: number;
  readonly line: number;
}

const deed = fc.record({
  kind: fc.constantFrom("in", "over", "over", "out", "resume", "breakpoint"),
  pid: fc.integer({ min: 1, max: 4 }),
  line: fc.integer({ min: 1, max: 62 }),
}) as fc.Arbitrary<Deed>;

describe("Stops and steps", () => {
  it("of all processes never change what a program does", async () => {
    const free = new Debugged(PROGRAM);
    await free.resume();
    const expected = [free.written("stdout"), free.written("stderr"), free.outcome?.exitCode];
    assert.match(String(expected[0]), /^6\n/);
    assert.match(String(expected[1]), /Division by zero/);
    await fc.assert(
      fc.asyncProperty(fc.array(deed, { maxLength: 60 }), async (deeds) => {
        const debugged = new Debugged(PROGRAM);
        let stop = await debugged.start();
        for (const { kind, pid, line } of deeds) {
          if (stop === "ended") break;
          const who = debugged.debugger.processes.has(pid) ? pid : 1;
          if (kind === "breakpoint") debugged.breakAt([line, ((line * 7) % 60) + 1]);
          else stop = kind === "resume" ? await debugged.resume(who) : await debugged.step(kind, who);
        }
        debugged.breakAt([]);
        while (stop !== "ended") stop = await debugged.resume();
        assert.deepEqual(
          [debugged.written("stdout"), debugged.written("stderr"), debugged.outcome?.exitCode],
          expected,
        );
      }),
      { seed: 4, numRuns: 150 },
    );
  });

  it("of one process at a time lose nothing and end", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(deed, { maxLength: 40 }), async (deeds) => {
        const debugged = new Debugged(PROGRAM, { threads: "one" });
        const { control, processes } = debugged.debugger;
        control.start(true);
        for (const { kind, pid, line } of deeds) {
          await new Promise((resolve) => setImmediate(resolve));
          if (kind === "breakpoint") debugged.breakAt([line]);
          else if (!control.isStopped(pid)) control.pause(pid);
          else if (kind === "resume") control.resume(pid);
          else control.step(kind, pid);
        }
        debugged.breakAt([]);
        while (debugged.outcome === undefined) {
          for (const pid of processes.pids) if (control.isStopped(pid)) control.resume(pid);
          await new Promise((resolve) => setImmediate(resolve));
        }
        const lines = debugged.written("stdout").trimEnd().split("\n");
        const echoes = ["6", "5", "4", "3", "2", "1"];
        for (const echo of echoes) assert.ok(lines.includes(echo), `${echo} in ${lines}`);
        assert.equal(debugged.outcome.exitCode, 0);
      }),
      { seed: 5, numRuns: 150 },
    );
  });
});
