/**
 * No turn of the server's loop takes long, whatever is analysed: messages are read and answered in between.
 *
 * A timer in the first thread of the server asks how long that thread has worked since it was asked last. On Linux that is the time
 * of the processor, so that a machine which has others to serve is not taken for the server.
 */
import assert from "node:assert/strict";
import { readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, it } from "node:test";
import { longProgram } from "../generate/long-program.ts";
import { startServer } from "./client.ts";

/** Milliseconds. */
const LONGEST_TURN = 25;
const PACE = 5;
/** Turns that may be longer: garbage is collected in them. */
const SPARED = 2;

/** Keeps how long each turn was; `SIGUSR2` begins anew. */
const METER = `
  import { readFileSync, writeFileSync } from "node:fs";
  import { isMainThread } from "node:worker_threads";
  if (isMainThread) {
    const worked = () => {
      if (process.platform !== "linux") return performance.eventLoopUtilization().active;
      return Number(readFileSync("/proc/self/task/" + process.pid + "/schedstat", "utf8").split(" ")[0]) / 1e6;
    };
    let last = worked();
    let turns = [];
    setInterval(() => {
      const now = worked();
      turns.push(now - last);
      last = now;
    }, ${PACE}).unref();
    process.on("SIGUSR2", () => { turns = []; });
    process.on("exit", () => writeFileSync(process.env.TTVM_TURNS, JSON.stringify(turns)));
  }
`;

/** A server whose turns are measured from the moment that `begin` is called. */
async function meteredServer() {
  const file = path.join(tmpdir(), `ttvm-turns-${process.pid}.json`);
  const { NODE_OPTIONS } = process.env;
  process.env.NODE_OPTIONS = `--import "data:text/javascript,${encodeURIComponent(METER)}"`;
  process.env.TTVM_TURNS = file;
  const client = await startServer();
  process.env.NODE_OPTIONS = NODE_OPTIONS ?? "";
  return {
    client,
    begin: () => client.process.kill("SIGUSR2"),
    /** Ends it; the longest turns first, without those that are spared. */
    async end(): Promise<readonly number[]> {
      await client.stop();
      const turns = JSON.parse(readFileSync(file, "utf8")) as number[];
      rmSync(file);
      turns.sort((a, b) => b - a);
      assert.ok(turns.length > 20, "turns are measured");
      return turns.slice(SPARED).map(Math.round);
    },
  };
}

describe("The loop of the server", () => {
  it("has no long turn while a document of 20,000 lines is edited and asked about", async () => {
    const { client, begin, end } = await meteredServer();
    const uri = "file:///turns/long.ttvm";
    const text = longProgram(20_000);
    await client.open(uri, text);
    await client.diagnostics(uri, 1);
    begin();
    const textDocument = { uri };
    for (let version = 2; version < 12; version++) {
      const at = { line: version * 40, character: 0 };
      await client.change(uri, version, [
        { range: { start: at, end: at }, text: "    PUSH_INT 1\n    DROP\n" },
      ]);
      await client.request("textDocument/hover", { textDocument, position: { ...at, character: 6 } });
      await client.request("textDocument/documentSymbol", { textDocument });
    }
    await client.diagnostics(uri, 11);
    const turns = await end();
    assert.ok(turns[0] <= LONGEST_TURN, `${turns.slice(0, 5)} ms`);
  });

  it("has no long turn while answers of many megabytes pass", async () => {
    const { client, begin, end } = await meteredServer();
    const textDocument = { uri: "file:///turns/wide.ttvm" };
    const lines = Array.from({ length: 30_000 }, (_, i) => `LABEL l${i}\nPUSH_INT ${i}\nSTORE v${i}\n`);
    await client.open(textDocument.uri, lines.join(""));
    begin();
    const answers = [
      await client.request("textDocument/documentSymbol", { textDocument }),
      await client.request("textDocument/foldingRange", { textDocument }),
      await client.request("textDocument/formatting", {
        textDocument,
        options: { tabSize: 4, insertSpaces: true },
      }),
    ];
    for (const answer of answers) assert.ok(JSON.stringify(answer).length > 200_000, "a large answer");
    const diagnostics = await client.diagnostics(textDocument.uri, 1);
    assert.equal(diagnostics.length, 1_001);
    assert.match(String(diagnostics[1_000].message), /^\d+ more problems are not listed here$/);
    const turns = await end();
    assert.ok(turns[0] <= LONGEST_TURN, `${turns.slice(0, 5)} ms`);
  });

  it("has no long turn while a text of megabytes is opened and replaced, and a small one is answered beside it", async () => {
    const { client, begin, end } = await meteredServer();
    const small = { uri: "file:///turns/small.ttvm" };
    await client.open(small.uri, "    PUSH_INT 1\n");
    await client.diagnostics(small.uri, 1);
    const large = { uri: "file:///turns/replaced.ttvm" };
    const text = `    PRINT ; ${"a comment ".repeat(20)}\n`.repeat(15_000);
    const hover = () =>
      client.request("textDocument/hover", { textDocument: small, position: { line: 0, character: 6 } });
    begin();
    await client.open(large.uri, text);
    for (let version = 2; version < 6; version++) {
      assert.ok(await hover());
      const folded = client.request("textDocument/foldingRange", { textDocument: large });
      for (let i = 0; i < 4; i++) assert.ok(await hover());
      await folded;
      await client.change(large.uri, version, [{ text: `${text}    PRINT\n`.repeat(1 + (version % 2)) }]);
    }
    assert.ok(await hover());
    const turns = await end();
    assert.ok(turns[0] <= LONGEST_TURN, `${turns.slice(0, 5)} ms`);
  });

  it("has no long turn while a text of 20 MB is opened, edited, replaced, closed and opened again", async () => {
    const { client, begin, end } = await meteredServer();
    const small = { uri: "file:///turns/small.ttvm" };
    await client.open(small.uri, "    PUSH_INT 1\n");
    await client.diagnostics(small.uri, 1);
    const large = { uri: "file:///turns/huge.ttvm" };
    const text = "    PUSH_INT 12345\n    PRINT\n".repeat(680_000);
    const hover = () =>
      client.request("textDocument/hover", { textDocument: small, position: { line: 0, character: 6 } });
    begin();
    await client.open(large.uri, text);
    assert.ok(await hover());
    const at = { line: 1_300_000, character: 0 };
    await client.change(large.uri, 2, [{ range: { start: at, end: at }, text: "    DROP\n" }]);
    assert.ok(await hover());
    await client.change(large.uri, 3, [{ text }]);
    const everything = { start: { line: 0, character: 0 }, end: { line: 2_000_000, character: 0 } };
    await client.change(large.uri, 4, [{ range: everything, text: "    PRINT\n" }]);
    assert.ok(await hover());
    await client.notify("textDocument/didClose", { textDocument: large });
    await client.open(large.uri, text);
    assert.ok(await hover());
    const turns = await end();
    assert.ok(turns[0] <= LONGEST_TURN, `${turns.slice(0, 5)} ms`);
  });

  it("has no long turn while a text changes in 20,000 places at once, and has the text afterwards", async () => {
    const { client, begin, end } = await meteredServer();
    const textDocument = { uri: "file:///turns/everywhere.ttvm" };
    const places = 20_000;
    await client.open(textDocument.uri, "    PUSH_INT 1\n".repeat(places));
    await client.diagnostics(textDocument.uri, 1);
    begin();
    const changes = Array.from({ length: places }, (_, index) => {
      const line = places - 1 - index;
      return { range: { start: { line, character: 4 }, end: { line, character: 14 } }, text: "LOAD x" };
    });
    await client.change(textDocument.uri, 2, changes);
    const options = { tabSize: 4, insertSpaces: true };
    assert.deepEqual(await client.request("textDocument/formatting", { textDocument, options }), []);
    const found = await client.request<{ range: { start: { line: number } } }[]>(
      "textDocument/documentHighlight",
      { textDocument, position: { line: 7, character: 10 } },
    );
    assert.equal(found.length, places);
    const turns = await end();
    assert.ok(turns[0] <= LONGEST_TURN, `${turns.slice(0, 5)} ms`);
  });
});
