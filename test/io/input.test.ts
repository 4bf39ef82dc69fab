/** Standard input: one buffer, in whatever pieces it arrives. */
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { closeSync, openSync, writeFileSync } from "node:fs";
import path from "node:path";
import { PassThrough, Readable } from "node:stream";
import test, { type TestContext } from "node:test";
import { createMachine, drive } from "../../vm-core/index.ts";
import { nodeHost } from "../../vm-core/node/host/index.ts";
import { StandardInput } from "../../vm-core/node/host/standard-input.ts";
import { HostMemory } from "../../vm-core/run/host-memory.ts";
import { Transcript } from "../cli/transcript.ts";
import { assembled, noModules } from "../machine/run-text.ts";
import { emptyFolder, runIn } from "./run-in-folder.ts";

async function output(program: string, ...input: (string | Uint8Array)[]): Promise<string> {
  const { stdout, error } = await runIn(process.cwd(), program, { input });
  return error === "" ? stdout : error;
}

const LINES = 'LABEL more\nAT_EOF\nJNZ done\nREAD_LINE\nWRITE\nPUSH_STR "|"\nWRITE\nJMP more\nLABEL done';
const CHARACTERS =
  'LABEL more\nAT_EOF\nJNZ done\nREAD_CHAR\nWRITE\nPUSH_STR "|"\nWRITE\nJMP more\nLABEL done';

test("lines end with LF or CRLF, the last one also with the input", async () => {
  assert.equal(await output(LINES, "a\nb\r\n\r\n\nc\rd"), "a|b|||c\rd|");
  assert.equal(await output(LINES, ""), "");
  assert.equal(await output(LINES, "\n"), "|");
});

test("a line may arrive in pieces", async () => {
  assert.equal(await output(LINES, "a", "b\r", "\nc", "", "d\n\ne", "\n"), "ab|cd||e|");
});

test("a character may arrive in pieces", async () => {
  const bytes = Buffer.from("aé😀\n€");
  const pieces = [...bytes].map((byte) => Uint8Array.of(byte));
  assert.equal(await output(CHARACTERS, ...pieces), "a|é|😀|\n|€|");
  assert.equal(await output(LINES, ...pieces), "aé😀|€|");
  assert.equal(await output("READ_INPUT\nWRITE", ...pieces), "aé😀\n€");
});

test("all share one buffer", async () => {
  const program = "READ_CHAR\nWRITE\nREAD_LINE\nWRITE\nREAD_INPUT\nWRITE\nAT_EOF\nWRITE\nREAD_LINE\nWRITE";
  assert.equal(await output(program, "éa", "b\nre", "st\n"), "éabrest\ntrue");
});

test("the end has no character", async () => {
  const fault = "File operation failed on stdin: failed to fill whole buffer";
  assert.equal(await output("READ_CHAR"), fault);
  assert.equal(await output("READ_INPUT\nREAD_CHAR", "x"), fault);
});

test("what is no UTF-8 is a fault, and the input continues after it", async () => {
  const fault = "File operation failed on stdin: stream did not contain valid UTF-8";
  assert.equal(await output("READ_LINE", Uint8Array.of(0xff, 0x0a)), fault);
  assert.equal(await output("READ_INPUT", Uint8Array.of(0x61, 0xe2, 0x82)), fault);
  assert.equal(await output("READ_CHAR", Uint8Array.of(0xe2, 0x82)), fault);
  const goesOn = "TRY l\nREAD_LINE\nLABEL l\nCATCH\nPOP\nREAD_LINE\nPRINT";
  assert.equal(await output(goesOn, Uint8Array.of(0x80, 0x0a), "next\n"), "next\n");
});

test("a long line in many pieces takes time in proportion", async () => {
  const piece = "x".repeat(65_536);
  const { stdout } = await runIn(process.cwd(), "READ_LINE\nHASH\nPRINT\nREAD_LINE\nPRINT", {
    input: [...Array.from({ length: 500 }, () => piece), "\nend\n"],
  });
  assert.equal(stdout.split("\n")[1], "end");
});

test("a run that is waiting for input ends when its host is closed", async () => {
  const input = new PassThrough();
  const host = nodeHost({ input, write: () => {} });
  setTimeout(() => host.close(), 20);
  const { exitCode } = await drive(
    createMachine(assembled("READ_LINE\nPOP"), { readModule: noModules }),
    host,
  );
  assert.equal(exitCode, 0);
  assert.ok(input.isPaused());
});

/** The real command, with a standard input that stays open. */
function command(t: TestContext, program: string) {
  const folder = emptyFolder(t);
  writeFileSync(path.join(folder, "main.ttvm"), program);
  const child = spawn(process.execPath, [path.resolve("dist/ttvm.js"), "main.ttvm"], { cwd: folder });
  t.after(() => child.kill());
  return { child, transcript: new Transcript(child) };
}

test("an open standard input does not keep the command alive", { timeout: 20_000 }, async (t) => {
  const { child, transcript } = command(t, "READ_LINE\nPRINT");
  child.stdin.write("only one\n");
  assert.deepEqual([await transcript.ended(), transcript.text], [0, "only one\n"]);
});

test("nothing is taken that a child is to read", { timeout: 20_000 }, async (t) => {
  const child =
    'PUSH_STR "sh"\nPUSH_STR "-c"\nPUSH_STR "read line; echo child $line"\nMAKE_LIST 2\nEXEC\nPOP';
  const run = command(t, `READ_LINE\nPRINT\n${child}\nREAD_LINE\nPRINT`);
  for (const line of ["one", "two", "three"]) {
    run.child.stdin.write(`${line}\n`);
    await run.transcript.next(`${line}\n`);
  }
  assert.deepEqual([await run.transcript.ended(), run.transcript.text], [0, "one\nchild two\nthree\n"]);
});

test("standard input may be a file of any size, or nothing", (t) => {
  const folder = emptyFolder(t);
  const file = path.join(folder, "input.txt");
  const lines = Array.from({ length: 20_000 }, (_, i) => `line ${i}`);
  writeFileSync(file, `${lines.join("\n")}\n`);
  writeFileSync(path.join(folder, "main.ttvm"), LINES);
  const outputOf = (input: string): string => {
    const descriptor = openSync(input, "r");
    const { stdout } = spawnSync(process.execPath, [path.resolve("dist/ttvm.js"), "main.ttvm"], {
      cwd: folder,
      stdio: [descriptor, "pipe", "inherit"],
      encoding: "utf8",
    });
    closeSync(descriptor);
    return stdout;
  };
  assert.equal(outputOf(file), `${lines.join("|")}|`);
  writeFileSync(file, "");
  assert.equal(outputOf(file), "");
});

test("more than a text can hold is a fault, before it is read to its end", async () => {
  let read = 0;
  const piece = Buffer.alloc(2 ** 26, "x");
  async function* endless() {
    for (; ; read++) yield piece;
  }
  const input = Readable.from(endless());
  // The pieces are one piece of memory.
  const { signal } = new AbortController();
  const standardInput = new StandardInput(() => input, new HostMemory(), signal);
  for (const take of ["rest", "line"] as const) {
    await assert.rejects(standardInput[take](), { code: "ERR_STRING_TOO_LONG" });
  }
  assert.ok(read < 30, `${read} pieces`);
  input.destroy();
});
