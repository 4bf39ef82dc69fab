/**
 * Whoever runs a program does not pay for its verification: the command `run` reads `snapshot.problems`, and nothing asks
 * for `snapshot.diagnostics`, of the program or of the modules that it imports.
 */
import assert from "node:assert/strict";
import path from "node:path";
import { describe, it } from "node:test";
import { tally } from "../../vm-core/facts/tally.ts";
import { readProgram } from "../../vm-core/machine/read-program.ts";
import { inFolder, ttvmHere } from "../cli/in-process.ts";

const ASSEMBLY = 'IMPORT "parts.ttvm"\nLOAD answer\nPRINT\nHALT\n';
const PARTS = "PUSH_INT 42\nSTORE answer\nEXPORT answer\n";
const LISP = '(import "parts.ttvm")\n(print answer)\n';
const BROKEN = "PUSH_INT 1\nJMP nowhere\n";

const FILES = { "main.ttvm": ASSEMBLY, "main.lisp": LISP, "parts.ttvm": PARTS, "broken.ttvm": BROKEN };

/** How many programs are verified while a command with a file runs, and what it prints. */
async function counted(words: readonly string[], file: string) {
  return inFolder(FILES, async (cwd) => {
    const before = tally.programs;
    const { stdout, stderr } = await ttvmHere([...words, path.join(cwd, file)], { cwd });
    return { verified: tally.programs - before, stdout, stderr };
  });
}

describe("A program that runs is not verified", () => {
  for (const file of ["main.ttvm", "main.lisp"]) {
    for (const words of [["run"], [], ["run", "--optimize"]]) {
      it(`ttvm ${[...words, file].join(" ")}`, async () => {
        assert.deepEqual(await counted(words, file), { verified: 0, stdout: "42\n", stderr: "" });
      });
    }

    it(`ttvm check ${file} verifies it and its module, each once`, async () => {
      assert.equal((await counted(["check"], file)).verified, 2);
    });

    it(`${file} is verified once by whoever asks for its diagnostics`, () => {
      const before = tally.programs;
      const { snapshot } = readProgram({ name: file, text: FILES[file as "main.ttvm"] });
      assert.equal(tally.programs, before);
      assert.equal(snapshot?.diagnostics, snapshot?.diagnostics);
      assert.equal(tally.programs, before + 1);
    });
  }

  it("nor is one that cannot run", async () => {
    const { verified, stderr } = await counted(["run"], "broken.ttvm");
    assert.equal(verified, 0);
    assert.match(stderr, /nowhere/);
  });
});
