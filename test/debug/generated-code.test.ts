/**
 * The debugger of a run that generates code shows what the debugger of an interpreter shows: the same stops, in the same
 * order, with the same frames and values; and what nobody watches runs as generated code.
 */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { JitRecord } from "../../vm-core/index.ts";
import { timelessProcesses } from "../generate/processes.ts";
import { programs } from "../generate/programs.ts";
import { Debugged } from "./debugged.ts";
import { deeds, filters, lispPrograms, sameStops } from "./same-stops.ts";

const LOOP = `PUSH_INT 0
STORE i
LABEL loop
LOAD i
CALL twice n
POP
LOAD i
PUSH_INT 1
ADD
DUP
STORE i
PUSH_INT 300000
LT
JNZ loop
LOAD i
PRINT
HALT
LABEL twice
LOAD n
DUP
ADD
RET
`;

/** How many instructions of a run were executed in generated code, and in all. */
function counted(record: JitRecord, debugged: Debugged): readonly [number, number] {
  let inside = 0;
  for (const { instructions } of record.units.values()) inside += instructions;
  return [inside, debugged.run.system.instructions];
}

describe("The debugger on generated code", () => {
  it("stops where the debugger of an interpreter does, and shows the same there", async () => {
    await fc.assert(
      fc.asyncProperty(programs({ processes: true, dynamic: true }), deeds, filters, sameStops),
      {
        seed: 11,
        numRuns: 110,
      },
    );
  });

  it("does so with several processes", async () => {
    await fc.assert(fc.asyncProperty(timelessProcesses, deeds, filters, sameStops), {
      seed: 12,
      numRuns: 45,
    });
  });

  it("does so in Lisp", async () => {
    await fc.assert(fc.asyncProperty(lispPrograms, deeds, filters, sameStops), { seed: 13, numRuns: 45 });
  });

  it("leaves to others what is left of a slice", async () => {
    // Two processes print in turns, each for as long as its slices go; the first one has stopped somewhere in one.
    const count = (name: string, end: number) =>
      `PUSH_INT 0\nSTORE ${name}\nLABEL ${name}\nLOAD ${name}\nPUSH_INT 1\nADD\nDUP\nSTORE ${name}\nPUSH_INT ${end}\nLT\nJNZ ${name}\n`;
    const talk = (name: string) =>
      `PUSH_INT 30\nSTORE left\nLABEL ${name}\n${count(`${name}.in`, 20)}PUSH_STR "${name}"\nPRINT\n` +
      `LOAD left\nPUSH_INT 1\nSUB\nDUP\nSTORE left\nJNZ ${name}\n`;
    for (const end of [1_000, 1_111, 1_250, 1_375]) {
      const alone = count("alone", end);
      const main = `${alone}MAKE_FUNCTION other\nSPAWN\nPOP\n${talk("a")}HALT\nLABEL other\n${talk("b")}HALT\n`;
      const line = alone.split("\n").length;
      const written: string[] = [];
      for (const jit of [undefined, "always", "auto"] as const) {
        const debugged = new Debugged(main, { jit });
        debugged.breakAt([line]);
        assert.equal(await debugged.resume(), `breakpoint ${line}`);
        assert.equal(await debugged.resume(), "ended");
        written.push(debugged.written("stdout"));
      }
      const free = new Debugged(main);
      assert.equal(await free.resume(), "ended");
      const expected = free.written("stdout");
      assert.ok(expected.includes("b\na\n") && expected.includes("a\nb\n"), expected);
      assert.deepEqual(written, [expected, expected, expected]);
    }
  });

  it("leaves nothing of a slice whose last instruction raises an exception that it stops at", async () => {
    // Two processes print in turns; the first one raises an exception after each text. Slices of nearly every length up to
    // the instructions of a round end with one of these.
    const talk = (name: string) =>
      `PUSH_INT 12\nSTORE left\nLABEL ${name}\nPUSH_STR "${name}"\nPRINT\nTRY ${name}.catch\n` +
      `${name === "a" ? "PUSH_INT 1\nPUSH_INT 0\nDIV\n" : "NULL\n"}LABEL ${name}.catch\nPOP\n` +
      `LOAD left\nPUSH_INT 1\nSUB\nDUP\nSTORE left\nJNZ ${name}\n`;
    const main = `MAKE_FUNCTION other\nSPAWN\nPOP\n${talk("a")}HALT\nLABEL other\n${talk("b")}HALT\n`;
    const written = async (slice: number, jit: "always" | undefined, filter: "all" | "none") => {
      const debugged = new Debugged(main, { jit });
      debugged.run.system.mostReductions = slice;
      debugged.debugger.conditions.exceptionFilter = filter;
      let stops = 0;
      while ((await debugged.resume()) !== "ended") stops++;
      assert.equal(stops, filter === "all" ? 12 : 0);
      return debugged.written("stdout");
    };
    for (let slice = 2; slice <= 16; slice++) {
      const expected = await written(slice, undefined, "none");
      assert.ok(expected.includes("b\na\n") && expected.includes("a\nb\n"), expected);
      assert.equal(await written(slice, undefined, "all"), expected, `slices of ${slice}`);
      assert.equal(await written(slice, "always", "all"), expected, `slices of ${slice}, in generated code`);
    }
  });

  it("runs what has no breakpoint as generated code", async () => {
    const record = new JitRecord();
    const rest = Array.from({ length: 100 }, (_, index) => `PUSH_INT ${index}\nPRINT\n`).join("");
    const debugged = new Debugged(LOOP + rest, { jit: "auto", jitRecord: record });
    debugged.debugger.conditions.exceptionFilter = "uncaught";
    debugged.breakAt(Array.from({ length: 100 }, (_, index) => 24 + 2 * index));
    assert.equal(await debugged.resume(), "ended");
    const [inside, all] = counted(record, debugged);
    assert.ok(inside > 0.9 * all, `${inside} of ${all}`);
  });

  it("runs as generated code what is asked about events between processes", async () => {
    const record = new JitRecord();
    const worker = "LABEL worker\nPUSH_INT 1\nPUSH_INT 0\nDIV\nRET\n";
    const spawning = `MAKE_FUNCTION worker\nSPAWN\nPOP\n${LOOP}${worker}`;
    const debugged = new Debugged(spawning, { jit: "auto", jitRecord: record });
    debugged.debugger.events.filters = new Set(["spawn", "exit", "down"]);
    assert.equal(await debugged.resume(), "process 2 (worker) was started by process 1 (main)");
    assert.deepEqual(debugged.where(), ["main 3"]);
    assert.equal(await debugged.resume(), "process 2 (worker) ended: Division by zero");
    assert.equal(await debugged.resume(), "process 1 (main) ended normally");
    assert.equal(await debugged.resume(), "ended");
    const [inside, all] = counted(record, debugged);
    assert.ok(inside > 0.9 * all, `${inside} of ${all}`);
  });

  it("leaves the code of a breakpoint alone to the interpreter, and takes it back", async () => {
    const record = new JitRecord();
    const debugged = new Debugged(LOOP, { jit: "auto", jitRecord: record });
    debugged.breakAt([19], { condition: "n == 250000" });
    assert.equal(await debugged.resume(), "breakpoint 19");
    assert.equal(debugged.value("n"), "250000");
    assert.deepEqual(debugged.where(), ["twice 19", "main 5"]);
    const [before] = counted(record, debugged);
    debugged.breakAt([]);
    assert.equal(await debugged.resume(), "ended");
    const [inside, all] = counted(record, debugged);
    // Of each of the 50,000 rounds that are left, nearly all of the 14 instructions.
    assert.ok(inside - before > 50_000 * 13, `${inside - before} of ${all}`);
  });

  for (const kind of ["over", "out"] as const) {
    it(`runs what a step goes ${kind} as generated code`, async () => {
      const record = new JitRecord();
      const text = `CALL work\nPUSH_INT 1\nPRINT\nHALT\nLABEL work\n${LOOP.replace("HALT", "PUSH_INT 0\nRET")}`;
      const debugged = new Debugged(text, { jit: "auto", jitRecord: record });
      debugged.breakAt([kind === "over" ? 1 : 6]);
      assert.equal(await debugged.resume(), kind === "over" ? "breakpoint 1" : "breakpoint 6");
      assert.equal(await debugged.step(kind), "step 2");
      assert.equal(debugged.written("stdout"), "300000\n");
      const [inside, all] = counted(record, debugged);
      assert.ok(inside > 0.9 * all, `${inside} of ${all}`);
      assert.equal(await debugged.step("over"), "step 3");
    });
  }

  it("is paused in generated code with all that the process has", async () => {
    const record = new JitRecord();
    const debugged = new Debugged(LOOP.replace("300000", "30000000"), { jit: "auto", jitRecord: record });
    const stopped = debugged.start(false);
    while (counted(record, debugged)[0] === 0) await new Promise((resolve) => setImmediate(resolve));
    const before = debugged.run.system.instructions;
    debugged.debugger.control.pause();
    assert.match(await stopped, /^pause \d+$/);
    const further = debugged.run.system.instructions - before;
    assert.ok(further <= debugged.run.system.mostReductions, `${further} instructions later`);
    const i = Number(debugged.value("i", debugged.where().length - 1));
    assert.ok(i > 0 && i < 30_000_000, `${i}`);
    // What follows is what the interpreter would do next, also in a function that was compiled long before.
    debugged.breakAt([4]);
    assert.equal(await debugged.resume(), "breakpoint 4");
    debugged.breakAt([19], { condition: "n == 29999995" });
    debugged.execute("i = 29990000");
    assert.equal(await debugged.resume(), "breakpoint 19");
    debugged.breakAt([15]);
    assert.equal(await debugged.resume(), "breakpoint 15");
    assert.equal(debugged.value("i"), "30000000");
    assert.equal(await debugged.resume(), "ended");
    assert.equal(debugged.written("stdout"), "30000000\n");
  });
});
