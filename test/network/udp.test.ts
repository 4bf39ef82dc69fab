/** UDP both ways, and names. */
import assert from "node:assert/strict";
import dgram from "node:dgram";
import { once } from "node:events";
import { describe, it } from "node:test";
import type { Handle, ObjectValue } from "../../vm-core/index.ts";
import type { NodeHost } from "../../vm-core/node/host/index.ts";
import { ask, askHandle, isBytes, refusal, withHost } from "./asking.ts";

async function withPeer(
  work: (host: NodeHost, socket: Handle, peer: dgram.Socket) => Promise<void>,
): Promise<void> {
  const peer = dgram.createSocket("udp4");
  peer.bind(0, "127.0.0.1");
  await once(peer, "listening");
  await withHost(async (host) => work(host, await askHandle(host, { kind: "udp-bind", port: 0 }), peer));
  peer.close();
}

const receive = async (host: NodeHost, socket: Handle, limit = 1000) =>
  (await ask(host, { kind: "udp-receive", socket, limit })) as ObjectValue;

describe("UDP", () => {
  it("goes there and back", () =>
    withPeer(async (host, socket, peer) => {
      const { port } = peer.address();
      const arrived = once(peer, "message");
      const request = { kind: "udp-send", socket, host: "localhost", port, data: "grüße" } as const;
      assert.equal(await ask(host, request), 7);
      const [data, from] = await arrived;
      assert.equal(String(data), "grüße");
      assert.equal(from.port, await ask(host, { kind: "local-port", handle: socket }));
      peer.send("answer", from.port, from.address);
      const packet = await receive(host, socket);
      assert.deepEqual(
        [...packet.entries()],
        [
          ["data", "answer"],
          ["sender_host", "127.0.0.1"],
          ["sender_port", port],
        ],
      );
    }));

  it("keeps packets apart and in order, and cuts them at the limit", () =>
    withPeer(async (host, socket, peer) => {
      const port = (await ask(host, { kind: "local-port", handle: socket })) as number;
      for (const text of ["first", "second", ""]) {
        await new Promise((sent) => peer.send(text, port, "127.0.0.1", sent));
      }
      assert.equal((await receive(host, socket, 3)).get("data"), "fir");
      assert.equal((await receive(host, socket)).get("data"), "second");
      assert.equal((await receive(host, socket)).get("data"), "");
      peer.send(Uint8Array.from([0xff]), port, "127.0.0.1");
      isBytes((await receive(host, socket)).get("data") ?? null, [0xff]);
    }));

  it("says what cannot be sent", () =>
    withPeer(async (host, socket) => {
      const request = {
        kind: "udp-send",
        socket,
        host: "127.0.0.1",
        port: 9,
        data: "x".repeat(70_000),
      } as const;
      assert.equal(
        await refusal(host, request),
        "FileError: File operation failed on 127.0.0.1:9: Message too long (os error 90)",
      );
    }));

  it("stops waiting when it is closed", () =>
    withPeer(async (host, socket) => {
      const waiting = refusal(host, { kind: "udp-receive", socket, limit: 1 });
      await ask(host, { kind: "close", handle: socket });
      assert.equal(
        await waiting,
        "FileError: File operation failed on udp://127.0.0.1:0: the connection is closed",
      );
    }));
});

describe("DNS_RESOLVE", () => {
  it("finds this machine, and says when there is no such name", () =>
    withHost(async (host) => {
      assert.match(String(await ask(host, { kind: "resolve", host: "localhost" })), /^(127\.|::1$)/);
      assert.match(
        await refusal(host, { kind: "resolve", host: "no such name" }),
        /^FileError: File operation failed on no such name: failed to lookup address information: /,
      );
    }));
});
