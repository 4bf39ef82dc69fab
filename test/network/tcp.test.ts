/** TCP both ways against servers and clients on loopback. */
import assert from "node:assert/strict";
import { once } from "node:events";
import net, { type AddressInfo, type Server, type Socket } from "node:net";
import { describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { Handle } from "../../vm-core/index.ts";
import type { NodeHost } from "../../vm-core/node/host/index.ts";
import { ask, askHandle, isBytes, output, refusal, withHost } from "./asking.ts";

/** A connection of the host, and the socket at its other end. */
async function pair(
  work: (host: NodeHost, connection: Handle, socket: Socket) => Promise<void>,
): Promise<void> {
  const server = await listening();
  await withHost(async (host) => {
    const accepted = once(server, "connection") as Promise<[Socket]>;
    const connection = await connect(host, portOf(server));
    const [socket] = await accepted;
    socket.on("error", () => undefined);
    try {
      await work(host, connection, socket);
    } finally {
      socket.destroy();
      server.close();
    }
  });
}

async function listening(): Promise<Server> {
  const server = net.createServer({ allowHalfOpen: true });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return server;
}

const portOf = (server: Server) => (server.address() as AddressInfo).port;
const connect = (host: NodeHost, port: number) =>
  askHandle(host, { kind: "tcp-connect", host: "127.0.0.1", port });
const receive = (host: NodeHost, connection: Handle, limit = 1000) =>
  ask(host, { kind: "tcp-receive", connection, limit });
const send = (host: NodeHost, connection: Handle, data: string | Uint8Array) =>
  ask(host, { kind: "tcp-send", connection, data });

describe("TCP_RECV", () => {
  it("gives text as strings, other data as bytes, and an empty string at the end", () =>
    pair(async (host, connection, socket) => {
      socket.write("héllo");
      assert.equal(await receive(host, connection), "héllo");
      socket.write(Uint8Array.from([0xff, 1]));
      isBytes(await receive(host, connection), [0xff, 1]);
      socket.end();
      assert.equal(await receive(host, connection), "");
      assert.equal(await receive(host, connection), "");
      assert.equal(await send(host, connection, "still open this way"), 19);
    }));

  it("takes no more than the limit", () =>
    pair(async (host, connection, socket) => {
      socket.write("abcdef");
      assert.equal(await receive(host, connection, 4), "abcd");
      assert.equal(await receive(host, connection, 0), "");
      assert.equal(await receive(host, connection, -1), "");
      assert.equal(await receive(host, connection, 4), "ef");
    }));

  it("waits for the rest of a character", () =>
    pair(async (host, connection, socket) => {
      const bytes = Buffer.from("a€");
      socket.write(bytes.subarray(0, 2));
      assert.equal(await receive(host, connection), "a");
      const waiting = receive(host, connection);
      socket.write(bytes.subarray(2, 3));
      assert.equal(await Promise.race([waiting, sleep(50, "nothing yet")]), "nothing yet");
      socket.write(bytes.subarray(3));
      assert.equal(await waiting, "€");
    }));

  it("gives a character's bytes where it cannot be whole", () =>
    pair(async (host, connection, socket) => {
      socket.write("€");
      isBytes(await receive(host, connection, 1), [0xe2]);
      isBytes(await receive(host, connection, 2), [0x82, 0xac]);
      socket.end(Buffer.from("€").subarray(0, 2));
      isBytes(await receive(host, connection), [0xe2, 0x82]);
      assert.equal(await receive(host, connection), "");
    }));

  it("makes a fast sender wait, and loses nothing", () =>
    pair(async (host, connection, socket) => {
      const sent = Buffer.alloc(20 * 2 ** 20, "0123456789abcdef");
      socket.end(sent);
      await sleep(200);
      assert.ok(socket.writableLength > 2 ** 20, "the sender must still have most of it");
      let received = 0;
      for (;;) {
        const data = await receive(host, connection, 100_000);
        if (data === "") break;
        const text = data as string;
        assert.equal(text, sent.toString("latin1", received, received + text.length));
        received += text.length;
      }
      assert.equal(received, sent.length);
    }));

  it("tells that the other end has gone", () =>
    pair(async (host, connection, socket) => {
      await send(host, connection, "unread");
      socket.resetAndDestroy();
      assert.match(
        await refusal(host, { kind: "tcp-receive", connection, limit: 1 }),
        /^FileError: File operation failed on tcp:\/\/127\.0\.0\.1:\d+: Connection reset by peer \(os error 104\)$/,
      );
    }));
});

describe("TCP_SEND", () => {
  it("waits until a slow reader has made room", () =>
    pair(async (host, connection, socket) => {
      const size = 20 * 2 ** 20;
      let done = false;
      const sending = send(host, connection, Buffer.alloc(size)).then((count) => {
        done = true;
        return count;
      });
      await sleep(200);
      assert.equal(done, false);
      let received = 0;
      socket.on("data", (chunk: Buffer) => {
        received += chunk.length;
      });
      assert.equal(await sending, size);
      while (received < size) await sleep(10);
      assert.equal(received, size);
    }));

  it("counts bytes, not characters", () =>
    pair(async (host, connection) => {
      assert.equal(await send(host, connection, "größe"), 7);
      assert.equal(await send(host, connection, ""), 0);
    }));
});

describe("CLOSE", () => {
  it("delivers what was sent", () =>
    pair(async (host, connection, socket) => {
      let text = "";
      socket.on("data", (chunk: Buffer) => {
        text += chunk.toString();
      });
      await send(host, connection, "good");
      await send(host, connection, "bye");
      await ask(host, { kind: "close", handle: connection });
      await once(socket, "end");
      assert.equal(text, "goodbye");
    }));

  it("ends a wait, and the handle", () =>
    pair(async (host, connection) => {
      const closed = `FileError: File operation failed on ${connection.name}: the connection is closed`;
      const waiting = refusal(host, { kind: "tcp-receive", connection, limit: 1 });
      await ask(host, { kind: "close", handle: connection });
      assert.equal(await waiting, closed);
      assert.equal(await refusal(host, { kind: "tcp-send", connection, data: "x" }), closed);
      assert.equal(await refusal(host, { kind: "close", handle: connection }), closed);
    }));

  it("ends a listener that waits", () =>
    withHost(async (host) => {
      const listener = await askHandle(host, { kind: "tcp-listen", port: 0 });
      const waiting = refusal(host, { kind: "tcp-accept", listener });
      await ask(host, { kind: "close", handle: listener });
      assert.match(await waiting, /tcp:\/\/listener:0: the connection is closed$/);
    }));
});

describe("TCP_ACCEPT", () => {
  it("serves clients in the order in which they come, also those that came before it", () =>
    withHost(async (host) => {
      const listener = await askHandle(host, { kind: "tcp-listen", port: 0 });
      const port = (await ask(host, { kind: "local-port", handle: listener })) as number;
      for (const name of ["first", "second"]) {
        const client = net.connect(port, "127.0.0.1");
        client.end(name);
        await once(client, "connect");
      }
      for (const name of ["first", "second"]) {
        const connection = await askHandle(host, { kind: "tcp-accept", listener });
        assert.match(connection.name, /^tcp:\/\/127\.0\.0\.1:\d+$/);
        assert.equal(await receive(host, connection), name);
        await ask(host, { kind: "close", handle: connection });
      }
    }));

  it("serves an echo from a program", async () => {
    const port = await freePort();
    const served = output(`
      PUSH_INT ${port}
      TCP_LISTEN
      TCP_ACCEPT
      STORE connection
      LABEL next
      LOAD connection
      PUSH_INT 100
      TCP_RECV
      DUP
      STORE data
      PUSH_STR ""
      EQ
      JNZ done
      LOAD connection
      LOAD data
      TCP_SEND
      PRINT
      JMP next
      LABEL done
      LOAD connection
      CLOSE`);
    const client = await connected(port);
    client.write("ping");
    assert.equal(String((await once(client, "data"))[0]), "ping");
    client.end("pong!");
    assert.equal(String((await once(client, "data"))[0]), "pong!");
    assert.equal(await served, "4\n5\n");
  });
});

async function freePort(): Promise<number> {
  const server = await listening();
  const port = portOf(server);
  server.close();
  await once(server, "close");
  return port;
}

async function connected(port: number): Promise<Socket> {
  for (let tries = 0; tries < 100; tries++) {
    const socket = net.connect(port, "127.0.0.1");
    try {
      await once(socket, "connect");
      return socket;
    } catch {
      await sleep(20);
    }
  }
  throw new Error("the program does not listen");
}
