/** A host that is closed: what its run still asks for has no effect. */
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import test from "node:test";
import { parsePermissions, type Reply } from "../../vm-core/index.ts";
import { nodeHost } from "../../vm-core/node/host/index.ts";

test("After the end nothing has an effect, also what is judged only then", async (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), "ttvm-end-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const permissions = parsePermissions({ allow: ["write"], deny: [], sandbox: false });
  const host = nodeHost({ cwd: folder, permissions });
  const file = path.join(folder, "late");
  const asked = host.perform({ kind: "write-file", path: file, text: "late", append: false });
  host.close();
  await asked;
  await host.settled();
  assert.ok(!existsSync(file));
});

test("What was begun is settled when it has ended", async (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), "ttvm-end-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const host = nodeHost({ cwd: folder });
  const file = path.join(folder, "begun");
  const text = "begun".repeat(1_000_000);
  void host.perform({ kind: "write-file", path: file, text, append: false });
  for (let exists: Reply = false; exists !== true; )
    exists = await host.perform({ kind: "file-exists", path: file });
  host.close();
  await host.settled();
  const written = readFileSync(file, "utf8");
  assert.ok(text.startsWith(written));
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.equal(readFileSync(file, "utf8").length, written.length);
});
