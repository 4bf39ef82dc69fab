/** What generated code tells the heap of: as much as the interpreter, and the limit is met at the same instruction. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { DEFAULT_LIMITS } from "../../vm-core/run/limits.ts";
import { compareMachines, GENERATED, observe } from "../ir/compare.ts";

/** Keeps what `made` leaves on the stack in a list, until there is no more room, and then once more. */
function keeping(made: string): string {
  return `PUSH_INT 0
    STORE again
LABEL first
    MAKE_LIST 0
    STORE kept
    PUSH_INT 0
    STORE n
    MAKE_LIST 0
    PUSH_INT 1
    LIST_APPEND
    PUSH_INT 2
    LIST_APPEND
    STORE some
    TRY full
LABEL more
    LOAD kept
    ${made}
    LIST_APPEND
    STORE kept
    LOAD n
    PUSH_INT 1
    ADD
    STORE n
    JMP more
LABEL full
    CATCH e
    LOAD n
    PRINT
    LOAD e
    PRINT
    LOAD again
    JNZ done
    PUSH_INT 1
    STORE again
    JMP first
LABEL done
    HALT`;
}

const MADE = {
  "objects with several fields":
    'MAKE_OBJECT\nLOAD n\nSET_FIELD a\nPUSH_STR "b"\nSET_FIELD b\nLOAD n\nSET_FIELD a\nTRUE\nSET_FIELD c',
  "an object that changes":
    "MAKE_OBJECT\nLOAD n\nSET_FIELD a\nSTORE o\nLOAD o\nPUSH_INT 5\nSET_FIELD a\nSTORE o\nLOAD o\nPUSH_INT 6\nSET_FIELD b\nSTORE o\nLOAD o",
  "rests of lists": "LOAD some\nREST\nLOAD some\nREST\nMAKE_LIST 2",
  "texts and lists": "LOAD n\nTO_STR\nLOAD n\nMAKE_LIST 2",
  closures: "CAPTURE n\nMAKE_LAMBDA more",
};

describe("Generated code tells the heap of what it makes", () => {
  for (const [name, made] of Object.entries(MADE)) {
    it(`as the interpreter does, up to a limit: ${name}`, async () => {
      const limits = { ...DEFAULT_LIMITS, maxMemory: 300_000, maxInstructions: 2_000_000 };
      const { stdout } = await observe(keeping(made), { limits });
      assert.equal(stdout.match(/Resource limit reached: memory/g)?.length, 2, stdout);
      for (const isUnwatched of [true, false])
        await compareMachines(keeping(made), { limits, isUnwatched }, [GENERATED, { jit: "auto" }]);
    });
  }
});
