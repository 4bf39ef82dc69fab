/** Compression, encryption and hashes. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import { gunzipSync, gzipSync } from "node:zlib";
import { Bytes, Fault } from "../../vm-core/index.ts";
import { nodeHost } from "../../vm-core/node/host/index.ts";
import { emptyFolder, runIn } from "./run-in-folder.ts";

const host = nodeHost({ write: () => {} });

async function bytesOf(reply: ReturnType<typeof host.perform>): Promise<Uint8Array> {
  const value = await reply;
  assert.ok(value instanceof Bytes);
  return value.data;
}

async function faultOf(reply: ReturnType<typeof host.perform>): Promise<string> {
  const value = await reply;
  assert.ok(value instanceof Fault && value.kind === "DataError");
  return value.message;
}

test("compressed data are gzip, for everyone", async (t) => {
  const folder = emptyFolder(t);
  await runIn(folder, 'PUSH_STR "héllo"\nCOMPRESS\nPUSH_STR "a.gz"\nWRITE_BYTES');
  assert.equal(gunzipSync(readFileSync(path.join(folder, "a.gz"))).toString(), "héllo");
  writeFileSync(path.join(folder, "b.gz"), gzipSync("from elsewhere"));
  const { stdout } = await runIn(folder, 'PUSH_STR "b.gz"\nREAD_BYTES\nDECOMPRESS\nPRINT');
  assert.equal(stdout, "from elsewhere\n");
});

test("what is no text comes back as bytes", async () => {
  const data = Uint8Array.of(0xff, 0, 1);
  const packed = await bytesOf(host.perform({ kind: "compress", data }));
  assert.deepEqual(
    Buffer.from(await bytesOf(host.perform({ kind: "decompress", data: packed }))),
    Buffer.from(data),
  );
  assert.equal(await host.perform({ kind: "decompress", data: gzipSync("") }), "");
});

test("damaged data are refused", async () => {
  const packed = gzipSync("some text that is long enough to be changed");
  const fault = "DECOMPRESS: the data are not gzip, or damaged";
  for (const data of [packed.subarray(0, -3), Buffer.from("text"), new Uint8Array(), changed(packed, 20)]) {
    assert.equal(await faultOf(host.perform({ kind: "decompress", data })), fault);
  }
});

test("encrypted data say nothing twice, and come back with their key", async () => {
  const request = { kind: "encrypt", text: "secret é😀", key: "key" } as const;
  const [one, two] = await Promise.all([bytesOf(host.perform(request)), bytesOf(host.perform(request))]);
  assert.notDeepEqual(one, two);
  for (const data of [one, two]) {
    assert.equal(await host.perform({ kind: "decrypt", data, key: "key" }), "secret é😀");
  }
  const empty = await bytesOf(host.perform({ kind: "encrypt", text: "", key: "" }));
  assert.equal(await host.perform({ kind: "decrypt", data: empty, key: "" }), "");
});

test("another key and any changed byte are refused", async () => {
  const data = await bytesOf(host.perform({ kind: "encrypt", text: "x", key: "key" }));
  const fault = "DECRYPT: the key is wrong, or the data were changed";
  assert.equal(await faultOf(host.perform({ kind: "decrypt", data, key: "kez" })), fault);
  for (let at = 0; at < data.length; at += 4) {
    assert.equal(
      await faultOf(host.perform({ kind: "decrypt", data: changed(data, at), key: "key" })),
      fault,
    );
  }
  assert.equal(
    await faultOf(host.perform({ kind: "decrypt", data: data.subarray(0, -1), key: "key" })),
    fault,
  );
  assert.equal(await faultOf(host.perform({ kind: "decrypt", data: new Uint8Array(10), key: "key" })), fault);
});

test("a hash is that of the text's UTF-8", async () => {
  const expected = createHash("sha256").update("é").digest("hex");
  assert.equal(await host.perform({ kind: "hash", data: "é" }), expected);
  assert.equal(await host.perform({ kind: "hash", data: Buffer.from("é") }), expected);
});

test("the thread is free meanwhile", async () => {
  const text = "some text ".repeat(2_000_000);
  let turns = 0;
  const timer = setInterval(() => turns++, 1);
  await Promise.all([
    host.perform({ kind: "compress", data: text }),
    host.perform({ kind: "encrypt", text, key: "key" }),
    host.perform({ kind: "hash", data: text }),
  ]);
  clearInterval(timer);
  assert.ok(turns > 3, `${turns} turns`);
});

function changed(data: Uint8Array, at: number): Uint8Array {
  const copy = Uint8Array.from(data);
  copy[at] ^= 1;
  return copy;
}
