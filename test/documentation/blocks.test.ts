/** Every block of code in the README and in docs/ runs without an error, and prints what its comments expect. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { analyze, expectationsOf } from "../../vm-core/index.ts";
import { judge } from "../../vm-core/node/testing/judge.ts";
import { inFolder, ttvmHere } from "../cli/in-process.ts";

/** Languages of blocks, and what their files end with. */
const ENDINGS: Readonly<Record<string, string>> = { ttvm: "ttvm", lisp: "lisp", "ttvm-lisp": "lisp" };

interface Block {
  readonly line: number;
  readonly file: string;
  readonly text: string;
}

function blocksIn(page: string): readonly Block[] {
  const text = readFileSync(page, "utf8");
  return [...text.matchAll(/^```([\w-]+)\n(.*?)^```$/gms)].flatMap(({ 1: language, 2: code, index }) => {
    const ending = ENDINGS[language];
    const line = text.slice(0, index).split("\n").length;
    return ending === undefined ? [] : [{ line, file: `block.${ending}`, text: code }];
  });
}

async function findingsIn({ file, text }: Block): Promise<readonly string[]> {
  return inFolder({ [file]: text }, async (cwd) => {
    const expectations = expectationsOf(analyze(file, 0, text));
    const { code, stdout, stderr } = await ttvmHere(["run", file, ...expectations.args], {
      cwd,
      stdin: expectations.stdin,
    });
    const run = { stdout, stderr, exitCode: code, ended: undefined, milliseconds: 0 };
    return judge({ file, text, expectations }, run);
  });
}

const pages = ["README.md", ...readdirSync("docs").filter((name) => name.endsWith(".md"))];

describe("The blocks of code in", () => {
  for (const name of pages) {
    const page = name === "README.md" ? name : `docs/${name}`;
    const blocks = blocksIn(page);
    if (blocks.length === 0) continue;
    it(page, async () => {
      const wrong: string[] = [];
      for (const block of blocks) {
        for (const finding of await findingsIn(block)) wrong.push(`${page}:${block.line}: ${finding}`);
      }
      assert.deepEqual(wrong, []);
    });
  }

  it("the pages of the languages are found", () => {
    assert.ok(blocksIn("docs/instructions.md").length > 100);
    assert.ok(blocksIn("docs/lisp.md").length > 20);
    assert.ok(blocksIn("README.md").length > 0);
  });
});
