/** Where a debugged run stops, and why. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Fault } from "../../vm-core/index.ts";
import { Debugged, soon } from "./debugged.ts";

const COUNTDOWN = `; counts down
PUSH_INT 3
STORE count

LABEL loop
LOAD count
CALL half value  ; a call
PRINT
LOAD count
PUSH_INT 1
SUB
STORE count
LOAD count
JNZ loop
HALT
LABEL half
LOAD value
PUSH_INT 2
DIV
RET
; the end
`;

const FACTORIAL = `PUSH_INT 3
CALL factorial n
PRINT
HALT
LABEL factorial
LOAD n
PUSH_INT 2
LT
JNZ smallest
LOAD n
LOAD n
PUSH_INT 1
SUB
CALL factorial n
MUL
RET
LABEL smallest
PUSH_INT 1
RET
`;

describe("Breakpoints", () => {
  it("move to the next instruction, or say that there is none", () => {
    const debugged = new Debugged(COUNTDOWN);
    assert.deepEqual(debugged.breakAt([1, 3, 4, 5, 7, 16, 21, 400]), [
      2,
      3,
      6,
      6,
      7,
      17,
      "there is no instruction at this line or after it",
      "there is no instruction at this line or after it",
    ]);
  });

  it("do not exist in files that the program does not use", () => {
    const debugged = new Debugged(COUNTDOWN);
    const [binding] = debugged.debugger.breakpoints.setInFile("other.ttvm", [{ id: 1, offset: 0 }]);
    assert.equal(binding.verified, false);
  });

  it("stop each time, before the instruction, the first one too", async () => {
    const debugged = new Debugged(COUNTDOWN);
    debugged.breakAt([2, 8]);
    const stops = [];
    for (let i = 0; i < 5; i++) stops.push(await debugged.resume());
    assert.deepEqual(stops, ["breakpoint 2", "breakpoint 8", "breakpoint 8", "breakpoint 8", "ended"]);
    assert.equal(debugged.written("stdout"), "1\n1\n0\n");
  });

  it("can be changed while it is stopped", async () => {
    const debugged = new Debugged(COUNTDOWN);
    debugged.breakAt([6]);
    assert.equal(await debugged.resume(), "breakpoint 6");
    debugged.breakAt([8]);
    assert.equal(await debugged.resume(), "breakpoint 8");
    debugged.breakAt([]);
    assert.equal(await debugged.resume(), "ended");
  });

  it("stop where their condition holds", async () => {
    const debugged = new Debugged(COUNTDOWN);
    debugged.breakAt([6], { condition: "count == 2" });
    assert.equal(await debugged.resume(), "breakpoint 6");
    assert.equal(debugged.value("count"), "2");
    assert.equal(await debugged.resume(), "ended");
  });

  it("with a condition that has no value stop, and say why", async () => {
    const debugged = new Debugged(COUNTDOWN);
    debugged.breakAt([6], { condition: "missing > 1" });
    assert.equal(await debugged.resume(), "breakpoint 6");
    assert.match(debugged.written("log"), /there is no variable `missing` here/);
  });

  it("with a condition, a count or a message that cannot be read are refused", () => {
    const debugged = new Debugged(COUNTDOWN);
    assert.deepEqual(debugged.breakAt([6], { condition: "count ==" }), [
      "condition: the expression is incomplete",
    ]);
    assert.match(String(debugged.breakAt([6], { hitCondition: "often" })[0]), /hit count/);
    assert.match(String(debugged.breakAt([6], { hitCondition: "% 0" })[0]), /divisible/);
    assert.match(String(debugged.breakAt([6], { logMessage: "{1 +}" })[0]), /log message/);
  });

  for (const [hitCondition, expected] of [
    ["2", ["2"]],
    ["== 3", ["1"]],
    [">= 2", ["2", "1"]],
    ["< 2", ["3"]],
    ["% 2", ["2"]],
  ] as const) {
    it(`count their hits: ${hitCondition}`, async () => {
      const debugged = new Debugged(COUNTDOWN);
      debugged.breakAt([6], { hitCondition });
      const counts = [];
      while ((await debugged.resume()) !== "ended") counts.push(debugged.value("count"));
      assert.deepEqual(counts, expected);
    });
  }

  it("with a message write it and go on", async () => {
    const debugged = new Debugged(COUNTDOWN);
    debugged.breakAt([17], { logMessage: "half of {value}, {value % 2 == 0}, {nothing}{" });
    assert.equal(await debugged.resume(), "ended");
    const missing = "{there is no variable `nothing` here}{";
    assert.equal(
      debugged.written("log"),
      `half of 3, false, ${missing}\nhalf of 2, true, ${missing}\nhalf of 1, false, ${missing}\n`,
    );
    assert.deepEqual(
      debugged.output.map(({ stream }) => stream),
      ["log", "stdout", "log", "stdout", "log", "stdout"],
    );
  });

  it("with a message find the end of an expression by reading it", async () => {
    const message = async (logMessage: string): Promise<string> => {
      const debugged = new Debugged("PUSH_INT 3\nSTORE n\nRET");
      debugged.breakAt([3], { logMessage });
      await debugged.resume();
      return debugged.written("log");
    };
    assert.equal(await message('{"}"}'), "}\n");
    assert.equal(await message('{"{"} and {n}'), "{ and 3\n");
    assert.equal(await message('{"\\"}"}'), '"}\n');
    assert.equal(await message("{`}`}"), "{there is no variable `}` here}\n");
    assert.equal(await message("{ {n}"), "{ 3\n");
    assert.equal(await message("} {n} {"), "} 3 {\n");
    const debugged = new Debugged("PUSH_INT 3\nSTORE n\nRET");
    assert.match(String(debugged.breakAt([3], { logMessage: '{"n}' })[0]), /the closing quote is missing/);
  });

  it("are at functions by label", async () => {
    const debugged = new Debugged(COUNTDOWN);
    const [half, none] = debugged.debugger.breakpoints.setAtFunctions([
      { id: 1, name: "half" },
      { id: 2, name: "none" },
    ]);
    assert.equal(half.verified, true);
    assert.deepEqual(none, { id: 2, verified: false, message: "there is no label `none`" });
    assert.equal(await debugged.resume(), "breakpoint 17");
  });

  it("are told by the instruction BREAKPOINT too", async () => {
    const debugged = new Debugged("PUSH_INT 1\nBREAKPOINT\nPRINT\nBREAKPOINT");
    assert.equal(await debugged.resume(), "breakpoint 2");
    assert.deepEqual(debugged.reason, { kind: "breakpoint", ids: [], written: true });
    assert.equal(await debugged.resume(), "breakpoint 4");
    assert.equal(await debugged.resume(), "ended");
  });
});

describe("Steps", () => {
  it("begin at the entry", async () => {
    const debugged = new Debugged(COUNTDOWN);
    debugged.breakAt([2]);
    assert.equal(await debugged.start(), "entry 2");
    assert.equal(await debugged.step("over"), "step 3");
    assert.equal(await debugged.step("in"), "step 6");
  });

  it("go in, over and out of a recursion", async () => {
    const debugged = new Debugged(FACTORIAL);
    debugged.breakAt([14]);
    assert.equal(await debugged.resume(), "breakpoint 14");
    assert.equal(await debugged.step("in"), "step 6");
    assert.deepEqual(debugged.where(), ["factorial 6", "factorial 14", "main 2"]);
    debugged.breakAt([]);
    assert.equal(await debugged.step("out"), "step 15");
    assert.deepEqual(debugged.where(), ["factorial 15", "main 2"]);
    assert.deepEqual(debugged.scope("Operand Stack"), { "[0] top": "2", "[1]": "3" });
    assert.equal(await debugged.step("out"), "step 3");
    assert.equal(await debugged.step("out"), "ended");
  });

  it("over a recursion stop after it, unless a breakpoint comes first", async () => {
    const debugged = new Debugged(FACTORIAL);
    await debugged.start();
    assert.equal(await debugged.step("over"), "step 2");
    assert.equal(await debugged.step("over"), "step 3");
    const other = new Debugged(FACTORIAL);
    other.breakAt([18]);
    await other.start();
    await other.step("over");
    assert.equal(await other.step("over"), "breakpoint 18");
  });

  it("stop in the handler that an exception leads to", async () => {
    const debugged = new Debugged(
      "TRY\nCALL fail\nCATCH problem\nLOAD problem\nPRINT\nEND_TRY\nHALT\nLABEL fail\nPUSH_INT 1\nTHROW",
    );
    await debugged.start();
    await debugged.step("over");
    assert.equal(await debugged.step("over"), "step 3");
  });

  it("in an endless loop of one instruction stop each time round", async () => {
    const debugged = new Debugged("LABEL again\nJMP again");
    await debugged.start();
    assert.equal(await debugged.step("over"), "step 2");
    assert.equal(await debugged.step("in"), "step 2");
  });

  it("of a program without instructions end it", async () => {
    assert.equal(await new Debugged("; nothing").start(), "ended");
    assert.equal(await new Debugged("").resume(), "ended");
  });
});

describe("A pause", () => {
  it("stops an endless loop, and it can go on", async () => {
    const debugged = new Debugged(
      "PUSH_INT 0\nSTORE n\nLABEL again\nLOAD n\nPUSH_INT 1\nADD\nSTORE n\nJMP again",
    );
    const stop = debugged.resume();
    await soon(30);
    assert.equal(debugged.debugger.control.state, "running");
    debugged.debugger.control.pause();
    assert.match(await stop, /^pause/);
    const before = Number(debugged.value("n"));
    assert.ok(before > 0);
    await debugged.step("in");
    debugged.breakAt([4]);
    assert.equal(await debugged.resume(), "breakpoint 4");
    assert.ok(Number(debugged.value("n")) - before <= 1);
  });

  it("stops a process that waits, and asks the host only once", async () => {
    let reply: (text: string) => void = () => undefined;
    let requests = 0;
    const debugged = new Debugged('PUSH_STR "file"\nREAD_FILE\nPRINT', {
      perform: () => {
        requests++;
        return new Promise((resolve) => {
          reply = resolve;
        });
      },
    });
    const stop = debugged.resume();
    await soon(10);
    debugged.debugger.control.pause();
    assert.equal(await stop, "pause 2");
    const end = debugged.resume();
    await soon(10);
    reply("its text");
    assert.equal(await end, "ended");
    assert.equal(requests, 1);
    assert.equal(debugged.written("stdout"), "its text\n");
  });

  it("changes nothing while it lasts, also when the reply comes", async () => {
    let reply: (fault: Fault) => void = () => undefined;
    const debugged = new Debugged('PUSH_STR "file"\nREAD_FILE', {
      perform: () =>
        new Promise((resolve) => {
          reply = resolve;
        }),
    });
    debugged.debugger.conditions.exceptionFilter = "all";
    const stop = debugged.resume();
    await soon(10);
    debugged.debugger.control.pause();
    await stop;
    reply(new Fault("FileError", "the disk is broken"));
    await soon(10);
    assert.deepEqual(debugged.where(), ["main 2"]);
    assert.equal(await debugged.resume(), "exception 2");
    const { reason } = debugged;
    assert.equal(reason.kind === "exception" && reason.exception.message, "the disk is broken");
    assert.equal(await debugged.resume(), "ended");
  });
});

describe("Exceptions", () => {
  const CAUGHT = `TRY handler
PUSH_INT 1
PUSH_INT 0
CALL divide a b
LABEL handler
CATCH problem
LOAD problem
THROW
LABEL divide
LOAD a
LOAD b
DIV
RET
`;

  it("stop where they arise, before anything is unwound", async () => {
    const debugged = new Debugged(CAUGHT);
    debugged.debugger.conditions.exceptionFilter = "all";
    await debugged.resume();
    const { reason } = debugged;
    assert.ok(reason.kind === "exception");
    assert.equal(reason.exception.message, "Division by zero");
    assert.equal(reason.exception.kind, "DivisionByZero");
    assert.equal(reason.caught, true);
    assert.deepEqual(debugged.where(), ["divide 12", "main 4"]);
    assert.deepEqual(debugged.scope("Locals"), { a: "1", b: "0" });
    assert.equal(await debugged.step("in"), "step 6");
    assert.equal(await debugged.resume(), "exception 8");
    const again = debugged.reason;
    assert.ok(again.kind === "exception");
    assert.equal(again.caught, false);
    assert.equal(await debugged.resume(), "ended");
    assert.equal(debugged.outcome?.failure?.message, "Division by zero");
    assert.equal(debugged.outcome?.exitCode, 1);
  });

  it("that are caught do not stop when only uncaught ones do", async () => {
    const debugged = new Debugged(CAUGHT);
    debugged.debugger.conditions.exceptionFilter = "uncaught";
    assert.equal(await debugged.resume(), "exception 8");
    assert.equal(await debugged.resume(), "ended");
  });

  it("do not stop when nobody asks for it", async () => {
    assert.equal(await new Debugged(CAUGHT).resume(), "ended");
  });

  it("in a module are caught by its importer", async () => {
    const modules = { "broken.ttvm": "PUSH_INT 1\nPUSH_INT 0\nDIV" };
    const text = 'TRY\nIMPORT "broken.ttvm"\nCATCH problem\nEND_TRY\nIMPORT "broken.ttvm"';
    const debugged = new Debugged(text, { modules });
    debugged.debugger.conditions.exceptionFilter = "uncaught";
    await debugged.resume();
    assert.ok(debugged.reason.kind === "exception");
    assert.deepEqual(debugged.where(), ["broken.ttvm 3", "main 5"]);
  });
});

describe("Modules", () => {
  const modules = { "lib.ttvm": "PUSH_INT 7\nSTORE seven\nEXPORT seven\n" };
  const text = 'PUSH_INT 1\nIMPORT "lib.ttvm"\nLOAD seven\nPRINT\n';

  it("are on their importer, and breakpoints in them are bound once they are there", async () => {
    const debugged: Debugged = new Debugged(text, {
      modules,
      loaded: (file) => assert.deepEqual(debugged.breakAt([2], {}, file), [2]),
    });
    assert.deepEqual(debugged.breakAt([2], {}, "lib.ttvm"), [
      "the program does not use this file, or has not loaded it yet",
    ]);
    assert.equal(await debugged.resume(), "breakpoint 2");
    assert.deepEqual(debugged.where(), ["lib.ttvm 2", "main 2"]);
    assert.deepEqual(debugged.scope("Operand Stack"), { "[0] top": "7" });
    assert.deepEqual(debugged.scope("Operand Stack", 1), { "[0] top": "1" });
  });

  it("are stepped over and out of", async () => {
    const debugged = new Debugged(text, { modules });
    await debugged.start();
    await debugged.step("over");
    assert.equal(await debugged.step("over"), "step 3");
    const inside = new Debugged(text, { modules });
    await inside.start();
    await inside.step("in");
    assert.equal(await inside.step("in"), "step 1");
    assert.deepEqual(inside.where(), ["lib.ttvm 1", "main 2"]);
    assert.equal(await inside.step("out"), "step 3");
  });
});

describe("The trace", () => {
  it("has a line for each instruction, in order with the output", async () => {
    const debugged = new Debugged('PUSH_STR "a"\nCALL show text\nHALT\nLABEL show\nLOAD text\nPRINT\nRET', {
      trace: true,
    });
    assert.equal(await debugged.resume(), "ended");
    const lines = debugged.output.map(({ text }) => text).join("");
    assert.deepEqual(
      lines
        .trimEnd()
        .split("\n")
        .map((line) => line.replace(/ +/g, " ")),
      [
        '[trace] 0 line 1 PUSH_STR "a"',
        '[trace] 1 line 2 CALL show text "a"',
        "[trace] 3 line 5 LOAD text",
        '[trace] 4 line 6 PRINT "a"',
        "a",
        "[trace] 5 line 7 RET",
        "[trace] 2 line 3 HALT",
      ],
    );
  });

  it("shows the upper end of a deep stack", async () => {
    const pushes = Array.from({ length: 9 }, (_, i) => `PUSH_INT ${i}`).join("\n");
    const debugged = new Debugged(`${pushes}\nPOP`, { trace: true });
    await debugged.resume();
    assert.match(debugged.written("trace"), /POP +… 4 more, 4, 5, 6, 7, 8\n$/);
  });
});

describe("A deep stack", () => {
  it("of a million frames is quickly there", async () => {
    const debugged = new Debugged(
      "PUSH_INT 1000000\nCALL down n\nHALT\nLABEL down\nLOAD n\nJZ bottom\nLOAD n\nPUSH_INT 1\nSUB\nCALL down n\nRET\nLABEL bottom\nBREAKPOINT\nRET",
    );
    assert.equal(await debugged.resume(), "breakpoint 13");
    assert.equal(debugged.view().frameCount, 1_000_002);
    const started = process.cpuUsage();
    assert.deepEqual(debugged.where(0, 2), ["down 13", "down 10"]);
    assert.deepEqual(debugged.where(1_000_000, 20), ["down 10", "main 2"]);
    assert.equal(debugged.view().frameAt(0)?.name, "main");
    assert.equal(debugged.view().frameAt(1_000_002), undefined);
    const { user, system } = process.cpuUsage(started);
    assert.ok((user + system) / 1_000 < 1000);
  });
});
