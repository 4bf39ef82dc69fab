/** How far the server is with the files of a workspace is shown by clients that can. */
import assert from "node:assert/strict";
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { pathToFileURL } from "node:url";
import { WorkDoneProgress, WorkDoneProgressCreateRequest } from "vscode-languageserver-protocol";
import { longProgram } from "../generate/long-program.ts";
import { EDITOR, startServer } from "./client.ts";

interface Shown {
  readonly kind: "begin" | "report" | "end";
  readonly title?: string;
  readonly message?: string;
  readonly percentage?: number;
}

describe("The progress with the files of a workspace", () => {
  let folder: string;
  before(() => {
    folder = realpathSync(mkdtempSync(path.join(tmpdir(), "ttvm-progress-")));
    for (let i = 0; i < 60; i++) writeFileSync(path.join(folder, `p${i}.ttvm`), longProgram(400));
  });
  after(() => rmSync(folder, { recursive: true }));

  /** All that is shown until the work is done, for each piece of work. */
  async function shown(workDoneProgress: boolean) {
    const client = await startServer({ ...EDITOR, window: { workDoneProgress } }, [
      pathToFileURL(folder).href,
    ]);
    const found = new Map<unknown, Shown[]>();
    client.connection.onRequest(WorkDoneProgressCreateRequest.type, ({ token }) => {
      const all: Shown[] = [];
      found.set(token, all);
      client.connection.onProgress(WorkDoneProgress.type, token, (value) => void all.push(value as Shown));
    });
    await client.request("workspace/symbol", { query: "x" });
    const isDone = () => [...found.values()].some((all) => all.at(-1)?.kind === "end");
    for (let i = 0; i < (workDoneProgress ? 4_000 : 100) && !isDone(); i++) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    await client.stop();
    return [...found.values()];
  }

  it("begins, grows and ends", async () => {
    const [all] = (await shown(true)).filter((one) => one.at(-1)?.kind === "end");
    assert.equal(all[0].kind, "begin");
    assert.match(all[0].title ?? "", /^(?:Checking programs|Indexing)$/);
    const messages = all.flatMap(({ message }) => message || []);
    assert.ok(messages.length > 0);
    for (const message of messages) assert.match(message, /^\d+ of 60 files$/);
    const percentages = all.flatMap(({ percentage }) => percentage ?? []);
    assert.deepEqual(
      percentages,
      [...percentages].sort((a, b) => a - b),
    );
    assert.deepEqual(
      all.filter(({ kind }) => kind !== "report").map(({ kind }) => kind),
      ["begin", "end"],
    );
  });

  it("is shown to no client that does not say that it can", async () => {
    assert.deepEqual(await shown(false), []);
  });
});
