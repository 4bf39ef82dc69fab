/** What a host holds for a run. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createMachine } from "../../vm-core/machine/index.ts";
import { drive } from "../../vm-core/run/drive.ts";
import { HostMemory } from "../../vm-core/run/host-memory.ts";
import { garbageLimit } from "../machine/garbage-limit.ts";
import { assembled, captureHost, noModules } from "../machine/run-text.ts";
import { startMany } from "../machine/start-many.ts";

test("what a host gives back is collected once it is much", async () => {
  const memory = new HostMemory();
  let collections = 0;
  memory.garbage = garbageLimit({ most: 1_000, onlyWhenFull: false, collect: () => collections++ });
  for (let i = 0; i < 100; i++) await memory.during(95, () => undefined);
  assert.equal(collections, 9);
  assert.equal(memory.held, 0);
});

const MB = 2 ** 20;

/** How often garbage is collected, 16 MB of it at a time, while a program runs. */
async function collectionsOf(text: string): Promise<number> {
  const memory = new HostMemory();
  let collections = 0;
  memory.garbage = garbageLimit({ most: 16 * MB, onlyWhenFull: false, collect: () => collections++ });
  const machine = createMachine(assembled(text), { readModule: noModules });
  const outcome = await drive(machine, { ...captureHost({ stdout: "", stderr: "" }), memory });
  assert.equal(outcome.failure, null);
  return collections;
}

/** Parses a text of so many opening brackets, which is none of JSON, so often. */
const broken = (brackets: number, times: number): string => `PUSH_INT ${times}
STORE left
PUSH_STR "["
PUSH_INT ${brackets}
NATIVE string.repeat
STORE text
LABEL again
TRY failed
LOAD text
JSON_PARSE
LABEL failed
CATCH
POP
LOAD left
PUSH_INT 1
SUB
DUP
STORE left
JNZ again
`;

test("what a computation has made in vain is collected once it is much, in portions or not", async () => {
  // 176 bytes for each bracket: 176 MB in all.
  for (const [brackets, times] of [
    [200_000, 5],
    [40_000, 25],
    [5_000, 200],
  ]) {
    const collections = await collectionsOf(broken(brackets, times));
    assert.ok(collections >= 5 && collections <= 11, `${brackets} brackets: ${collections}`);
  }
  assert.equal(await collectionsOf(broken(100, 200)), 0);
});

test("garbage is collected where the process takes more than it may, and again when it has grown by as much as that helps", () => {
  const memory = new HostMemory();
  const log: string[] = [];
  let [taken, freed] = [90 * MB, 0];
  memory.garbage = garbageLimit({
    resident: () => taken,
    muchResident: 50 * MB,
    mostResident: 100 * MB,
    hurry: () => log.push("hurry"),
    collect: () => log.push(`at ${taken / MB}`) && (taken -= freed),
  });
  memory.look();
  memory.look();
  assert.deepEqual(log.splice(0), ["hurry", "at 90"], "once it is much, once");
  memory.look(9 * MB);
  assert.deepEqual(log.splice(0), []);
  freed = 60 * MB;
  memory.look(10 * MB);
  assert.deepEqual(log.splice(0), ["at 90"], "before more is copied than there is room for");
  freed = 0;
  for (taken = 99 * MB; taken <= 120 * MB; taken += MB) memory.look();
  assert.deepEqual(log, ["at 100", "at 108", "at 116"], "where it does not help, after each 8 MB");
});

test("what the process takes is asked the more often, the less room it has", () => {
  const memory = new HostMemory();
  let [taken, asked] = [0, 0];
  const resident = () => {
    asked++;
    return taken;
  };
  memory.garbage = garbageLimit({ resident, mostResident: 500 * MB });
  const askedFor = (portions: number, more: number): number => {
    asked = 0;
    for (let i = 0; i < portions; i++) {
      taken += more;
      memory.grow();
    }
    return asked;
  };
  assert.equal(askedFor(160, 0), 10);
  taken = 490 * MB;
  memory.grow(1);
  assert.equal(askedFor(8, MB), 7);
  taken = 0;
  memory.grow(1);
  memory.hold(1);
  assert.equal(askedFor(1, 0), 1, "where the host holds more");
});

test("garbage of a run with room is collected only where it would be beyond the limit with it", () => {
  const memory = new HostMemory();
  let collections = 0;
  let room = 10_000;
  memory.garbage = garbageLimit({ most: 1_000, onlyWhenFull: true, collect: () => collections++ });
  memory.fits = (bytes) => bytes <= room;
  const giveBack = (bytes: number): void => {
    memory.hold(bytes);
    memory.give(bytes);
  };
  for (let i = 0; i < 10; i++) giveBack(1_000);
  assert.equal(collections, 0);
  giveBack(1);
  assert.equal(collections, 1, "all of it");
  room = 0;
  for (let i = 0; i < 10; i++) giveBack(100);
  assert.equal(collections, 2, "but not each bit");
});

const CROWD = 60;

test("replies that have come count as held until they are delivered", async () => {
  const memory = new HostMemory();
  const replies: (() => void)[] = [];
  let held = 0;
  const text = "x".repeat(MB);
  const host = {
    ...captureHost({ stdout: "", stderr: "" }),
    memory,
    perform: () => {
      if (replies.length === CROWD - 1) setImmediate(answerAll);
      return new Promise<string>((resolve) => replies.push(() => resolve(text)));
    },
    breathe: () => new Promise<void>((resolve) => setImmediate(resolve)),
  };
  const answerAll = () => {
    for (const answer of replies) answer();
    // After the promises, and before the driver's next turn.
    process.nextTick(() => queueMicrotask(() => (held = memory.held)));
  };
  const program = `${startMany(CROWD, "one")}HALT
LABEL one
PUSH_STR "a"
READ_FILE
POP
RET
`;
  const { failure } = await drive(createMachine(assembled(program), { readModule: noModules }), host);
  assert.equal(failure, null);
  assert.ok(held >= CROWD * MB, `${held} bytes while ${CROWD} replies of 1 MiB wait`);
  assert.equal(memory.held, 0);
});
