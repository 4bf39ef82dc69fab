/** Connections that nobody holds any more are closed once the heap has been looked through. */
import assert from "node:assert/strict";
import net from "node:net";
import test from "node:test";
import { createMachine } from "../../vm-core/machine/index.ts";
import { nodeHost } from "../../vm-core/node/host/index.ts";
import { drive } from "../../vm-core/run/drive.ts";
import { assembled, noModules } from "../machine/run-text.ts";

/** Opens a connection, forgets it, fills memory until it is looked through, and waits for the close. */
const forgetful = (port: number, keep: boolean) => `
PUSH_STR "127.0.0.1"
PUSH_INT ${port}
TCP_CONNECT
${keep ? "STORE kept" : "POP"}
PUSH_INT 0
STORE i
LABEL again
LOAD i
PUSH_INT 300
LT
JZ done
PUSH_STR "0123456789abcdef"
PUSH_INT 0
STORE n
LABEL double
LOAD n
PUSH_INT 13
LT
JZ doubled
DUP
CONCAT
LOAD n
PUSH_INT 1
ADD
STORE n
JMP double
LABEL doubled
POP
LOAD i
PUSH_INT 1
ADD
STORE i
JMP again
LABEL done
PUSH_INT 300
SLEEP
`;

for (const keep of [false, true]) {
  test(`a connection that is ${keep ? "held stays open" : "forgotten is closed"}`, async () => {
    let closedDuringRun = false;
    let running = true;
    const server = net.createServer((socket) => {
      socket
        .on("error", () => undefined)
        .on("close", () => {
          if (running) closedDuringRun = true;
        });
      socket.resume();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as net.AddressInfo;
    const host = nodeHost({ write: () => undefined });
    const run = createMachine(assembled(forgetful(port, keep)), { readModule: noModules });
    const { failure } = await drive(run, host);
    running = false;
    host.close();
    server.close();
    assert.equal(failure, null);
    assert.ok(run.heap.statistics.collections > 0, "the heap must have been looked through");
    assert.equal(closedDuringRun, !keep);
  });
}
