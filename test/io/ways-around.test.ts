/** Ways around permissions that do not lead around them: links, other names of a place, other programs of a name. */
import assert from "node:assert/strict";
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  renameSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import net from "node:net";
import path from "node:path";
import test, { type TestContext } from "node:test";
import { Worker } from "node:worker_threads";
import { parsePermissions } from "../../vm-core/index.ts";
import { hostName } from "../../vm-core/node/host/resolver.ts";
import {
  matchesEndpoint,
  parseEndpoint,
  parseEndpointPattern,
} from "../../vm-core/run/permissions/endpoints.ts";
import { emptyFolder, literal, runIn } from "./run-in-folder.ts";

interface Flags {
  readonly allow?: readonly string[];
  readonly deny?: readonly string[];
  readonly sandbox?: boolean;
}

const permissions = ({ allow = [], deny = [], sandbox = false }: Flags) =>
  parsePermissions({ allow, deny, sandbox });

const isLinux = process.platform === "linux";

/** A folder with `in`, `out/secret` and `out/kept`. */
function tree(t: TestContext): string {
  const folder = emptyFolder(t);
  for (const name of ["in", "out"]) mkdirSync(path.join(folder, name));
  for (const name of ["secret", "kept"]) writeFileSync(path.join(folder, "out", name), name);
  return folder;
}

const FILL = [
  'PUSH_STR "PRAGMA journal_mode=PERSIST"',
  "LOAD db",
  "SWAP",
  "DB_QUERY",
  "POP",
  "LOAD db",
  'PUSH_STR "CREATE TABLE t(a); INSERT INTO t VALUES (1)"',
  "DB_EXEC",
  "POP",
].join("\n");

function database(name: string): string {
  return `PUSH_STR ${literal(`sqlite:${name}`)}\nDB_CONNECT\nSTORE db\n${FILL}`;
}

test("what a database opens beside itself is opened through no link", async (t) => {
  for (const ending of ["-journal", "-wal", "-shm", ".lock"]) {
    for (const flags of [{ sandbox: true, allow: ["read=in,write=in"] }, undefined]) {
      const folder = tree(t);
      symlinkSync("../out/new", path.join(folder, `in/j.db${ending}`));
      await runIn(folder, database("in/j.db"), { permissions: flags && permissions(flags) });
      assert.deepEqual(readdirSync(path.join(folder, "out")), ["kept", "secret"], ending);
      // It was there before, so it still is.
      assert.ok(lstatSync(path.join(folder, `in/j.db${ending}`)).isSymbolicLink());
    }
  }
});

test("a database works where it may be read and written, and its companions may be denied", async (t) => {
  const folder = tree(t);
  for (const allow of ["read=in,write=in", "read=in/j.db,write=in/j.db"]) {
    const flags = permissions({ sandbox: true, allow: [allow] });
    assert.equal((await runIn(folder, database("in/j.db"), { permissions: flags })).error, "", allow);
    unlinkSync(path.join(folder, "in/j.db"));
  }
  const denied = permissions({ deny: ["write=in/j.db-journal"] });
  assert.equal(
    (await runIn(folder, database("in/j.db"), { permissions: denied })).error,
    "Permission denied: write in/j.db-journal",
  );
  symlinkSync("../out/k.db", path.join(folder, "in/k.db"));
  const beside = permissions({ deny: ["write=out/k.db-journal"] });
  assert.equal(
    (await runIn(folder, database("in/k.db"), { permissions: beside })).error,
    "Permission denied: write in/k.db-journal",
  );
});

test("a link is deleted where it is, whatever it leads to", async (t) => {
  const folder = tree(t);
  symlinkSync("../in", path.join(folder, "out/link"));
  symlinkSync("../out/secret", path.join(folder, "in/link"));
  const remove = async (name: string, flags: Flags): Promise<string> =>
    (await runIn(folder, `PUSH_STR "${name}"\nDELETE_FILE`, { permissions: permissions(flags) })).error;
  const inside = { allow: ["write=in"] };
  assert.equal(await remove("out/link", inside), "Permission denied: write out/link");
  assert.equal(await remove("in/../out/link", inside), "Permission denied: write in/../out/link");
  assert.equal(await remove("in/link", { deny: ["write=in/link"] }), "Permission denied: write in/link");
  assert.equal(
    await remove("in/link/", inside),
    "File operation failed on in/link/: Not a directory (os error 20)",
  );
  assert.equal(await remove("in/link", inside), "");
  assert.ok(!existsSync(path.join(folder, "in/link")) && existsSync(path.join(folder, "out/secret")));
  assert.equal(
    await remove("in/none", inside),
    "File operation failed on in/none: No such file or directory (os error 2)",
  );
});

/** Swaps `in/swapped` between a file and a link out of the folder, until it is told to stop. */
const SWAPPING = `
  const { parentPort, workerData: folder } = require("node:worker_threads");
  const fs = require("node:fs");
  let runs = true;
  parentPort.on("message", () => { runs = false; });
  const turn = () => {
    for (let i = 0; i < 50; i++) {
      for (const from of ["plain", "link"]) {
        fs.renameSync(folder + "/" + from, folder + "/in/swapped");
        if (from === "plain") fs.writeFileSync(folder + "/plain", "public");
        else fs.symlinkSync("../out/secret", folder + "/link");
      }
    }
    if (runs) setImmediate(turn);
    else parentPort.close();
  };
  turn();
`;

test("a link that is swapped again and again leads nowhere", { skip: !isLinux }, async (t) => {
  const folder = tree(t);
  writeFileSync(path.join(folder, "plain"), "public");
  symlinkSync("../out/secret", path.join(folder, "link"));
  const swapper = new Worker(SWAPPING, { eval: true, workerData: folder });
  t.after(() => swapper.terminate());
  const use = (operation: string): string => `
    PUSH_INT 0
    STORE i
LABEL again
    TRY no
    ${operation}
    END_TRY
    JMP next
LABEL no
    CATCH
    POP
LABEL next
    LOAD i
    PUSH_INT 1
    ADD
    STORE i
    LOAD i
    PUSH_INT 400
    LT
    JNZ again`;
  const flags = { permissions: permissions({ sandbox: true, allow: ["read=in,write=in"] }) };
  const read = await runIn(folder, use('PUSH_STR "in/swapped"\nREAD_FILE\nPRINT'), flags);
  assert.equal(read.error, "");
  assert.ok(!read.stdout.includes("secret"));
  const written = await runIn(folder, use('PUSH_STR "x"\nPUSH_STR "in/swapped"\nAPPEND_FILE'), flags);
  assert.equal(written.error, "");
  swapper.postMessage("stop");
  await new Promise((resolve) => swapper.once("exit", resolve));
  const { stdout } = await runIn(folder, 'PUSH_STR "out/secret"\nREAD_FILE\nPRINT');
  assert.equal(stdout, "secret\n");
});

test("the files of the system need a rule that names them", { skip: !isLinux }, async (t) => {
  const folder = tree(t);
  symlinkSync("/proc/self", path.join(folder, "in/door"));
  const read = async (name: string, flags: Flags | undefined): Promise<string> => {
    const options = { permissions: flags && permissions(flags), env: { SECRET: "x" } };
    return (await runIn(folder, `PUSH_STR "${name}"\nREAD_BYTES\nPOP`, options)).error;
  };
  for (const name of [
    "/proc/self/environ",
    "in/door/environ",
    "/proc/1/../self/environ",
    "/dev/stdin",
    "/sys/kernel/uevent_seqnum",
  ]) {
    for (const flags of [
      { deny: ["env"] },
      { allow: ["read"] },
      { allow: ["read=/"] },
      { allow: ["read=/**"] },
    ]) {
      assert.equal(await read(name, flags), `Permission denied: read ${name}`);
    }
  }
  assert.equal(await read("/proc/self/environ", { allow: ["read=/proc"] }), "");
  assert.equal(await read("/proc/self/environ", { allow: ["read", "read=/proc/self/*"] }), "");
  assert.equal(await read("/proc/self/environ", undefined), "");
  const out = 'PUSH_STR "x"\nPUSH_STR "/dev/null"\nWRITE_FILE';
  const written = async (flags: Flags) =>
    (await runIn(folder, out, { permissions: permissions(flags) })).error;
  assert.equal(await written({ deny: ["run"] }), "Permission denied: write /dev/null");
  assert.equal(await written({ allow: ["write=/dev/null"] }), "");
});

/** A listener on 127.0.0.1 that counts who connects. */
async function listener(t: TestContext) {
  const seen = { connections: 0 };
  const server = net.createServer((socket) => {
    seen.connections++;
    socket.on("error", () => undefined);
    socket.end("HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => server.close());
  return { seen, port: (server.address() as net.AddressInfo).port };
}

test("rules for addresses are about what is connected to", async (t) => {
  const folder = emptyFolder(t);
  const { seen, port } = await listener(t);
  const connect = (host: string) => `PUSH_STR "${host}"\nPUSH_INT ${port}\nTCP_CONNECT`;
  const get = (host: string) => `PUSH_STR "http://${host}:${port}/"\nHTTP_GET`;
  const error = async (program: string, flags: Flags): Promise<string> =>
    (await runIn(folder, program, { permissions: permissions(flags) })).error;
  const names = [
    "127.0.0.1",
    "localhost",
    "127.1",
    "0",
    "2130706433",
    "0x7f000001",
    "::ffff:127.0.0.1",
    "0.0.0.0",
  ];
  for (const deny of ["net=127.0.0.1", "net=127.0.0.0/8", "net=*", "net", `net=127.0.0.1:${port}`]) {
    for (const name of names) {
      const shown = name.includes(":") ? `[${name}]` : name;
      const refused = `Permission denied: net ${shown}:${port}`;
      assert.equal(await error(connect(name), { deny: [deny] }), refused, `${deny} ${name}`);
      assert.match(await error(get(shown), { deny: [deny] }), /^Permission denied: net /, `${deny} ${name}`);
    }
    const udp = 'PUSH_INT 0\nUDP_BIND\nPUSH_STR "localhost"\nPUSH_INT 9\nPUSH_STR "x"\nUDP_SEND';
    if (deny !== `net=127.0.0.1:${port}`)
      assert.match(await error(udp, { deny: [deny] }), /^Permission denied: net /);
  }
  const dns = 'PUSH_STR "localhost"\nDNS_RESOLVE';
  assert.equal(await error(dns, { deny: ["net=127.0.0.1"] }), "Permission denied: net localhost");
  assert.equal(seen.connections, 0);

  for (const allow of ["net=127.0.0.1", "net=127.0.0.0/8", "net=*", `net=127.1:${port}`]) {
    for (const name of names) {
      assert.equal(await error(connect(name), { sandbox: true, allow: [allow] }), "", `${allow} ${name}`);
    }
    assert.equal(await error(get("localhost"), { sandbox: true, allow: [allow] }), "", allow);
  }
  assert.match(await error(connect("127.0.0.1"), { allow: ["net=127.0.0.2"] }), /^Permission denied/);
  assert.match(await error(connect("localhost"), { allow: ["net=10.0.0.0/8"] }), /^Permission denied/);
  // A name could carry anything to a name server.
  assert.equal(
    await error('PUSH_STR "data.example.com"\nPUSH_INT 80\nTCP_CONNECT', { allow: ["net=127.0.0.1"] }),
    "Permission denied: net data.example.com:80",
  );
});

test("a name is judged as it is looked up", async (t) => {
  const folder = emptyFolder(t);
  const { seen, port } = await listener(t);
  const spellings = ["\uff4cocalhost", "\u24dbocalhost", "local\u{ad}host", "LOCALHOST"];
  const uses = (host: string) => [
    `PUSH_STR ${literal(host)}\nPUSH_INT ${port}\nTCP_CONNECT`,
    `PUSH_STR ${literal(host)}\nDNS_RESOLVE`,
    `PUSH_INT 0\nUDP_BIND\nPUSH_STR ${literal(host)}\nPUSH_INT 9\nPUSH_STR "x"\nUDP_SEND`,
  ];
  for (const host of spellings) {
    for (const program of uses(host)) {
      const { error } = await runIn(folder, program, {
        permissions: permissions({ deny: ["net=localhost"] }),
      });
      assert.match(error, /^Permission denied: net /, program);
      const allowed = permissions({ allow: ["net=localhost", "net=127.0.0.1:0"], sandbox: true });
      assert.equal((await runIn(folder, program, { permissions: allowed })).error, "", program);
    }
  }
  // The system would read such a name up to the NUL.
  seen.connections = 0;
  for (const host of [
    "localhost\0.example.com",
    "localhost\0",
    "127.0.0.1\0.example.com",
    "127.0.0.1 .example.com",
  ]) {
    for (const program of uses(host)) {
      for (const flags of [
        { sandbox: true, allow: ["net=*.example.com", "net=127.0.0.1:0"] },
        { deny: ["net=localhost"] },
      ]) {
        const { error } = await runIn(folder, program, { permissions: permissions(flags) });
        assert.match(
          error,
          /Name or service not known|^Permission denied: net /,
          `${program} ${JSON.stringify(flags)}`,
        );
      }
    }
  }
  assert.equal(seen.connections, 0);
});

test("a rule in another alphabet means the name that is looked up", () => {
  const judged = (pattern: string, target: string) =>
    matchesEndpoint(parseEndpointPattern(pattern, hostName), parseEndpoint(target, undefined, hostName));
  for (const pattern of ["b\u00fccher.example", "xn--bcher-kva.example", "B\u00dcCHER.example:80"])
    for (const target of ["b\u00fccher.example:80", "xn--bcher-kva.example:80", "bu\u0308cher.example.:80"])
      assert.ok(judged(pattern, target), `${pattern} ${target}`);
  assert.ok(!judged("b\u00fccher.example", "bucher.example:80"));
});

test("a datagram goes to the address that was judged", async (t) => {
  const udp = 'PUSH_INT 0\nUDP_BIND\nPUSH_STR "127.1"\nPUSH_INT 9\nPUSH_STR "x"\nUDP_SEND\nPRINT';
  const flags = permissions({ allow: ["net=127.0.0.1:0", "net=127.0.0.1:9"] });
  assert.equal((await runIn(emptyFolder(t), udp, { permissions: flags })).stdout, "1\n");
});

/** A program `name` in a folder of its own, which says what it is. */
function program(folder: string, name: string, words: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, name), `#!/bin/sh\necho ${words}"$LD_PRELOAD$NODE_OPTIONS$OTHER"\n`);
  chmodSync(path.join(folder, name), 0o755);
}

test("a rule names the program that a command had at the start", {
  skip: process.platform === "win32",
}, async (t) => {
  const folder = emptyFolder(t);
  program(path.join(folder, "good"), "hello", "good");
  program(path.join(folder, "bad"), "hello", "bad");
  const start = { PATH: `${folder}/good:/usr/bin:/bin` };
  const set = (name: string, value: string) =>
    `PUSH_STR ${literal(name)}\nPUSH_STR ${literal(value)}\nSET_ENV`;
  const hello = 'PUSH_STR "hello"\nMAKE_LIST 0\nEXEC';
  const run = async (text: string, flags: Flags | undefined) =>
    runIn(folder, text, { permissions: flags && permissions(flags), env: start });

  const moved = `${set("PATH", `${folder}/bad:/usr/bin:/bin`)}\n${hello}`;
  for (const flags of [{ allow: ["run=hello"] }, { allow: ["run=h*"] }, { deny: ["run=other"] }]) {
    assert.equal((await run(moved, flags)).stdout, "good\n", JSON.stringify(flags));
  }
  assert.equal((await run(moved, undefined)).stdout, "bad\n");

  const loaded = [set("LD_PRELOAD", "none.so"), set("NODE_OPTIONS", "x"), set("OTHER", "kept"), hello].join(
    "\n",
  );
  assert.equal((await run(loaded, { allow: ["run=hello"] })).stdout, "goodkept\n");
  assert.equal((await run(loaded, { allow: ["run"] })).stdout, "goodnone.soxkept\n");

  // A program finds its configuration, and what it starts, where the user has said.
  const own = { ...start, HOME: "/home/of-the-user", XDG_CONFIG_HOME: "/config" };
  const show = `PUSH_STR "env"\nMAKE_LIST 0\nEXEC`;
  const changed = [
    "HOME",
    "XDG_CONFIG_HOME",
    "XDG_DATA_HOME",
    "TAR_OPTIONS",
    "GIT_SSH",
    "MAKEFLAGS",
    "PATH",
    "OTHER",
  ];
  const { stdout } = await runIn(folder, [...changed.map((name) => set(name, "changed")), show].join("\n"), {
    permissions: permissions({ allow: ["run=env"] }),
    env: own,
  });
  assert.deepEqual(stdout.trim().split("\n").sort(), [
    "HOME=/home/of-the-user",
    "OTHER=changed",
    `PATH=${start.PATH}`,
    "XDG_CONFIG_HOME=/config",
  ]);

  const byPath = (name: string) => `PUSH_STR "${name}"\nMAKE_LIST 0\nEXEC`;
  assert.equal((await run(byPath("good/hello"), { allow: ["run=hello"] })).stdout, "good\n");
  assert.equal(
    (await run(byPath("bad/hello"), { allow: ["run=hello"] })).error,
    "Permission denied: run bad/hello",
  );
  symlinkSync("good/hello", path.join(folder, "alias"));
  assert.equal(
    (await run(byPath("./alias"), { allow: ["run=hello"] })).error,
    "Permission denied: run ./alias",
  );
  assert.equal(
    (await run(byPath("./alias"), { deny: ["run=hello"] })).error,
    "Permission denied: run ./alias",
  );

  renameSync(path.join(folder, "good/hello"), path.join(folder, "good/gone"));
  const missing = "File operation failed on hello: No such file or directory (os error 2)";
  assert.equal((await run(moved, { allow: ["run=hello"] })).error, missing);
});
