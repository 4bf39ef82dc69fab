/** A long document has what is written wrong published first; the slower findings follow, without a flicker. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { longProgram } from "../generate/long-program.ts";
import { type Client, startServerHere } from "./client.ts";

const URI = "file:///early/long.ttvm";
const TEXT = longProgram(6_000);

describe("While a long document is edited", () => {
  let client: Client;
  let version = 1;
  before(async () => {
    client = await startServerHere();
    await client.open(URI, TEXT);
    await client.diagnostics(URI, 1);
  });
  after(() => client.stop());

  /** All that is published about the text after a change, until what a fresh server says of it. */
  async function publications(text: string) {
    version++;
    const fresh = await startServerHere();
    await fresh.open(URI, text);
    const wanted = await fresh.diagnostics(URI, 1);
    await fresh.stop();
    await client.change(URI, version, [{ text }]);
    for (;;) {
      const found = client.published(URI).filter((one) => one.version === version);
      const last = found.at(-1)?.diagnostics;
      if (last !== undefined && JSON.stringify(last) === JSON.stringify(wanted))
        return found.map(({ diagnostics }) => diagnostics);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  const codesOf = (diagnostics: readonly { readonly code?: unknown }[]) =>
    diagnostics.map(({ code }) => code);

  it("a broken line is told in each publication, the first one at once", async () => {
    const all = await publications(TEXT.replace("    STORE precision", "    STO?RE precision"));
    assert.ok(all.length >= 2, `${all.length} publications`);
    for (const diagnostics of all) assert.ok(codesOf(diagnostics).includes("unknown-instruction"));
  });

  it("mended, it is told no more, and at the end all is told that was told before", async () => {
    const all = await publications(TEXT);
    for (const diagnostics of all) assert.ok(!codesOf(diagnostics).includes("unknown-instruction"));
  });

  it("a comment more at the top moves all, and nothing goes for a while", async () => {
    const [before] = client.published(URI).slice(-1);
    const all = await publications(`; A comment.\n${TEXT}`);
    for (const diagnostics of all) assert.deepEqual(codesOf(diagnostics), codesOf(before.diagnostics));
  });
});
