/** HTTP against a server on loopback. */
import assert from "node:assert/strict";
import http, { type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, describe, it } from "node:test";
import zlib from "node:zlib";
import { type ObjectValue, parsePermissions, type Value } from "../../vm-core/index.ts";
import { ask, isBytes, output, refusal, withHost } from "./asking.ts";

const BINARY = Uint8Array.from([0xff, 0x00, 0xfe, 0x80]);
const TEXT = "größer als ASCII";

type Route = (request: IncomingMessage, response: ServerResponse, body: Buffer) => void;

const compressed = (encoding: string, body: Buffer): Route => {
  return (_, response) => response.writeHead(200, { "content-encoding": encoding }).end(body);
};
const redirect = (status: number, location: string): Route => {
  return (_, response) => response.writeHead(status, { location }).end("moved");
};

const ROUTES: Record<string, Route> = {
  "/text": (_, response) => response.end(TEXT),
  "/binary": (_, response) => response.end(BINARY),
  "/pieces": (_, response) => {
    response.write("one", () => setTimeout(() => response.end("two"), 20));
  },
  "/gzip": compressed("gzip", zlib.gzipSync(TEXT)),
  "/deflate": compressed("deflate", zlib.deflateSync(TEXT)),
  "/br": compressed("br", zlib.brotliCompressSync(TEXT)),
  "/broken-gzip": compressed("gzip", zlib.gzipSync(TEXT).subarray(0, 20)),
  "/echo": (request, response, body) => {
    const type = request.headers["content-type"] ?? "none";
    response.end(`${request.method} ${type} ${body.toString("utf8")}`);
  },
  "/moved": redirect(301, "/echo"),
  "/kept": redirect(307, "/echo"),
  "/loop": redirect(302, "/loop"),
  "/missing": (_, response) => response.writeHead(404).end("nothing here"),
  "/failing": (_, response) => response.writeHead(503).end(),
  "/headers": (request, response) => {
    response.setHeader("X-Twice", ["a", "b"]);
    response.setHeader("X-Got", String(request.headers["x-sent"]));
    response.writeHead(418).end("short and stout");
  },
  "/switched": (_, response) => {
    response.socket?.end("HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n");
  },
  "/dropped": (_, response) => {
    response.writeHead(200, { "content-length": "1000" });
    response.write("some", () => response.destroy());
  },
};

const server = http.createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => ROUTES[request.url ?? ""]?.(request, response, Buffer.concat(chunks)));
});
server.on("connect", (_, socket) => socket.end("HTTP/1.1 200 OK\r\n\r\n"));
let base = "";
let port = 0;

before(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  port = (server.address() as AddressInfo).port;
  base = `http://127.0.0.1:${port}`;
});
after(() => server.close());

function get(path: string) {
  return { kind: "http", url: base + path, method: "GET", headers: [], body: null, full: false } as const;
}

describe("HTTP_GET", () => {
  it("counts the buffers of an answer in pieces as memory until it is there", () =>
    withHost(async (host) => {
      const { memory } = host;
      assert.ok(memory !== undefined);
      const mostFor = async (path: string): Promise<number> => {
        let most = 0;
        memory.hasRoomFor = (bytes) => {
          most = Math.max(most, memory.held + bytes);
          return true;
        };
        await ask(host, get(path));
        assert.equal(memory.held, 0);
        return most;
      };
      const inOne = await mostFor("/text");
      const inPieces = await mostFor("/pieces");
      assert.ok(inPieces - inOne > 500_000, `${inOne}, ${inPieces}`);
    }));

  it("gives UTF-8 as a string and anything else as bytes", () =>
    withHost(async (host) => {
      assert.equal(await ask(host, get("/text")), TEXT);
      isBytes(await ask(host, get("/binary")), BINARY);
    }));

  it("undoes every compression that it offers", () =>
    withHost(async (host) => {
      for (const path of ["/gzip", "/deflate", "/br"]) assert.equal(await ask(host, get(path)), TEXT, path);
    }));

  it("follows redirects, but not for ever", () =>
    withHost(async (host) => {
      assert.equal(await ask(host, get("/moved")), "GET none ");
      assert.equal(
        await refusal(host, get("/loop")),
        `FileError: File operation failed on ${base}/loop: more than 20 redirects`,
      );
    }));

  it("faults with the URL and the reason", () =>
    withHost(async (host) => {
      const fault = async (path: string) => (await refusal(host, get(path))).replace(base, "");
      assert.equal(
        await fault("/missing"),
        "FileError: File operation failed on /missing: HTTP status 404 Not Found",
      );
      assert.equal(
        await fault("/failing"),
        "FileError: File operation failed on /failing: HTTP status 503 Service Unavailable",
      );
      assert.equal(
        await fault("/dropped"),
        "FileError: File operation failed on /dropped: Connection reset by peer (os error 104)",
      );
      assert.match(
        await fault("/broken-gzip"),
        /^FileError: File operation failed on \/broken-gzip: unexpected end/,
      );
    }));
});

describe("HTTP_POST", () => {
  it("sends text and bytes", () =>
    withHost(async (host) => {
      const post = (path: string, body: string | Uint8Array) =>
        ask(host, { ...get(path), method: "POST", body });
      assert.equal(await post("/echo", "größe"), "POST text/plain;charset=UTF-8 größe");
      assert.equal(await post("/echo", Buffer.from("x")), "POST application/octet-stream x");
      assert.equal(await post("/moved", "lost"), "GET none ");
      assert.equal(await post("/kept", "kept"), "POST text/plain;charset=UTF-8 kept");
    }));

  it("works from a program", async () => {
    const text = `PUSH_STR "${base}/echo"\nPUSH_STR "n=1"\nHTTP_POST\nPRINT`;
    assert.equal(await output(text), "POST text/plain;charset=UTF-8 n=1\n");
  });
});

describe("HTTP_REQUEST", () => {
  it("gives any answer as it is", async () => {
    const text = `
      MAKE_OBJECT
      PUSH_STR "${base}/headers"
      SET_FIELD url
      PUSH_STR "put"
      SET_FIELD method
      MAKE_OBJECT
      PUSH_STR "here"
      SET_FIELD X-Sent
      SET_FIELD headers
      HTTP_REQUEST
      DUP
      GET_FIELD status
      PRINT
      DUP
      GET_FIELD body
      PRINT
      GET_FIELD headers
      DUP
      GET_FIELD x-twice
      PRINT
      GET_FIELD x-got
      PRINT`;
    assert.equal(await output(text), "418\nshort and stout\na, b\nhere\n");
  });

  it("does not follow redirects, nor read a body that HEAD has not", () =>
    withHost(async (host) => {
      const status = (answer: Value) => (answer as ObjectValue).get("status");
      const moved = await ask(host, { ...get("/moved"), full: true });
      assert.equal(status(moved), 301);
      const head = await ask(host, { ...get("/gzip"), method: "HEAD", full: true });
      assert.equal(status(head), 200);
      assert.equal((head as ObjectValue).get("body"), "");
    }));

  it("reports a header that cannot be sent", () =>
    withHost(async (host) => {
      const request = { ...get("/echo"), headers: [["x", "a\nb"]] as const, full: true };
      assert.match(
        await refusal(host, request),
        /^FileError: File operation failed on http.*: Invalid character/,
      );
    }));
});

describe("A redirect", () => {
  it("is a fault where a request has no answer", () =>
    withHost(async (host) => {
      for (const request of [get("/switched"), { ...get("/text"), method: "CONNECT", full: true }]) {
        assert.match(
          await refusal(host, request),
          /^FileError: .*: the connection was closed without an answer$/,
        );
      }
    }));

  it("leads only where the program may go", async () => {
    ROUTES["/away"] = redirect(302, `http://[::1]:${port}/text`);
    ROUTES["/same"] = redirect(302, `http://localhost:${port}/moved`);
    const permissions = parsePermissions({ allow: [`net=127.0.0.1:${port}`], deny: [], sandbox: false });
    await withHost(
      async (host) => {
        assert.equal(await ask(host, get("/moved")), "GET none ");
        // A rule for an address is about what is connected to.
        assert.equal(await ask(host, get("/same")), "GET none ");
        assert.equal(
          await refusal(host, get("/away")),
          `PermissionDenied: Permission denied: net [::1]:${port}`,
        );
      },
      { permissions },
    );
  });
});

describe("The end of a run", () => {
  it("gives up an answer that does not come", async () => {
    ROUTES["/never"] = () => undefined;
    await withHost(async (host) => {
      const waiting = refusal(host, get("/never"));
      setTimeout(() => host.close(), 50);
      assert.match(await waiting, /^FileError/);
    });
    server.closeAllConnections();
  });
});
