/** A mark makes equal long texts one, wherever they are held: what counts once is held once. */
import assert from "node:assert/strict";
import test from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { Frame, FrameLayout } from "../../vm-core/run/frame.ts";
import { addRoots, deepBytes, Marker } from "../../vm-core/run/marking.ts";
import { Process } from "../../vm-core/run/process.ts";
import { ExceptionValue, type Trace } from "../../vm-core/value/callable.ts";
import type { Value } from "../../vm-core/value/value.ts";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

const LENGTH = 100_000;
const COUNT = 100;
/** A text like all others that this makes, with characters of its own. */
const newText = (): string => Buffer.alloc(LENGTH, "x").toString("latin1");

const processWith = (change: (process: Process) => void): Process => {
  const process = new Process(1, "main", new Frame(null, 0, new FrameLayout(0), 0, 0, 0, []), 100);
  change(process);
  return process;
};
const thrown = (message: string, value: Value, trace: Trace = []): ExceptionValue =>
  new ExceptionValue("Thrown", message, 0, value, trace);

const HOLDERS: Readonly<Record<string, () => Process>> = {
  "a stack": () => processWith(({ stack }) => stack.push(newText())),
  "an exception": () => {
    const text = newText();
    return processWith(({ stack }) => stack.push(thrown(text, text)));
  },
  "the message of an exception": () => processWith(({ stack }) => stack.push(thrown(newText(), null))),
  "a variable that no code names": () =>
    processWith(({ frame }) => {
      frame.extra = new Map([["name", newText()]]);
    }),
  "a request": () =>
    processWith((process) => {
      process.request = { kind: "start-write", path: "file", text: newText() };
    }),
  "arguments of a request": () =>
    processWith((process) => {
      process.request = { kind: "execute", command: "git", args: [newText()], capture: true };
    }),
};

for (const [what, held] of Object.entries(HOLDERS)) {
  test(`equal texts that ${what} holds are one after a mark, and count`, () => {
    const processes = Array.from({ length: COUNT }, held);
    collectGarbage();
    const before = process.memoryUsage().heapUsed;
    const marker = new Marker();
    marker.roots = addRoots(marker, processes);
    while (!marker.runSome(1_000));
    const { total } = marker;
    marker.roots = [].values();
    collectGarbage();
    const released = before - process.memoryUsage().heapUsed;
    assert.ok(released > (COUNT - 20) * LENGTH, `${released} bytes`);
    assert.ok(total > LENGTH && total < 3 * LENGTH, `${total} bytes`);
    assert.equal(processes.length, COUNT);
  });
}

test("what an exception has besides its value counts: its message, notes, places and who imports", () => {
  const plain = deepBytes(thrown("", null));
  const place = { label: "main", file: "a.ttvm", line: 1, address: 0 };
  assert.ok(deepBytes(thrown(newText(), null)) - plain >= LENGTH);
  assert.ok(deepBytes(new ExceptionValue("Thrown", "", 0, null, [], [newText()])) - plain >= LENGTH);
  assert.ok(deepBytes(thrown("", null, Array(1_000).fill(place))) - plain >= 1_000 * 64);
  const { frame, pending } = processWith(() => undefined);
  const importing = {
    key: "",
    exports: pending,
    stack: [newText()],
    frame,
    handlers: null,
    pending,
    address: 0,
    resume: 0,
    previous: null,
  };
  const standing = { innermost: frame, address: 0, importing, modules: [] };
  const trace = deepBytes(thrown("", null, standing)) - plain;
  assert.ok(trace >= LENGTH);
  assert.ok(trace < 2 * LENGTH);
});

test("texts that do not fit are not put together", () => {
  const part = newText();
  const marker = new Marker(10 * LENGTH);
  const parts = Array.from({ length: COUNT }, (_, i) => `${i}${part}`);
  collectGarbage();
  const before = process.memoryUsage().heapUsed;
  marker.addAll(parts);
  assert.ok(marker.total > COUNT * LENGTH);
  const made = process.memoryUsage().heapUsed - before;
  assert.ok(made < 15 * LENGTH, `${made} bytes`);
  assert.equal(parts.length, COUNT);
});
