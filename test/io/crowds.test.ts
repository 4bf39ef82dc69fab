/** Crowds of processes that wait for each other through the world: whatever waits, what it waits for gets its turn. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";
import { MOST_SOCKETS } from "../../vm-core/node/host/open-sockets.ts";
import { emptyFolder, runIn } from "./run-in-folder.ts";

/** More than may be under way at once. */
const MANY = 300;

/** Spawns `MANY` processes that call a function. */
function spawning(name: string): string {
  return `PUSH_INT ${MANY}
STORE left
LABEL again_${name}
MAKE_FUNCTION ${name}
SPAWN
POP
LOAD left
PUSH_INT 1
SUB
STORE left
LOAD left
JZ over_${name}
JMP again_${name}
LABEL over_${name}`;
}

/** Waits for a message of each of them, then ends the run. */
const COUNTING = `PUSH_INT ${MANY}
STORE left
LABEL count
RECEIVE
POP
LOAD left
PUSH_INT 1
SUB
STORE left
LOAD left
JZ done
JMP count
LABEL done
PUSH_STR "all"
PRINT
PUSH_INT 0
EXIT`;

const TELLING = 'PUSH_STR "done"\nPUSH_INT 1\nSEND\nRET';
const LISTENING = "PUSH_INT 0\nTCP_LISTEN\nSTORE listener";

describe("Crowds", { timeout: 60_000 }, () => {
  test("of processes that wait for a connection let others connect, and those that wait for data let others send", async (t) => {
    const program = `${LISTENING}
${spawning("server")}
${spawning("client")}
${COUNTING}
LABEL server
LOAD listener
TCP_ACCEPT
DUP
PUSH_INT 10
TCP_RECV
TCP_SEND
POP
RET
LABEL client
PUSH_STR "127.0.0.1"
LOAD listener
LOCAL_PORT
TCP_CONNECT
DUP
PUSH_STR "x"
TCP_SEND
POP
PUSH_INT 10
TCP_RECV
POP
${TELLING}`;
    assert.deepEqual(await runIn(emptyFolder(t), program), ok("all\n"));
  });

  test("of requests are answered by the same run, with what is in a file", async (t) => {
    const folder = emptyFolder(t);
    writeFileSync(path.join(folder, "answer"), "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    const program = `${LISTENING}
${spawning("client")}
${spawning("server")}
${COUNTING}
LABEL server
LOAD listener
TCP_ACCEPT
STORE connection
LOAD connection
PUSH_INT 10000
TCP_RECV
POP
LOAD connection
PUSH_STR "answer"
READ_FILE
TCP_SEND
POP
LOAD connection
CLOSE
RET
LABEL client
PUSH_STR "http://127.0.0.1:"
LOAD listener
LOCAL_PORT
TO_STR
CONCAT
HTTP_GET
POP
${TELLING}`;
    assert.deepEqual(await runIn(folder, program), ok("all\n"));
  });

  test("of readers of a silent pipe keep nobody from reading a file", {
    skip: process.platform === "win32",
  }, async (t) => {
    const folder = emptyFolder(t);
    execFileSync("mkfifo", [path.join(folder, "pipe")]);
    writeFileSync(path.join(folder, "file"), "text");
    const program = `${spawning("reader")}
YIELD
PUSH_STR "file"
READ_FILE
PRINT
PUSH_INT 0
EXIT
LABEL reader
PUSH_STR "pipe"
READ_FILE
POP
RET`;
    assert.deepEqual(await runIn(folder, program), ok("text\n"));
  });

  test("of children wait for each other", { skip: process.platform === "win32" }, async (t) => {
    // Each child waits for the one that is started last.
    const program = `${spawning("waiter")}
PUSH_STR "touch"
PUSH_STR "last"
MAKE_LIST 1
EXEC
POP
${COUNTING}
LABEL waiter
PUSH_STR "sh"
PUSH_STR "-c"
PUSH_STR "while [ ! -e last ]; do sleep 0.5; done"
MAKE_LIST 2
EXEC
POP
${TELLING}`.replaceAll(`PUSH_INT ${MANY}`, "PUSH_INT 150");
    assert.deepEqual(await runIn(emptyFolder(t), program), ok("all\n"));
  });
});

test("A run has so many sockets at most; where one is closed, another one may be opened", async (t) => {
  const program = `PUSH_INT 0
UDP_BIND
STORE first
PUSH_INT 1
STORE count
TRY full
LABEL again
PUSH_INT 0
UDP_BIND
POP
LOAD count
PUSH_INT 1
ADD
STORE count
JMP again
LABEL full
CATCH
PRINT
LOAD first
CLOSE
PUSH_INT 0
TCP_LISTEN
POP
LOAD count
PRINT
PUSH_INT 0
EXIT`;
  const { stdout, error } = await runIn(emptyFolder(t), program);
  assert.equal(error, "");
  assert.match(stdout, /Too many open files/);
  const count = stdout.trimEnd().split("\n").at(-1);
  // The system may have fewer.
  assert.ok(Number(count) <= MOST_SOCKETS, `${count} of ${MOST_SOCKETS}`);
});

function ok(stdout: string) {
  return { stdout, stderr: "", exitCode: 0, error: "" };
}
