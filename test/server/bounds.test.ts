/** What a document may cost the editor: macros have a budget of work, and files are read up to a limit. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, describe, it } from "node:test";
import { pathToFileURL } from "node:url";
import { analyze } from "../../vm-core/index.ts";
import { readBounded } from "../../vm-core/node/read-bounded.ts";
import { startServer } from "./client.ts";

const WORK = {
  "reverses a large list again and again": "(reverse big)",
  "compares large lists again and again": "(equal? big (range 50000))",
  "makes a large list again and again": "(range 50000)",
  "computes without end": "1",
};

describe("A macro", () => {
  for (const [does, form] of Object.entries(WORK)) {
    it(`that ${does} ends when its budget is used up`, () => {
      const text = `(define-macro (slow)
  (define big (range 50000))
  (define (loop n) (if (= n 0) 1 (begin ${form} (loop (- n 1)))))
  (loop 1000000000))
(print (slow))
(print (slow))
`;
      const started = process.cpuUsage();
      const { diagnostics } = analyze("slow.lisp", 1, text);
      const { user, system } = process.cpuUsage(started);
      assert.deepEqual(
        diagnostics.map(({ code, message }) => `${code}: ${message}`),
        ["macro-failed: the macro `slow` failed: the macros of this program compute without end"],
      );
      assert.ok((user + system) / 1_000 < 2_000, `${(user + system) / 1_000} ms`);
    });
  }
});

describe("A file", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "ttvm-bounds-"));
  after(() => rmSync(folder, { recursive: true }));
  const file = (name: string, text: string) => {
    const place = path.join(folder, name);
    writeFileSync(place, text);
    return place;
  };

  it("is read up to a limit, and not at all beyond", async () => {
    const place = file("a.ttvm", "12345");
    const exact = await readBounded(place, 5);
    assert.ok(typeof exact === "object" && exact.bytes?.length === 5);
    assert.equal(await readBounded(place, 5, exact.stamp), "unchanged");
    const larger = await readBounded(place, 4);
    assert.ok(typeof larger === "object" && larger.bytes === undefined);
    assert.equal(await readBounded(folder, 5).catch(() => undefined), undefined);
  });

  it("that is long lets others go on while it is read", async () => {
    const place = path.join(folder, "long.ttvm");
    const text = "PUSH_INT 1\n".repeat(400_000);
    writeFileSync(place, text);
    let turns = 0;
    let isRead = false;
    const count = (): void => {
      turns++;
      if (!isRead) setImmediate(count);
    };
    setImmediate(count);
    const found = await readBounded(place, 10_000_000);
    isRead = true;
    assert.ok(typeof found === "object" && Buffer.from(found.bytes ?? []).equals(Buffer.from(text)));
    // All but a megabyte of its four is read by pieces of 64 kB.
    assert.ok(turns > 20, `${turns} turns`);
  });

  it("whose size says nothing is read up to the limit, too", {
    skip: process.platform === "linux" ? false : "there are such files on Linux",
  }, async () => {
    const started = process.memoryUsage.rss();
    const found = await readBounded("/proc/self/pagemap", 1_000_000).catch(() => undefined);
    assert.ok(found === undefined || (typeof found === "object" && found.bytes === undefined));
    assert.ok(process.memoryUsage.rss() - started < 100_000_000);
    assert.equal(await readBounded("/dev/zero", 1_000_000), undefined);
  });

  it("that is no module keeps no other document from its answers", async () => {
    const client = await startServer();
    try {
      const hostile = pathToFileURL(path.join(folder, "hostile.ttvm")).href;
      await client.open(hostile, "IMPORT /proc/self/pagemap\nIMPORT /dev/zero\nIMPORT /proc/kmsg\n");
      const uri = "file:///beside.ttvm";
      await client.open(uri, "    PUSH_INT 1\n");
      const position = { line: 0, character: 6 };
      assert.ok(await client.request("textDocument/hover", { textDocument: { uri }, position }));
      assert.ok((await client.diagnostics(hostile, 1)).length >= 1);
    } finally {
      await client.stop();
    }
  });
});
