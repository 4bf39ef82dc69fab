/** How much of what crowds of processes ask for is under way at once. */
import assert from "node:assert/strict";
import test, { describe } from "node:test";
import type { Host, HostRequest, Reply } from "../../vm-core/run/host.ts";
import type { Process } from "../../vm-core/run/process.ts";
import { MOST, ServiceQueue } from "../../vm-core/run/requests-under-way.ts";
import type { Run } from "../../vm-core/run/run.ts";
import { Sleepers } from "../../vm-core/run/sleepers.ts";
import { startMany } from "../machine/start-many.ts";
import { runProcesses } from "../processes/run.ts";

/** A host that answers when it is told to, whose clock is set by hand. */
class Answering {
  time = 0;
  /** What is under way, in order. */
  readonly underWay: { readonly request: HostRequest; readonly answer: (reply?: Reply) => void }[] = [];
  most = 0;
  readonly asked: HostRequest[] = [];
  /** Called when nobody can run. */
  idle: () => void = () => undefined;

  readonly host: Partial<Host> = {
    now: () => this.time,
    breathe: () => new Promise((resolve) => setImmediate(resolve)),
    perform: (request) => {
      this.asked.push(request);
      return new Promise((answer) => {
        this.underWay.push({ request, answer });
        this.most = Math.max(this.most, this.underWay.length);
        this.lookSoon();
      });
    },
    delay: (milliseconds, cancelled) =>
      new Promise((resolve) => {
        const until = this.time + milliseconds;
        this.due.push({ until, resolve });
        void cancelled.then(() => resolve());
        this.lookSoon();
      }),
  };
  private due: { readonly until: number; readonly resolve: () => void }[] = [];
  private isLooking = false;

  /** Answers the first one that fits. */
  answer(fits: (request: HostRequest) => boolean = () => true): boolean {
    const at = this.underWay.findIndex(({ request }) => fits(request));
    if (at < 0) return false;
    const [{ answer }] = this.underWay.splice(at, 1);
    answer();
    this.lookSoon();
    return true;
  }

  pass(milliseconds: number): void {
    this.time += milliseconds;
    for (const { until, resolve } of this.due) if (until <= this.time) resolve();
    this.due = this.due.filter(({ until }) => until > this.time);
    this.lookSoon();
  }

  /** What is ready runs first. */
  private lookSoon(): void {
    if (this.isLooking) return;
    this.isLooking = true;
    let turns = 0;
    const look = (): void => {
      if (turns++ < 3) setImmediate(look);
      else {
        this.isLooking = false;
        this.idle();
      }
    };
    setImmediate(look);
  }
}

/** Spawns processes that do this, `count` of each kind, one kind after the other. */
function crowd(count: number, ...works: readonly string[]): string {
  const spawning = works.map((_, kind) => startMany(count, `work${kind}`));
  return [...spawning, "RET", ...works.map((work, kind) => `LABEL work${kind}\n${work}\nRET`)].join("\n");
}

const WRITES = 'PUSH_STR "text"\nPUSH_STR "file"\nWRITE_FILE';
const READS_LINE = "READ_LINE\nPOP";
const isWrite = ({ kind }: HostRequest): boolean => kind === "write-file";

describe("Requests of a crowd", () => {
  test("are under way as many as there is room for, and all are done in the end", async () => {
    const world = new Answering();
    world.idle = () => world.answer();
    await runProcesses(crowd(500, WRITES), { host: world.host });
    assert.equal(world.most, MOST);
    assert.equal(world.asked.length, 500);
    assert.equal(world.underWay.length, 0);
  });

  test("take no room from work while they wait for somebody, however many they are", async () => {
    const world = new Answering();
    // Nobody writes a line before all is written.
    world.idle = () => world.answer(isWrite) || world.answer();
    await runProcesses(crowd(1_000, READS_LINE, WRITES), { host: world.host });
    assert.equal(world.most, 1_000 + MOST);
    assert.equal(world.time, 0);
  });

  test("keep other kinds of work from nothing", async () => {
    const world = new Answering();
    const connects = 'PUSH_STR "host"\nPUSH_INT 1\nTCP_CONNECT\nPOP';
    world.idle = () => world.answer(({ kind }) => kind === "tcp-connect") || world.answer();
    await runProcesses(crowd(300, WRITES, connects), { host: world.host });
    assert.equal(world.most, 2 * MOST);
    assert.equal(world.time, 0);
  });

  test("that is work and waits for somebody after all keeps others waiting for a moment only", async () => {
    const world = new Answering();
    const reads = 'PUSH_STR "pipe"\nREAD_FILE\nPOP';
    const isRead = ({ kind }: HostRequest): boolean => kind === "read-file";
    const seen: number[] = [];
    world.idle = () => {
      if (world.answer(isWrite)) return;
      // Nothing moves: the reads wait until all is written.
      if (world.asked.filter(isWrite).length === 300) world.answer(isRead);
      else {
        seen.push(world.underWay.length);
        world.pass(50);
      }
    };
    await runProcesses(crowd(300, reads, WRITES), { host: world.host });
    assert.deepEqual(seen, [MOST, 2 * MOST]);
    assert.equal(world.asked.length, 600);
  });

  test("are not asked for when who waits for its turn is ended", async () => {
    const world = new Answering();
    let run: Run | undefined;
    world.idle = () => {
      const { system } = run as Run;
      for (const process of [...system.processes.values()]) system.end(process, "ended");
      while (world.answer());
    };
    await runProcesses(crowd(300, WRITES), { host: world.host, prepare: (made) => (run = made) });
    assert.equal(world.asked.length, MOST);
    assert.equal(run?.system.processes.size, 0);
  });
});

describe("The queue of a service", () => {
  const someone = {} as Process;

  test("that many later ones have overtaken does not count any more", () => {
    const queue = new ServiceQueue();
    const numbers = Array.from({ length: MOST }, () => queue.begin());
    assert.ok(queue.isFull);
    // All but the last one wait for somebody; one after the other goes through the place that is left.
    let through = numbers[MOST - 1];
    for (let i = 0; i < MOST; i++) {
      queue.end(through);
      through = queue.begin();
    }
    queue.end(through);
    for (let i = 0; i < MOST; i++) {
      assert.ok(!queue.isFull);
      queue.begin();
    }
    assert.ok(queue.isFull);
  });

  test("that does not move counts for 50 ms", () => {
    const queue = new ServiceQueue();
    for (let i = 0; i < MOST; i++) queue.begin();
    for (let i = 0; i < 10_000; i++) queue.wait(someone);
    for (const [now, next] of [
      [1_000, undefined],
      [1_049, undefined],
      [1_050, someone],
    ] as const) {
      queue.look(now);
      assert.equal(queue.next(), next);
    }
    assert.equal(queue.patienceEnds, 1_100);
  });

  test("has turns in the order in which they were asked for", () => {
    const queue = new ServiceQueue();
    const crowd = Array.from({ length: 20_000 }, (_, id) => ({ id }) as Process);
    for (const process of crowd) queue.wait(process);
    const taken: Process[] = [];
    for (let next = queue.next(); next !== undefined; next = queue.next()) {
      taken.push(next);
      queue.end(queue.begin());
    }
    assert.deepEqual(taken, crowd);
    assert.equal(queue.patienceEnds, undefined);
  });
});

describe("Processes that sleep", () => {
  test("wake when their time has come, the soonest first, a portion at a time", async () => {
    const world = new Answering();
    world.idle = () => {
      if (world.time < 10) world.pass(1);
    };
    const program = `${startMany(3_000, "one")}RET
LABEL one
LOAD left
PUSH_INT 500
GT
JZ soon
PUSH_INT 10
SLEEP
RET
LABEL soon
PUSH_INT 5
SLEEP
LOAD left
PRINT
RET`;
    const { stdout } = await runProcesses(program, { host: world.host });
    const expected = Array.from({ length: 500 }, (_, index) => `${500 - index}\n`);
    assert.equal(stdout, expected.join(""));
    assert.equal(world.time, 10);
    assert.deepEqual(world.asked, []);
  });

  test("wake, too, when what they have written took a while", async () => {
    const world = new Answering();
    world.idle = () => {
      if (world.time < 10) world.pass(1);
    };
    const write: Host["write"] = (chunks) =>
      chunks.length === 0 ? undefined : new Promise((resolve) => setTimeout(resolve, 20));
    const program = 'PUSH_STR "text"\nPRINT\nPUSH_INT 5\nSLEEP\nPUSH_INT 3\nEXIT';
    const { exitCode } = await runProcesses(program, { host: { ...world.host, write } });
    assert.equal(exitCode, 3);
    assert.equal(world.time, 5);
  });

  test("are let go of when they have ended, however long they wanted to sleep", () => {
    const sleepers = new Sleepers();
    for (let i = 0; i < 100_000; i++) {
      const state = i % 1_000 === 0 ? "waiting" : "ended";
      sleepers.add({ state } as Process, 1e9);
    }
    assert.ok(sleepers.size < 1_000, `${sleepers.size}`);
    let awake = 0;
    while (sleepers.takeDue(1e9)?.state === "waiting") awake++;
    assert.ok(awake >= 1);
  });
});

describe("Replies that come at once, again and again", () => {
  test("leave the thread free every so often", async () => {
    let time = 0;
    let breaths = 0;
    const host: Partial<Host> = {
      now: () => time,
      breathe: () => {
        breaths++;
        return Promise.resolve();
      },
      // Soon, in the same turn of the event loop; each takes a millisecond.
      perform: () => {
        time++;
        return Promise.resolve<Reply>("");
      },
    };
    const asking =
      'PUSH_INT 2000\nLABEL again\nPUSH_STR "f"\nREAD_FILE\nPOP\nPUSH_INT 1\nSUB\nDUP\nJNZ again\n';
    await runProcesses(asking, { host });
    assert.equal(time, 2_000);
    assert.ok(breaths >= 150, `${breaths} times in two seconds`);
  });
});
