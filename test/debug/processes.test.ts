/** Many processes under the debugger. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Debugged, soon } from "./debugged.ts";

/** Sends a number to a worker that doubles it and sends it back. */
const DOUBLING = `MAKE_FUNCTION worker
SPAWN
STORE pid
PUSH_INT 21
LOAD pid
SEND
RECEIVE
PRINT
HALT
LABEL worker
RECEIVE
CALL double n
SEND 1
RET
LABEL double
LOAD n
PUSH_INT 2
MUL
RET
`;

/** Process 2 counts without end; the first waits for a message that does not come. */
const COUNTING = `MAKE_FUNCTION counter
SPAWN
POP
RECEIVE
HALT
LABEL counter
PUSH_INT 0
STORE n
LABEL again
LOAD n
PUSH_INT 1
ADD
STORE n
JMP again
`;

const titles = (debugged: Debugged): string[] =>
  debugged.debugger.processes.pids.map((pid) => debugged.debugger.processes.title(pid));

describe("A process that is killed", () => {
  it("ends although it runs without end, and the others continue", async () => {
    const debugged = new Debugged(
      COUNTING.replace("POP\nRECEIVE", "POP\nTRUE\nTRAP_EXIT\nLINK 2\nPOP\nRECEIVE\nPRINT"),
    );
    const over = debugged.resume();
    await soon();
    debugged.debugger.control.kill(2);
    debugged.debugger.control.kill(2);
    assert.equal(await over, "ended");
    assert.match(debugged.written("stdout"), /killed/);
  });
});

describe("Processes", () => {
  it("are told of, named, and are where they wait", async () => {
    const debugged = new Debugged(DOUBLING);
    debugged.breakAt([16]);
    assert.equal(await debugged.resume(), "breakpoint 16 of 2");
    assert.deepEqual(titles(debugged), ["main (1) · receiving", "worker (2) · ready in double"]);
    assert.deepEqual(debugged.where(0, 9, 2), ["double 16", "worker 12"]);
    assert.deepEqual(debugged.where(), ["main 7"]);
    assert.deepEqual(debugged.scope("Locals", 0, 2), { n: "21" });
    assert.deepEqual(debugged.scope("Globals", 0, 1), { pid: "2" });
    assert.equal(debugged.value("n * 2", 0, 2), "42");
    assert.deepEqual(debugged.lives, ["+2"]);
    assert.equal(await debugged.resume(2), "ended");
    assert.deepEqual(debugged.lives, ["+2", "-2", "-1"]);
    assert.equal(debugged.written("stdout"), "42\n");
  });

  it("but the first are named in the trace", async () => {
    const debugged = new Debugged("MAKE_FUNCTION f\nSPAWN\nPOP\nHALT\nLABEL f\nRET", { trace: true });
    assert.equal(await debugged.resume(), "ended");
    const lines = debugged.written("trace").trimEnd().split("\n");
    assert.deepEqual(
      lines.slice(-2).map((line) => line.replace(/ +/g, " ")),
      ["[trace] 3 line 4 HALT", "[trace] process 2 4 line 6 RET"],
    );
  });

  it("with a name are called by it", async () => {
    const debugged = new Debugged(
      "MAKE_FUNCTION f\nSPAWN\nPOP\nYIELD\nBREAKPOINT\nHALT\nLABEL f\nREGISTER server\nPOP\nRECEIVE\nRET",
    );
    assert.equal(await debugged.resume(), "breakpoint 5");
    assert.deepEqual(titles(debugged), ["main (1) · ready", "server (2) · receiving in f"]);
    assert.equal(await debugged.resume(), "ended");
    assert.deepEqual(debugged.outcome?.waiting, ["process 2 (f) waits in RECEIVE at main.ttvm:10"]);
    assert.equal(debugged.outcome?.exitCode, 0);
  });

  it("whose code has ended and that supervise are there too", async () => {
    const debugged = new Debugged(
      "MAKE_FUNCTION boss\nSPAWN\nPOP\nYIELD\nYIELD\nBREAKPOINT\nHALT\nLABEL boss\nSTART_SUPERVISOR\nPOP\nSUPERVISE_CHILD idle transient\nPOP\nRET\nLABEL idle\nRECEIVE\nRET",
    );
    assert.equal(await debugged.resume(), "breakpoint 6");
    assert.deepEqual(titles(debugged), [
      "main (1) · ready",
      "boss (2) · supervising",
      "idle (3) · receiving",
    ]);
    assert.deepEqual(debugged.where(0, 9, 2), ["boss 13"]);
    const { state, supervisor, children, links } = debugged.scope("Process", 0, 2);
    assert.equal(state, "supervising");
    assert.equal(supervisor, '{strategy: "one_for_one", intensity: 3, period: 5000}');
    assert.deepEqual([children, links], ["1 child", "1 process"]);
    const scope = debugged.view(2).scopes(debugged.view(2).frames(0, 1)[0]).at(-1);
    const variables = scope?.contents.page(0, 99) ?? [];
    const child = variables.find(({ name }) => name === "children")?.contents?.page(0, 9)[0];
    assert.equal(child?.name, "idle");
    assert.equal(child?.text, "process 3, receiving, transient, 0 restarts");
    assert.equal(child?.contents?.page(0, 9)[1].text, "3");
  });

  it("show their messages a page at a time, and what ties them", async () => {
    const text =
      "MAKE_FUNCTION idle\nSPAWN\nSTORE pid\nPUSH_INT 0\nSTORE i\nLABEL again\nLOAD i\nSEND 1\nLOAD i\nPUSH_INT 1\nADD\nDUP\nSTORE i\nPUSH_INT 1000\nLT\nJNZ again\nLOAD pid\nLINK\nPOP\nLOAD pid\nMONITOR\nPOP\nTRUE\nTRAP_EXIT\nREGISTER boss\nPOP\nBREAKPOINT\nLABEL idle\nRECEIVE\nRET";
    const debugged = new Debugged(text);
    assert.equal(await debugged.resume(), "breakpoint 27");
    const { reductions: _, ...shown } = debugged.scope("Process");
    assert.deepEqual(shown, {
      state: "ready",
      "traps exits": "true",
      names: '["boss"]',
      mailbox: "1000 messages",
      links: "1 process",
      monitors: "1 process",
    });
    const scope = debugged.view().scopes(debugged.view().frames(0, 1)[0]).at(-1);
    const variables = scope?.contents.page(0, 99) ?? [];
    const mailbox = variables.find(({ name }) => name === "mailbox")?.contents;
    assert.deepEqual(
      mailbox?.page(998, 1100).map(({ name, text }) => `${name} ${text}`),
      ["[998] 998", "[999] 999"],
    );
    const links = variables.find(({ name }) => name === "links")?.contents?.page(0, 9);
    assert.deepEqual([links?.[0].name, links?.[0].text], ["2", "2 (idle), receiving"]);
    const other = debugged.scope("Process", 0, 2);
    assert.deepEqual([other.parent, other["monitored by"]], ["1 (boss), ready", "1 process"]);
  });
});

describe("A step of one process", () => {
  it("ends in that process, while others run and do not end it", async () => {
    const debugged = new Debugged(DOUBLING);
    await debugged.start();
    const steps: string[] = [];
    for (let stop = "entry 1"; stop !== "ended"; stop = await debugged.step("over")) steps.push(stop);
    assert.deepEqual(steps, ["entry 1", ...[2, 3, 4, 5, 6, 7, 8, 9].map((line) => `step ${line}`)]);
    assert.equal(debugged.written("stdout"), "42\n");
  });

  it("over a RECEIVE that waits ends when the message comes, by its own way", async () => {
    const debugged = new Debugged(DOUBLING);
    debugged.breakAt([11]);
    await debugged.resume();
    debugged.breakAt([]);
    assert.equal(await debugged.step("over", 2), "step 12 of 2");
    assert.equal(debugged.debugger.processes.title(1), "main (1) · receiving");
    assert.equal(await debugged.step("over", 1), "step 8");
    assert.deepEqual(debugged.scope("Operand Stack"), { "[0] top": "42" });
  });

  it("stops at a breakpoint of another one, and reports that", async () => {
    const debugged = new Debugged(DOUBLING);
    debugged.breakAt([7, 16]);
    assert.equal(await debugged.resume(), "breakpoint 7");
    assert.equal(await debugged.step("over"), "breakpoint 16 of 2");
    debugged.breakAt([]);
    assert.equal(await debugged.step("out", 2), "step 13 of 2");
    assert.equal(await debugged.step("over", 1), "step 8");
  });

  it("alone leaves the others standing", async () => {
    const debugged = new Debugged(COUNTING);
    debugged.breakAt([10]);
    assert.equal(await debugged.resume(), "breakpoint 10 of 2");
    debugged.breakAt([]);
    assert.equal(await debugged.step("over", 2), "step 11 of 2");
    void debugged.step("over", 1, true);
    await soon();
    assert.equal(debugged.debugger.control.isStopped(1), false);
    assert.equal(debugged.debugger.control.isStopped(2), true);
    assert.equal(debugged.value("n", 0, 2), "0");
    debugged.debugger.control.resume(2, true);
    await soon();
    assert.equal(debugged.debugger.control.isStopped(2), false);
    debugged.debugger.control.pause(2);
  });

  it("does not change who runs when", async () => {
    const text =
      "MAKE_FUNCTION other\nSPAWN\nPOP\nPUSH_INT 0\nSTORE i\nLABEL again\nLOAD i\nPUSH_INT 1\nADD\nDUP\nSTORE i\nPUSH_INT 300\nLT\nJNZ again\nPUSH_STR one\nPRINT\nHALT\nLABEL other\nPUSH_STR two\nPRINT\nRET";
    const free = new Debugged(text);
    assert.equal(await free.resume(), "ended");
    assert.equal(free.written("stdout"), "two\none\n");
    const stepped = new Debugged(text);
    await stepped.start();
    while ((await stepped.step("in")) !== "ended");
    assert.equal(stepped.written("stdout"), "two\none\n");
  });
});

describe("A pause of many", () => {
  it("comes when all wait, and shows the one that was asked for", async () => {
    const debugged = new Debugged(
      "MAKE_FUNCTION f\nSPAWN\nPOP\nRECEIVE_TIMEOUT 100000 late\nLABEL late\nHALT\nLABEL f\nRECEIVE\nRET",
    );
    const stop = debugged.resume();
    await soon();
    debugged.debugger.control.pause(2);
    assert.equal(await stop, "pause 8 of 2");
    assert.deepEqual(debugged.where(), ["main 4"]);
    const again = debugged.step("over", 2);
    await soon();
    debugged.debugger.control.pause(1);
    assert.equal(await again, "pause 4");
    debugged.debugger.control.terminate();
  });
});

describe("With one thread at a time", () => {
  it("slow output neither loses a pause nor a process that runs meanwhile", async () => {
    const text = "PUSH_STR a\nPRINT\nRECEIVE_TIMEOUT 100000 late\nLABEL late\nHALT";
    const all = new Debugged(text, { slowness: 60 });
    const stop = all.resume();
    await soon(10);
    all.debugger.control.pause();
    assert.equal(await stop, "pause 3");
    const one = new Debugged(`MAKE_FUNCTION f\nSPAWN\nPOP\n${text}\nLABEL f\nYIELD\nRET`, {
      slowness: 60,
      threads: "one",
    });
    one.breakAt([10]);
    assert.equal(await one.resume(), "breakpoint 10 of 2");
    one.debugger.control.resume(2);
    await soon(300);
    assert.equal(one.debugger.processes.has(2), false);
    one.debugger.control.terminate();
  });

  it("only the process that stops is stopped", async () => {
    const debugged = new Debugged(COUNTING, { threads: "one" });
    debugged.breakAt([4]);
    assert.equal(await debugged.resume(), "breakpoint 4");
    await soon();
    assert.equal(debugged.debugger.view(2), undefined);
    debugged.debugger.control.pause(2);
    assert.match(await debugged.stopped(), /^pause \d+ of 2$/);
    const before = Number(debugged.value("n", 0, 2));
    assert.ok(before > 0);
    await soon();
    assert.equal(Number(debugged.value("n", 0, 2)), before);
    assert.match(await debugged.step("over", 2), /^step \d+ of 2$/);
    debugged.debugger.control.resume(2);
    await soon();
    debugged.debugger.control.pause(2);
    await debugged.stopped();
    assert.ok(Number(debugged.value("n", 0, 2)) > before);
    assert.equal(debugged.where()[0], "main 4");
    debugged.debugger.control.terminate();
  });

  it("each process stops by itself, and the run waits for those that are looked at", async () => {
    const debugged = new Debugged(DOUBLING, { threads: "one" });
    debugged.breakAt([3, 16]);
    assert.equal(await debugged.resume(), "breakpoint 3");
    await soon();
    assert.equal(debugged.debugger.processes.title(2), "worker (2) · receiving");
    assert.equal(await debugged.resume(1), "breakpoint 16 of 2");
    await soon();
    assert.equal(debugged.debugger.control.isStopped(1), false);
    assert.equal(await debugged.step("out", 2), "step 13 of 2");
    assert.equal(await debugged.resume(2), "ended");
    assert.equal(debugged.written("stdout"), "42\n");
  });

  it("a message that comes while its receiver is stopped ends the step over the RECEIVE", async () => {
    const text =
      "MAKE_FUNCTION f\nSPAWN\nPOP\nRECEIVE\nPRINT\nHALT\nLABEL f\nRECEIVE_TIMEOUT 60 late\nLABEL late\nPUSH_INT 7\nSEND 1\nRET";
    const debugged = new Debugged(text, { threads: "one" });
    const first = debugged.resume();
    await soon();
    debugged.debugger.control.pause(1);
    assert.equal(await first, "pause 4");
    await soon(120);
    assert.equal(debugged.debugger.processes.has(2), false);
    assert.equal(debugged.debugger.processes.title(1), "main (1) · ready");
    assert.equal(await debugged.step("over"), "step 5");
    assert.equal(await debugged.resume(), "ended");
    assert.equal(debugged.written("stdout"), "7\n");
  });
});

describe("Events between processes", () => {
  /** Process 2 links itself to the first and fails. */
  const FAILING = `TRUE
TRAP_EXIT
MAKE_FUNCTION worker
SPAWN
MONITOR
POP
RECEIVE
PRINT
HALT
LABEL worker
LINK 1
STORE answer
PUSH_INT 1
SEND 2
PUSH_INT 1
PUSH_INT 0
DIV
RET
`;
  const listening = (text: string, filters: ("spawn" | "exit" | "down")[], more = {}): Debugged => {
    const debugged = new Debugged(text, more);
    debugged.debugger.events.filters = new Set(filters);
    return debugged;
  };

  it("spawn: stops before the first instruction of the new process", async () => {
    const debugged = listening(FAILING, ["spawn"]);
    assert.equal(await debugged.resume(), "process 2 (worker) was started by process 1 (main)");
    assert.deepEqual(debugged.where(0, 9, 2), ["worker 11"]);
    assert.deepEqual(debugged.where(), ["main 5"]);
    assert.equal(await debugged.step("over", 2), "step 12 of 2");
    assert.equal(await debugged.resume(), "ended");
  });

  it("exit: shows the process that has ended with all that it had", async () => {
    const debugged = listening(FAILING, ["exit"]);
    assert.equal(await debugged.resume(), "process 2 (worker) ended: Division by zero");
    assert.deepEqual(debugged.where(0, 9, 2), ["worker 17"]);
    assert.deepEqual(debugged.scope("Locals", 0, 2), { answer: '"linked_1"' });
    const { mailbox, links, reason } = debugged.scope("Process", 0, 2);
    assert.deepEqual([mailbox, reason], ["1 message", '"Division by zero"']);
    assert.equal(links, "1 process");
    assert.deepEqual(titles(debugged), ["main (1) · ready", "worker (2) · ended"]);
    assert.deepEqual(debugged.lives, ["+2"]);
    assert.equal(await debugged.resume(2), "process 1 (main) ended normally");
    assert.deepEqual(debugged.lives, ["+2", "-2"]);
    assert.equal(await debugged.resume(), "ended");
    assert.equal(debugged.written("stderr"), "Error in process 2: Division by zero\n");
  });

  it("down: tells of links and monitors", async () => {
    const debugged = listening(FAILING, ["down"]);
    const told = (await debugged.resume()).split("; ").sort();
    assert.deepEqual(told, [
      "process 1 (main) got an exit signal from process 2 (worker): Division by zero",
      "process 1 (main) learned that process 2 (worker) ended: Division by zero",
    ]);
    assert.deepEqual(debugged.where(), ["main 8"]);
    assert.equal(await debugged.resume(), "ended");
  });

  it("down: shows the process that a signal has ended", async () => {
    const debugged = listening(
      "MAKE_FUNCTION f\nSPAWN\nSTORE pid\nYIELD\nPUSH_STR enough\nLOAD pid\nEXIT_SIGNAL\nHALT\nLABEL f\nRECEIVE\nRET",
      ["down"],
    );
    assert.equal(await debugged.resume(), "process 2 (f) got an exit signal from process 1 (main): enough");
    assert.deepEqual(debugged.where(0, 9, 2), ["f 10"]);
    assert.deepEqual(titles(debugged), ["main (1) · ready", "f (2) · ended"]);
    assert.equal(await debugged.resume(2), "ended");
  });

  it("stop only the process that they happen to, one at a time", async () => {
    const debugged = listening(FAILING, ["spawn", "exit"], { threads: "one" });
    assert.equal(await debugged.resume(), "process 2 (worker) was started by process 1 (main)");
    await soon();
    assert.equal(debugged.debugger.processes.title(1), "main (1) · receiving");
    assert.deepEqual(debugged.where(0, 9, 2), ["worker 11"]);
    debugged.debugger.control.resume(2);
    const stops = [await debugged.stopped(), await debugged.stopped()];
    assert.deepEqual(stops, [
      "process 2 (worker) ended: Division by zero",
      "process 1 (main) ended normally",
    ]);
    assert.deepEqual(debugged.lives, ["+2"]);
    debugged.debugger.control.resume(2);
    assert.equal(await debugged.resume(1), "ended");
  });

  it("uncaught faults stop in the process that they arise in, before anything is unwound", async () => {
    for (const threads of ["all", "one"] as const) {
      const debugged = new Debugged(FAILING, { threads });
      debugged.debugger.conditions.exceptionFilter = "uncaught";
      assert.equal(await debugged.resume(), "exception 17 of 2");
      assert.deepEqual(debugged.scope("Operand Stack", 0, 2), {});
      assert.equal(await debugged.resume(2), "ended");
      assert.match(debugged.written("stdout"), /kind: (exit|down), pid: 2/);
    }
  });

  it("are told in few words when there are very many", async () => {
    const text =
      "PUSH_INT 100\nSTORE i\nLABEL again\nMAKE_FUNCTION f\nSPAWN\nPOP\nLOAD i\nPUSH_INT 1\nSUB\nDUP\nSTORE i\nJNZ again\nYIELD\nPUSH_STR boom\nTHROW\nLABEL f\nLINK 1\nRECEIVE\nRET";
    const debugged = listening(text, ["exit"]);
    assert.match(await debugged.resume(), /^process 1 \(main\) ended: boom; (.*; ){9}91 more$/);
    assert.equal(debugged.debugger.processes.pids.length, 101);
    assert.equal(await debugged.resume(), "ended");
    assert.equal(debugged.debugger.processes.pids.length, 0);
  });
});

describe("Very many processes", () => {
  it("are debugged about as fast as they run", async () => {
    const text =
      "PUSH_INT 20000\nSTORE i\nLABEL again\nMAKE_FUNCTION f\nSPAWN\nPOP\nLOAD i\nPUSH_INT 1\nSUB\nDUP\nSTORE i\nJNZ again\nYIELD\nBREAKPOINT\nHALT\nLABEL f\nRECEIVE\nRET";
    const started = process.cpuUsage();
    const debugged = new Debugged(text);
    assert.equal(await debugged.resume(), "breakpoint 14");
    assert.equal(debugged.debugger.processes.pids.length, 20_001);
    assert.equal(await debugged.step("over"), "step 15");
    assert.equal(await debugged.resume(), "ended");
    const { user, system } = process.cpuUsage(started);
    assert.ok((user + system) / 1_000 < 5_000);
  });
});
