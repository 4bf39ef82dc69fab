/** The lessons: as they ship none is solved, and each has a solution, which differs from it by a few lines only. */
import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, describe, it } from "node:test";
import { ttvm } from "../cli/command.ts";
import { ttvmHere } from "../cli/in-process.ts";

const LESSONS = "examples/learn";
const SOLUTIONS = "test/fixtures/learn";
const names = readdirSync(LESSONS).sort();

describe("The lessons", () => {
  it("are twelve, numbered in order, each with a solution", () => {
    assert.equal(names.length, 12);
    assert.deepEqual(readdirSync(SOLUTIONS).sort(), names);
    names.forEach((name, index) => {
      const title = `; Lesson ${index + 1} of 12: `;
      assert.ok(readFileSync(path.join(LESSONS, name), "utf8").startsWith(title), name);
    });
  });

  it("expect the same before and after they are solved", () => {
    for (const name of names) {
      const [lesson, solution] = [LESSONS, SOLUTIONS].map((folder) =>
        readFileSync(path.join(folder, name), "utf8"),
      );
      const comments = (text: string) => text.split("\n").filter((line) => line.startsWith(";"));
      assert.deepEqual(comments(solution), comments(lesson), name);
    }
  });
});

describe("ttvm learn", () => {
  it("finds no lesson solved as they ship", async () => {
    const { stdout, code } = await ttvmHere(["learn", "list"]);
    assert.match(stdout, /^0 of 12 lessons solved/m);
    assert.match(stdout, /^ +1 {2}push and print$/m);
    assert.equal(code, 0);
  });

  it("finds every solution solved", async () => {
    const { stdout, code } = await ttvmHere(["learn", "check", "--folder", SOLUTIONS]);
    assert.equal(stdout.match(/^solved /gm)?.length, 12);
    assert.equal(code, 0);
    const done = await ttvmHere(["learn", "next", "--folder", SOLUTIONS]);
    assert.equal(done.stdout, "All 12 lessons are solved.\n");
  });

  it("leads from one lesson to the next", async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), "ttvm-learn-"));
    after(() => rmSync(folder, { recursive: true, force: true }));
    cpSync(LESSONS, folder, { recursive: true });
    const first = await ttvmHere(["learn", "next", "--folder", folder]);
    assert.match(first.stdout, /push and print.*Task: print 7, then 8.*ttvm learn check 1/s);
    assert.deepEqual(await ttvm(["learn", "next", "--folder", folder]), first, "through the real command");
    const missing = await ttvmHere(["learn", "check", "1", "--folder", folder]);
    assert.match(missing.stdout, /^not yet {3}1 {2}push and print\n.*Stack underflow during PRINT/s);
    assert.equal(missing.code, 1);
    cpSync(path.join(SOLUTIONS, names[0]), path.join(folder, names[0]));
    assert.equal((await ttvmHere(["learn", "check", "1", "--folder", folder])).code, 0);
    assert.match((await ttvmHere(["learn", "next", "--folder", folder])).stdout, /order on the stack/);
  });

  it("says what is wrong with its words", async () => {
    assert.match(
      (await ttvmHere(["learn", "check", "13"])).stderr,
      /there is no lesson 13; they are 1 to 12/,
    );
    assert.match(
      (await ttvmHere(["learn", "list", "--folder", "nowhere"])).stderr,
      /No such file or directory/,
    );
    assert.equal((await ttvmHere(["learn", "list", "--folder", "docs"])).code, 1);
    assert.equal((await ttvmHere(["learn", "check", "one"])).code, 2);
  });
});
