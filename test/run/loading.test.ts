/** What is loaded while a run continues ends with its time, and counts as its memory before it is taken. */
import assert from "node:assert/strict";
import test, { describe } from "node:test";
import { tally } from "../../vm-core/asm/tally.ts";
import { encode } from "../../vm-core/bytecode/index.ts";
import { HostMemory } from "../../vm-core/run/host-memory.ts";
import { withOwnTime } from "../machine/own-time.ts";
import { assembled, captureHost } from "../machine/run-text.ts";
import { runProcesses } from "../processes/run.ts";

const LINES = "PUSH_INT 1\nPOP\n".repeat(20_000);
const FORMS = "(define x '(1 2 3))\n".repeat(5_000);
const CODE = encode(assembled(LINES));

/** Modules that take some megabytes, in each language. */
const MODULES = [
  ["m.ttvm", { text: LINES }],
  ["m.lisp", { text: FORMS }],
  ["m.ttb", { bytes: CODE }],
] as const;

const MEGABYTE = 2 ** 20;

describe("a module", () => {
  for (const [name, content] of MODULES) {
    const readModule = async () => ({ name, ...content });

    test(`${name} that takes more than the run has is a fault that can be caught`, async () => {
      const memory = new HostMemory();
      const source = `TRY failed\nIMPORT ${name}\nEND_TRY\nHALT\nLABEL failed\nPRINT`;
      const limits = { maxMemory: 2 * MEGABYTE };
      const { stdout, run } = await runProcesses(source, { readModule, host: { memory }, limits });
      assert.match(stdout, /Resource limit reached: memory/);
      assert.equal(memory.held, 0);
      assert.equal(run.heap.code, 0);
    });

    test(`${name} counts as long as its code is there`, async () => {
      const memory = new HostMemory();
      const { error, run } = await runProcesses(`IMPORT ${name}`, { readModule, host: { memory } });
      assert.equal(error, "");
      assert.equal(memory.held, 0);
      const { length } = run.space.modules[1].program.code;
      assert.ok(length > 5_000 && run.heap.code >= 500 * length, `${run.heap.code} bytes`);
    });

    for (const most of [1, 4, 16]) {
      test(`${name} is given up when the time is over, at look ${most}`, async () => {
        const ended = new AbortController();
        const memory = new HostMemory();
        let looks = 0;
        const host = withOwnTime({
          ...captureHost({ stdout: "", stderr: "" }),
          memory,
          isOver: () => ++looks >= most,
          breathe: () => new Promise((resolve) => setImmediate(resolve)),
        });
        // Whoever tells that the time is over comes when the thread is free.
        host.delay = async () => ended.abort();
        const before = tally.lines + tally.instructions;
        const { run } = await runProcesses(`IMPORT ${name}`, { readModule, host, signal: ended.signal });
        assert.equal(looks, most, "nothing continues when the time is over");
        assert.equal(run.space.modules.length, 1);
        assert.ok(tally.lines + tally.instructions - before < 1_000 * most);
      });
    }
  }

  test("that is spawned is given up, too", async () => {
    const limits = { maxMemory: 2 * MEGABYTE };
    const readModule = async () => ({ name: "m.ttvm", text: LINES });
    const { error } = await runProcesses('PUSH_STR "m"\nSPAWN', { readModule, limits });
    assert.match(error, /Resource limit reached: memory/);
  });
});
