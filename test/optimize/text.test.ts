/** The text of an optimized program: it assembles to the optimized code, and reads like the source. */
import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { readAssembly } from "../../vm-core/asm/index.ts";
import { optimizedText } from "../../vm-core/ide/asm/optimized-text.ts";
import { optimize, PASS_NAMES, type PassName } from "../../vm-core/optimize/index.ts";
import { programs } from "../generate/programs.ts";
import { assembled } from "../machine/run-text.ts";
import { observe } from "./compare.ts";

function optimizedSource(source: string, passes: readonly PassName[] = PASS_NAMES): string | undefined {
  const { syntax, program } = readAssembly(source, "main.ttvm");
  return program === undefined ? undefined : optimizedText(syntax, optimize(program, passes));
}

test("lines that stay are as they were, labels and comments too", () => {
  const text = optimizedSource(
    `; A program.

    PUSH_INT 0x10   ; sixteen
    PRINT           ; expect: 16

    ; two and three
    PUSH_INT 2
    PUSH_INT 3      ; three
    ADD
    PRINT

; never called
LABEL lost ; lost
    HALT
    ; nothing
    PRINT
`,
  );
  assert.equal(
    text,
    `; A program.

    PUSH_INT 0x10   ; sixteen
    PRINT           ; expect: 16

    ; two and three
    PUSH_INT 5
    PRINT

; never called
LABEL lost ; lost
    HALT
`,
  );
});

test("targets without a label get one", () => {
  assert.equal(
    optimizedSource("SELF\nJZ 4\nPUSH_INT 1\nPRINT\nPUSH_INT 2\nPRINT\n"),
    "SELF\nJZ L4\nPUSH_INT 1\nPRINT\nLABEL L4\nPUSH_INT 2\nPRINT\n",
  );
});

test("line ends and a byte-order mark do not matter", () => {
  assert.equal(
    optimizedSource("\ufeffPUSH_INT 1\r\nPUSH_INT 2\r\nADD ; sum\r\nPRINT\r\n"),
    "PUSH_INT 3\r\nPRINT\r\n",
  );
});

test("generated programs are written so that they do the same", async () => {
  await fc.assert(
    fc.asyncProperty(programs(), fc.subarray([...PASS_NAMES], { minLength: 1 }), async (source, passes) => {
      const text = optimizedSource(source, passes);
      assert.ok(text !== undefined, "no text says the same");
      const [before, after] = [await observe(assembled(source)), await observe(assembled(text))];
      // Addresses are those of the new program.
      const bare = (output: string) => output.replace(/(@|addr: |instruction |line )\d+/g, "$1");
      assert.equal(bare(after.seen.stdout), bare(before.seen.stdout));
      assert.equal(bare(after.seen.error), bare(before.seen.error));
    }),
    { numRuns: 380, seed: 4 },
  );
});
