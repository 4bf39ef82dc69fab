/** `ttvm lsp`, `ttvm dap` and `ttvm completion`. */
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { copyFileSync, writeFileSync } from "node:fs";
import net from "node:net";
import path from "node:path";
import { describe, it } from "node:test";
import { folder, TTVM, ttvm } from "./command.ts";
import { ttvmHere } from "./in-process.ts";
import { Transcript } from "./transcript.ts";

const message = (value: object): string => {
  const text = JSON.stringify(value);
  return `Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`;
};

describe("ttvm lsp", () => {
  it("speaks the protocol on the standard streams", async () => {
    const params = { processId: null, rootUri: null, capabilities: {} };
    const { stdout } = await ttvm(["lsp", "--stdio"], {
      during: async (child, transcript) => {
        child.stdin.write(message({ jsonrpc: "2.0", id: 1, method: "initialize", params }));
        await transcript.next('"id":1');
        child.stdin.write(message({ jsonrpc: "2.0", id: 2, method: "shutdown" }));
        child.stdin.end(message({ jsonrpc: "2.0", method: "exit" }));
      },
    });
    assert.match(stdout, /"capabilities":/);
  });
});

describe("ttvm dap", () => {
  const initialize = message({
    seq: 1,
    type: "request",
    command: "initialize",
    arguments: { adapterID: "ttvm" },
  });

  it("speaks the protocol on the standard streams", async () => {
    const { stdout } = await ttvm(["dap"], {
      during: async (child, transcript) => {
        child.stdin.write(initialize);
        await transcript.next('"command":"initialize"');
        child.stdin.end();
      },
    });
    assert.match(stdout, /"command":"initialize"/);
  });

  it("listens on a port", async () => {
    const child = spawn(process.execPath, [TTVM, "dap", "--port", "0"]);
    try {
      const [, port] = await new Transcript(child, child.stderr).next(/:(\d+)\n/);
      const socket = net.connect(Number(port), "127.0.0.1");
      socket.write(initialize);
      const answer = await new Promise<string>((resolve) =>
        socket.once("data", (data) => resolve(String(data))),
      );
      assert.match(answer, /Content-Length/);
      socket.destroy();
    } finally {
      child.kill();
    }
  });
});

describe("Servers that are not built", () => {
  it("are missed clearly", () => {
    const directory = folder({ "package.json": '{ "type": "commonjs" }' });
    const copy = path.join(directory, "ttvm.js");
    copyFileSync(TTVM, copy);
    copyFileSync(path.join(path.dirname(TTVM), "command.js"), path.join(directory, "command.js"));
    for (const name of ["lsp", "dap"]) {
      const { status, stderr } = spawnSync(process.execPath, [copy, name], { encoding: "utf8" });
      assert.equal(status, 2);
      assert.match(stderr, /dist\/(server|debug-adapter)\.js is missing/);
    }
  });
});

describe("ttvm completion", () => {
  for (const shell of ["bash", "zsh", "fish"]) {
    it(`makes a script that ${shell} reads`, async (context) => {
      const { stdout, code } = await ttvmHere(["completion", shell]);
      assert.equal(code, 0);
      for (const word of ["sandbox", "check", "sarif", "completion"]) assert.ok(stdout.includes(word), word);
      assert.ok(stdout.includes("use-ir"));
      assert.ok(!stdout.includes("benchmark-performance"), "what is not there yet is not offered");
      const file = path.join(folder({}), `ttvm.${shell}`);
      writeFileSync(file, stdout);
      const { error, status, stderr } = spawnSync(shell, ["-n", file], { encoding: "utf8" });
      if (error !== undefined) context.skip(`${shell} is not installed`);
      else assert.deepEqual({ status, stderr }, { status: 0, stderr: "" });
    });
  }

  it("completes flags, commands and their values in bash", async () => {
    const { stdout } = await ttvmHere(["completion", "bash"]);
    const complete = (...words: string[]): string[] => {
      const script = `${stdout}\nCOMP_WORDS=(${words.map((word) => `'${word}'`).join(" ")})\nCOMP_CWORD=$((\${#COMP_WORDS[@]} - 1))\n_ttvm\nprintf '%s\\n' "\${COMPREPLY[@]}"`;
      return spawnSync("bash", ["-c", script], { encoding: "utf8" }).stdout.split("\n").filter(Boolean);
    };
    assert.deepEqual(complete("ttvm", "disa"), ["disassemble"]);
    assert.deepEqual(complete("ttvm", "--gc-s"), ["--gc-stats"]);
    assert.deepEqual(complete("ttvm", "check", "--format", "sa"), ["sarif"]);
    assert.ok(complete("ttvm", "run", "package.j").includes("package.json"));
  });

  it("refuses other shells", async () => {
    assert.equal((await ttvmHere(["completion", "tcsh"])).code, 2);
  });
});
