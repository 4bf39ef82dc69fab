/** What a host holds for a run. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createMachine } from "../../vm-core/machine/index.ts";
import { drive } from "../../vm-core/run/drive.ts";
import { HostMemory } from "../../vm-core/run/host-memory.ts";
import { assembled, captureHost, noModules } from "../machine/run-text.ts";

test("what a host gives back is collected once it is much", async () => {
  const memory = new HostMemory();
  let collections = 0;
  memory.garbage = { most: 1_000, collect: () => collections++, limitYoung: () => undefined };
  for (let i = 0; i < 100; i++) await memory.during(95, () => undefined);
  assert.equal(collections, 9);
  assert.equal(memory.held, 0);
});

const MB = 2 ** 20;

/** How often garbage is collected, 16 MB of it at a time, while a program runs. */
async function collectionsOf(text: string): Promise<number> {
  const memory = new HostMemory();
  let collections = 0;
  memory.garbage = { most: 16 * MB, collect: () => collections++, limitYoung: () => undefined };
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
