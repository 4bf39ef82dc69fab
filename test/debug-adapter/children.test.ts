/** Programs that a debuggee has started: they end with the adapter, when the client goes away without a word. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import test from "node:test";
import { ADAPTER, fixture } from "./adapter.ts";

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

for (const noDebug of [true, false]) {
  const name = `children end when the client is gone${noDebug ? ", without debugging" : ""}`;
  test(name, { skip: process.platform === "win32", timeout: 60_000 }, async (t) => {
    const adapter = spawn(process.execPath, [ADAPTER], { stdio: ["pipe", "pipe", "ignore"] });
    t.after(() => adapter.kill("SIGKILL"));
    const send = (seq: number, command: string, args: object): void => {
      const body = JSON.stringify({ seq, type: "request", command, arguments: args });
      adapter.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
    };
    let received = "";
    const started = new Promise<number>((resolve) => {
      adapter.stdout.on("data", (data) => {
        received += data;
        const found = /"category":"stdout","output":"(\d+)\\n/.exec(received);
        if (found !== null) resolve(Number(found[1]));
      });
    });
    send(1, "initialize", { adapterID: "ttvm" });
    send(2, "launch", { program: fixture("child.ttvm"), noDebug });
    send(3, "configurationDone", {});
    const child = await started;
    assert.ok(isAlive(child));
    adapter.stdin.end();
    adapter.stdout.destroy();
    await once(adapter, "exit");
    // The system takes a moment to clear away what was killed.
    for (let wait = 0; wait < 50 && isAlive(child); wait++)
      await new Promise((resolve) => setTimeout(resolve, 20));
    const alive = isAlive(child);
    if (alive) process.kill(child, "SIGKILL");
    assert.ok(!alive, "the child outlives the adapter");
  });
}
