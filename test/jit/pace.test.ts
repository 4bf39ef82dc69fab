/** Code that only computes gets more slices at once than other code, and what its stack grows by is noted as in the interpreter. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { JitRecord } from "../../vm-core/jit/record.ts";
import { compareMachines, FUSED, observe } from "../ir/compare.ts";
import { assembled } from "../machine/run-text.ts";

const LIMITS = { maxInstructions: 20_000_000 };

function counting(name: string, rounds: number, body = ""): string {
  return `PUSH_INT ${rounds}
    STORE ${name}
LABEL count_${name}
    ${body}
    LOAD ${name}
    PUSH_INT 1
    SUB
    STORE ${name}
    LOAD ${name}
    JNZ count_${name}`;
}

/** Loops that leave more and more values on the stack, and functions that call themselves, with loops in the innermost one. */
function growing(values: number, depth: number): string {
  return `PUSH_INT 6
    STORE rounds
LABEL again
    ${Array.from({ length: values }, () => "LOAD rounds").join("\n")}
    ${counting("n", 60_000)}
    LOAD rounds
    PUSH_INT ${depth}
    MUL
    CALL down depth
    POP
    LOAD rounds
    PUSH_INT 1
    SUB
    STORE rounds
    LOAD rounds
    JNZ again
    HALT
LABEL down
    LOAD depth
    JZ bottom
    LOAD depth
    PUSH_INT 1
    SUB
    CALL down depth
    RET
LABEL bottom
    ${counting("m", 50_000, "PUSH_INT 3\nPUSH_INT 4\nADD\nPOP")}
    PUSH_INT 0
    RET`;
}

describe("Code that only computes", () => {
  it("is entered a few times for millions of instructions", async () => {
    const record = new JitRecord();
    const program = assembled(counting("n", 1_000_000));
    const seen = await observe(program, {
      isUnwatched: true,
      limits: LIMITS,
      jit: "auto",
      jitRecord: record,
    });
    assert.ok(seen.instructions > 6_000_000);
    const entered = [...record.units.values()].reduce((sum, unit) => sum + unit.entered, 0);
    assert.ok(entered > 0 && entered < 60, `entered ${entered} times`);
  });

  for (const [values, depth] of [
    [1, 3],
    [30, 40],
    [150, 700],
  ]) {
    it(`has the heap told of the same growth, with ${values} values and ${depth} calls more each time`, async () => {
      const wish = { isUnwatched: true, limits: LIMITS };
      await compareMachines(growing(values, depth), wish, [FUSED, { jit: "auto" }]);
    });
  }
});
