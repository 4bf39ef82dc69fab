/** Programs that try to fill the machine, through the real command: memory ends in a fault that the program catches. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, it } from "node:test";
import { FOLDER, runHostile } from "./command.ts";

const LIMIT = 24;
/** Mebibytes of the command besides what the program holds: 58 are those of Node with an empty program, and 64 what is promised. */
const BESIDE = 122;
const READERS = ["standard-input.ttvm", "one-line.ttvm"];

describe("Memory", { skip: process.platform === "win32" }, () => {
  const endsInFault = async (file: string, limit: number): Promise<void> => {
    const input = READERS.includes(path.basename(file)) ? "endless" : "empty";
    const { code, stdout, stderr } = await runHostile(file, ["--max-memory", `${limit}MB`], { input });
    assert.equal(stdout, "Resource limit reached: memory\nand goes on\n", stderr);
    assert.equal(code, 0, stderr);
    const rss = Number(/rss (\d+)/.exec(stderr)?.[1]) / 1_024;
    assert.ok(rss > 10 && rss < limit + BESIDE, `${rss.toFixed(0)} MB`);
  };
  for (const name of readdirSync(path.join(FOLDER, "memory"))) {
    it(`ends in a fault: ${name}`, () => endsInFault(path.join(FOLDER, "memory", name), LIMIT));
  }

  // What grows at once by a part of what it has passes a larger limit by more; what takes long to grow has a smaller one.
  const limits = {
    "joined-words.ttvm": 16,
    "list.ttvm": 64,
    "grown-lists.ttvm": 128,
    "list-in-itself.ttvm": 128,
    "copied-ends.ttvm": 128,
    "exceptions.ttvm": 128,
    "split-texts.ttvm": 256,
    "keys.ttvm": 64,
    "doubled-text.ttvm": 256,
    "compressed-text.ttvm": 256,
    "stack.ttvm": 256,
  };
  for (const [name, limit] of Object.entries(limits)) {
    it(`of ${limit} MB ends in a fault: ${name}`, () =>
      endsInFault(path.join(FOLDER, "other-limits", name), limit));
  }

  it("is that of the limit while a crowd asks for large answers", async () => {
    const body = "x".repeat(1_000_000);
    const server = createServer((_, response) => response.end(body)).listen(0, "127.0.0.1");
    await once(server, "listening");
    const folder = mkdtempSync(path.join(tmpdir(), "ttvm-crowd-"));
    const file = path.join(folder, "crowd.ttvm");
    writeFileSync(file, crowdAsking(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`));
    const { stderr } = await runHostile(file, ["--max-memory", "64MB", "--timeout", "6s"], {
      input: "empty",
    });
    server.closeAllConnections();
    server.close();
    rmSync(folder, { recursive: true });
    assert.match(stderr, /Resource limit reached: memory/);
    const rss = Number(/rss (\d+)/.exec(stderr)?.[1]) / 1_024;
    assert.ok(rss > 10 && rss < 64 + BESIDE, `${rss.toFixed(0)} MB`);
  });

  it("is that of the limit while a crowd waits to be judged", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "ttvm-crowd-"));
    const file = path.join(folder, "crowd.ttvm");
    writeFileSync(file, CROWD_JUDGED);
    const words = ["--sandbox", "--max-memory", "128MB", "--timeout", "50s"];
    const { stderr } = await runHostile(file, words, { input: "empty" });
    rmSync(folder, { recursive: true });
    assert.match(stderr, /Resource limit reached: memory/);
    const rss = Number(/rss (\d+)/.exec(stderr)?.[1]) / 1_024;
    assert.ok(rss > 10 && rss < 128 + BESIDE, `${rss.toFixed(0)} MB`);
  });
});

/** Processes that begin to write what they may not. */
const CROWD_JUDGED = `LABEL again
    MAKE_FUNCTION worker
    SPAWN
    POP
    YIELD
    JMP again
LABEL worker
    PUSH_STR "abc"
    PUSH_STR "in/new"
    ASYNC_WRITE
    AWAIT
    POP
    RET
`;

/** Processes that ask again and again, many of them. */
function crowdAsking(url: string): string {
  return `    PUSH_INT 100000
LABEL again
    MAKE_FUNCTION worker
    SPAWN
    POP
    PUSH_INT 1
    SUB
    DUP
    JNZ again
    RECEIVE
LABEL worker
    PUSH_STR "${url}"
    HTTP_GET
    POP
    JMP worker
`;
}
