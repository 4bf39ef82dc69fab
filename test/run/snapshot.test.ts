/**
 * Snapshots: whoever is given back an earlier moment does what was done from there, for every program there is; and a
 * snapshot costs what has changed, not what there is.
 */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import { analyze } from "../../vm-core/analyze/index.ts";
import { createMachine } from "../../vm-core/machine/index.ts";
import type { Program } from "../../vm-core/program/program.ts";
import { CellVersion } from "../../vm-core/run/cell-history.ts";
import { Driver, outcomeOf } from "../../vm-core/run/drive.ts";
import { execute } from "../../vm-core/run/execute.ts";
import { failureText } from "../../vm-core/run/failure.ts";
import type { Frame } from "../../vm-core/run/frame.ts";
import { Mailbox } from "../../vm-core/run/mailbox.ts";
import { SeededRandom } from "../../vm-core/run/random.ts";
import type { Run } from "../../vm-core/run/run.ts";
import { type ProcessSnapshot, restore, snapshot } from "../../vm-core/run/snapshot.ts";
import { restoreSystem, type SystemSnapshot, snapshotSystem } from "../../vm-core/run/system-snapshot.ts";
import { Cell } from "../../vm-core/value/cell.ts";
import type { Value } from "../../vm-core/value/value.ts";
import { loadCases } from "../conformance/case.ts";
import { assembled, noModules } from "../machine/run-text.ts";
import { World } from "./world.ts";

/** Instructions of one run at most: endless programs end, too. */
const INSTRUCTIONS = 60_000;
const SNAPSHOTS = 4;

interface Told {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
  readonly error: string;
  readonly instructions: number;
}

function machine(program: Program): Run {
  return createMachine(program, {
    readModule: noModules,
    limits: { maxInstructions: INSTRUCTIONS, maxProcesses: 500, maxFrames: 20_000 },
  });
}

/** Drives a run; `slicing` may abort it after a slice. Each slice is short, so that there are many moments. */
function drive(run: Run, world: World, fuel: number, slicing: (abort: () => void) => void) {
  const pause = new AbortController();
  const driver = new Driver(run, world.host, (process, most) => {
    slicing(() => pause.abort());
    return execute(process, run.system, Math.min(most, fuel));
  });
  return driver.go(pause.signal);
}

function tell(run: Run, world: World): Told {
  const { exitCode, failure } = outcomeOf(run);
  return {
    stdout: world.stdout,
    stderr: world.stderr,
    exitCode,
    error: failure === null ? "" : failureText(failure),
    instructions: run.main.instructions,
  };
}

/** Runs a program to its end with snapshots at some slices, then from each of them again, in any order. */
async function check(program: Program, random: SeededRandom): Promise<number> {
  const fuel = 1 + Math.floor(random.next() * 60);
  const plain = new World();
  const first = machine(program);
  let slices = 0;
  await drive(first, plain, fuel, () => void slices++);
  const wanted = tell(first, plain);

  const world = new World();
  const run = machine(program);
  const at = new Set(Array.from({ length: SNAPSHOTS }, () => 1 + Math.floor(random.next() * slices)));
  const taken: { readonly kept: SystemSnapshot; readonly giveBack: () => void }[] = [];
  let count = 0;
  for (;;) {
    const halt = await drive(run, world, fuel, (abort) => {
      if (at.has(++count)) abort();
    });
    if (halt === "ended") break;
    taken.push({ kept: snapshotSystem(run.system), giveBack: world.save() });
  }
  assert.deepEqual(tell(run, world), wanted, "with snapshots");
  for (const { kept, giveBack } of [...taken, ...[...taken].reverse()]) {
    restoreSystem(run.system, kept);
    giveBack();
    await drive(run, world, fuel, () => undefined);
    assert.deepEqual(tell(run, world), wanted, "from a snapshot");
  }
  return taken.length;
}

function programOf(file: string, text: string): Program | undefined {
  return analyze(file, 0, text).program;
}

/** Every program of the project by its name. */
function* programs(): Iterable<readonly [string, Program]> {
  for (const folder of [
    "test/fixtures/run",
    "test/fixtures/faults",
    "test/fixtures/processes",
    "test/fixtures/optimize",
    "test/fixtures/lisp",
    "test/fixtures/debug",
    "examples",
  ]) {
    for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
      if (!/\.(ttvm|lisp)$/.test(name)) continue;
      const file = path.join(folder, name);
      const program = programOf(name, readFileSync(file, "utf8"));
      if (program !== undefined) yield [file, program];
    }
  }
  for (const { id, mode, source, files } of loadCases()) {
    if (source === undefined || files !== undefined) continue;
    const program = programOf(mode === "lisp" ? "main.lisp" : "main.ttvm", source);
    if (program !== undefined) yield [id, program];
  }
}

describe("Snapshots", () => {
  it("lead to the same turns of processes, however often they were given back: portions of memory end turns", async () => {
    // Each of two processes makes lists of 7,001 items: some of them use a portion up.
    const work = (name: string) =>
      `PUSH_INT 97\nSTORE left\nLABEL ${name}\nPUSH_INT 0\nPUSH_INT 7001\nNATIVE list.range\nPOP\n` +
      `LOAD left\nPUSH_INT 1\nSUB\nDUP\nSTORE left\nJNZ ${name}\nHALT\n`;
    const program = assembled(`MAKE_FUNCTION other\nSPAWN\nPOP\n${work("a")}LABEL other\n${work("b")}`);
    const run = machine(program);
    const world = new World();
    let turns: number[] = [];
    const goOn = async (until: number) => {
      const pause = new AbortController();
      const driver = new Driver(run, world.host, (process, most) => {
        const stop = execute(process, run.system, Math.min(most, 100));
        if (turns.push(process.id, process.instructions) >= 2 * until) pause.abort();
        return stop;
      });
      return driver.go(pause.signal);
    };
    assert.equal(await goOn(3), "interrupted");
    const kept = snapshotSystem(run.system);
    const giveBack = world.save();
    let first: readonly number[] | undefined;
    for (let time = 0; time < 5; time++) {
      turns = [];
      await goOn(Number.POSITIVE_INFINITY);
      first ??= turns;
      assert.ok(first.length > 20);
      assert.deepEqual(turns, first);
      restoreSystem(run.system, kept);
      giveBack();
    }
  });

  it("lead to what was done, from random moments of every program", async () => {
    const random = new SeededRandom(20_26);
    let ran = 0;
    let taken = 0;
    for (const [name, program] of programs()) {
      try {
        taken += await check(program, random);
      } catch (error) {
        throw new Error(`${name}: ${(error as Error).message}`, { cause: error });
      }
      ran++;
    }
    console.log(`${taken} snapshots of ${ran} programs`);
    assert.ok(ran > 500 && taken > ran, `${taken} of ${ran}`);
  });

  /** A function that calls itself `depth` times, with a value on the stack for each call, then counts on the way back. */
  const deep = (depth: number) => `
    PUSH_INT ${depth}
    CALL down n
    PRINT
    HALT
LABEL down
    LOAD n
    JZ bottom
    PUSH_INT 1
    LOAD n
    PUSH_INT 1
    SUB
    CALL down n
    ADD
    RET
LABEL bottom
    YIELD
    PUSH_INT 0
    RET
`;

  /** Runs to the YIELD at the bottom. */
  function atBottom(depth: number): Run {
    const run = createMachine(assembled(deep(depth)), { readModule: noModules });
    const { main, system } = run;
    let stop = execute(main, system, 100_000);
    while (stop === "fuel") stop = execute(main, system, 100_000);
    assert.equal(stop, "yield");
    return run;
  }

  const copied = (taken: ProcessSnapshot): number => taken.stack.top?.values.length ?? 0;

  function framesOf(innermost: Frame): Frame[] {
    const frames: Frame[] = [];
    for (let frame: Frame | null = innermost; frame !== null; frame = frame.parent) frames.push(frame);
    return frames;
  }

  it("cost what has changed since, with a million frames", () => {
    const depth = 1_000_000;
    const { main, system } = atBottom(depth);
    const { mostTaken } = system.space;
    const whole = snapshot(main, mostTaken);
    assert.equal(copied(whole), depth, "the first one copies the stack");
    execute(main, system, 3_000);
    const next = snapshot(main, mostTaken);
    // 1,000 calls have returned: each took one value and one frame.
    assert.ok(copied(next) <= 3_000 * mostTaken, `${copied(next)} values`);
    const before = new Set(framesOf(whole.frame));
    const own = framesOf(next.frame).filter((frame) => !before.has(frame));
    assert.ok(own.length <= 1, `${own.length} of ${depth} frames are copies`);
    const again = snapshot(main, mostTaken);
    assert.equal(again.stack, next.stack, "nothing has changed");
    const started = main.stack;
    restore(main, whole, mostTaken);
    assert.equal(main.stack, started, "the stack is the same array: its unchanged part stays");
    assert.equal(main.stack.length, depth);
    assert.equal(main.frame.parent, whole.frame.parent, "the frames below are shared");
    assert.equal(execute(main, system, Infinity), "ended");
  });

  it("leave other moments as they are, whichever way a process goes", () => {
    const { main, system } = atBottom(100);
    const { mostTaken } = system.space;
    const moments = Array.from({ length: 30 }, () => {
      execute(main, system, 7);
      const taken = snapshot(main, mostTaken);
      return { taken, stack: [...main.stack], slots: framesOf(main.frame).map(({ slots }) => [...slots]) };
    });
    const random = new SeededRandom(5);
    for (let n = 0; n < 300; n++) {
      const { taken, stack, slots } = moments[Math.floor(random.next() * moments.length)];
      restore(main, taken, mostTaken);
      assert.deepEqual(main.stack, stack);
      assert.deepEqual(
        framesOf(main.frame).map((frame) => frame.slots),
        slots,
      );
      execute(main, system, Math.floor(random.next() * 200));
      if (random.next() < 0.3) snapshot(main, mostTaken);
    }
  });

  it("cost the same for many messages, which wait on in both", () => {
    const mailbox = new Mailbox();
    for (let n = 0; n < 10; n++) mailbox.push(n);
    const saved = mailbox.save();
    mailbox.push(10);
    assert.equal(mailbox.takeAt(mailbox.find([])), 0);
    assert.equal(mailbox.takeAt(mailbox.find([{ kind: "literal", value: 5 }])), 5);
    const one = Mailbox.restored(saved);
    assert.deepEqual([...one], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    one.push(99);
    assert.deepEqual([...mailbox], [1, 2, 3, 4, 6, 7, 8, 9, 10]);
    assert.deepEqual([...Mailbox.restored(saved)], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    assert.equal(Mailbox.restored(mailbox.save()).save().items, mailbox.save().items, "nothing is copied");
  });

  it("give cells back what they held, in any order", () => {
    const cells = [new Cell(0), new Cell(0)];
    let newest = new CellVersion();
    const versions: { readonly version: CellVersion; readonly held: readonly Value[] }[] = [];
    const random = new SeededRandom(3);
    for (let n = 1; n < 400; n++) {
      const choice = random.next();
      if (choice < 0.4) {
        const cell = cells[Math.floor(random.next() * cells.length)];
        newest.note(cell);
        cell.value = n;
      } else if (choice < 0.6 || versions.length === 0) {
        newest = newest.next();
        versions.push({ version: newest, held: cells.map(({ value }) => value) });
      } else {
        const { version, held } = versions[Math.floor(random.next() * versions.length)];
        version.restore(newest);
        newest = version;
        assert.deepEqual(
          cells.map(({ value }) => value),
          held,
        );
      }
    }
  });
});
