/** A bug in a feature is told to the client's log and to the one who asked, and to nobody else. */
import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { type CancellationToken, type Connection, ErrorCodes, ResponseError } from "vscode-languageserver";
import { answering } from "../../server/answer.ts";
import type { Documents } from "../../server/documents.ts";
import { createSchedule } from "../../server/schedule.ts";
import { analyze } from "../../vm-core/index.ts";

const PARAMS = { textDocument: { uri: "a.ttvm" } };
const RUNNING = { isCancellationRequested: false } as CancellationToken;
const CANCELLED = { isCancellationRequested: true } as CancellationToken;

function answeringInto(log: string[]) {
  const connection = { console: { error: (message: string) => log.push(message) } };
  const documents = { snapshot: (uri: string) => analyze(uri, 1, "") };
  return answering(connection as unknown as Connection, documents as unknown as Documents);
}

describe("A request", () => {
  it("that meets a bug is answered with an error, and the log has the place", () => {
    const log: string[] = [];
    const handler = answeringInto(log)("hover", () => {
      throw new TypeError("a bug");
    });
    const answer = handler(PARAMS, RUNNING);
    assert.ok((answer as unknown) instanceof ResponseError);
    assert.equal((answer as ResponseError<void>).code, ErrorCodes.InternalError);
    assert.match(log[0], /hover: TypeError: a bug\n\s+at .*answer\.test/);
  });

  it("that a feature refuses is no bug", () => {
    const log: string[] = [];
    const refusal = new ResponseError<void>(ErrorCodes.InvalidParams, "no");
    const handler = answeringInto(log)("rename", () => {
      throw refusal;
    });
    assert.equal(handler(PARAMS, RUNNING), refusal);
    assert.deepEqual(log, []);
  });

  it("that was cancelled is not worked on", () => {
    let worked = false;
    const handler = answeringInto([])("hover", () => {
      worked = true;
    });
    handler(PARAMS, CANCELLED);
    assert.ok(!worked);
  });
});

describe("The schedule", () => {
  /** A clock of its own, so that it does not matter how busy the computer is. */
  class Clock {
    private now = 0;

    constructor(private readonly test: TestContext) {
      test.mock.timers.enable({ apis: ["setTimeout"] });
      test.mock.method(performance, "now", () => this.now);
    }

    /** Something works for so long. */
    work(milliseconds: number): void {
      this.now += milliseconds;
    }

    async pass(milliseconds: number): Promise<void> {
      for (const end = this.now + milliseconds; this.now < end; ) {
        this.now++;
        this.test.mock.timers.tick(1);
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
  }

  it("looks at once at a document that takes a moment only", async (t) => {
    const clock = new Clock(t);
    let runs = 0;
    const schedule = createSchedule(() => runs++);
    for (let change = 1; change <= 5; change++) {
      schedule.plan("a");
      await clock.pass(2);
      assert.equal(runs, change);
    }
  });

  it("looks at one that takes long once a pause, and once in a while without one", async (t) => {
    const clock = new Clock(t);
    let runs = 0;
    const schedule = createSchedule(async () => {
      runs++;
      await new Promise((resolve) => setTimeout(resolve, 30));
    });
    for (let typed = 0; typed < 80; typed++) {
      schedule.plan("a");
      await clock.pass(5);
    }
    const typing = runs;
    assert.ok(typing >= 1 && typing <= 4, `${typing} runs in 400 ms of typing`);
    await clock.pass(200);
    assert.equal(runs, typing + 1);
  });

  it("looks at a document that takes long after a longer pause", async (t) => {
    const clock = new Clock(t);
    const starts: number[] = [];
    const schedule = createSchedule(() => {
      starts.push(performance.now());
      clock.work(40);
    });
    const planned = performance.now();
    schedule.plan("a");
    await clock.pass(200);
    const again = performance.now();
    schedule.plan("a");
    await clock.pass(500);
    assert.equal(starts.length, 2);
    assert.ok(starts[0] - planned <= 1);
    assert.equal(starts[1] - again, 160, "four times what it took");
  });

  it("takes a document for no quicker when looking at it was given up", async (t) => {
    const clock = new Clock(t);
    let isGivenUp = false;
    const schedule = createSchedule(() => {
      clock.work(isGivenUp ? 1 : 40);
      return !isGivenUp;
    });
    schedule.plan("a");
    await clock.pass(200);
    isGivenUp = true;
    schedule.plan("a");
    await clock.pass(500);
    assert.ok(schedule.isSlow("a"));
  });

  it("runs nothing that was cancelled", async (t) => {
    const clock = new Clock(t);
    const runs: string[] = [];
    const schedule = createSchedule((uri) => runs.push(uri));
    schedule.plan("a");
    schedule.plan("b");
    schedule.cancel("a");
    await clock.pass(100);
    assert.deepEqual(runs, ["b"]);
  });
});
