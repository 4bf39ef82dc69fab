/** Streams: queues in memory and files. */
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, describe, it } from "node:test";
import type { Handle } from "../../vm-core/index.ts";
import type { NodeHost } from "../../vm-core/node/host/index.ts";
import { ask, askHandle, isBytes, refusal, withHost } from "./asking.ts";

const folder = mkdtempSync(path.join(tmpdir(), "ttvm-streams-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const read = (host: NodeHost, stream: Handle, limit: number) =>
  ask(host, { kind: "stream-read", stream, limit });
const write = (host: NodeHost, stream: Handle, data: string | Uint8Array) =>
  ask(host, { kind: "stream-write", stream, data });

describe("A memory stream", () => {
  it("gives bytes in the order in which they came, whatever the pieces", () =>
    withHost(async (host) => {
      const stream = await askHandle(host, { kind: "stream-create", type: "memory" });
      assert.equal(await write(host, stream, "one "), 4);
      assert.equal(await write(host, stream, Buffer.from("two ")), 4);
      assert.equal(await write(host, stream, "three"), 5);
      assert.equal(await read(host, stream, 6), "one tw");
      assert.equal(await read(host, stream, 100), "o three");
      assert.equal(await read(host, stream, 100), "");
    }));

  it("does not cut a character in two unless it must", () =>
    withHost(async (host) => {
      const stream = await askHandle(host, { kind: "stream-create", type: "memory" });
      await write(host, stream, "aé€");
      assert.equal(await read(host, stream, 2), "a");
      assert.equal(await read(host, stream, 4), "é");
      isBytes(await read(host, stream, 2), [0xe2, 0x82]);
      isBytes(await read(host, stream, 2), [0xac]);
    }));
});

describe("A file stream", () => {
  it("reads from the start and appends to the end", () =>
    withHost(
      async (host) => {
        writeFileSync(path.join(folder, "log.txt"), "größe\n");
        const stream = await askHandle(host, { kind: "stream-create", type: "file:log.txt" });
        assert.equal(stream.name, "stream:file:log.txt");
        assert.equal(await read(host, stream, 3), "gr");
        assert.equal(await write(host, stream, "added"), 5);
        assert.equal(await read(host, stream, 100), "öße\nadded");
        assert.equal(await read(host, stream, 100), "");
        await write(host, stream, "!");
        assert.equal(await read(host, stream, 100), "!");
        assert.equal(await ask(host, { kind: "stream-close", stream }), true);
        assert.equal(readFileSync(path.join(folder, "log.txt"), "utf8"), "größe\nadded!");
      },
      { cwd: folder },
    ));

  it("creates the file, and says what is wrong with a name", () =>
    withHost(
      async (host) => {
        const stream = await askHandle(host, { kind: "stream-create", type: "file:new.txt" });
        assert.equal(await read(host, stream, 1), "");
        assert.equal(
          await refusal(host, { kind: "stream-create", type: `file:${folder}` }),
          `FileError: File operation failed on ${folder}: Is a directory (os error 21)`,
        );
      },
      { cwd: folder },
    ));

  it("does what was asked before it is closed", () =>
    withHost(
      async (host) => {
        const stream = await askHandle(host, { kind: "stream-create", type: "file:order.txt" });
        const writes = Array.from({ length: 50 }, (_, n) => write(host, stream, `${n} `));
        const closing = ask(host, { kind: "stream-close", stream });
        const after = refusal(host, { kind: "stream-write", stream, data: "late" });
        await Promise.all([...writes, closing]);
        assert.match(await after, /the stream is closed$/);
        const expected = Array.from({ length: 50 }, (_, n) => `${n} `).join("");
        assert.equal(readFileSync(path.join(folder, "order.txt"), "utf8"), expected);
      },
      { cwd: folder },
    ));
});
