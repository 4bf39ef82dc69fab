/** Functions over Ints that call themselves, and how loops over numbers get their slices. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Ledger } from "../../vm-core/jit/ledger.ts";
import { JitRecord } from "../../vm-core/jit/record.ts";
import { compareMachines, GENERATED, observe } from "../ir/compare.ts";

const assembly = WebAssembly as NonNullable<typeof WebAssembly>;

/** Calls `f` again and again with what a text pushes, and prints the sum of the results. */
function calling(rounds: number, argument: string, f: string): string {
  return `PUSH_INT 0
    STORE sum
    PUSH_INT ${rounds}
    STORE n
LABEL again
    ${argument}
    CALL f k
    LOAD sum
    ADD
    STORE sum
    LOAD n
    PUSH_INT 1
    SUB
    STORE n
    LOAD n
    JNZ again
    LOAD sum
    PRINT
    HALT
LABEL f
${f}`;
}

/** Adds what the function gives of one less. */
const WITH_REST = `LOAD k
    LOAD k
    PUSH_INT 1
    SUB
    CALL f k
    ADD
    RET`;

/** The sum of all numbers up to `k`, and what else is done with each of them. */
const summing = (also = ""): string => `    LOAD k
    PUSH_INT 1
    LT
    JNZ base
    ${also}
    ${WITH_REST}
LABEL base
    LOAD k
    RET`;

/** A tail call of itself beside another one, and a variable that has a value in some rounds only. */
const HALVING = `    LOAD k
    PUSH_INT 2
    LT
    JNZ small
    LOAD k
    PUSH_INT 3
    MOD
    JNZ other
    LOAD k
    PUSH_INT 3
    DIV
    CALL f k
    STORE half
    LOAD half
    PUSH_INT 1
    ADD
    TAIL_CALL f k
LABEL other
    LOAD k
    PUSH_INT 1
    SUB
    TAIL_CALL f k
LABEL small
    LOAD k
    RET`;

/** Two calls of itself with Ints, a Float and a truth on the stack below, a variable that has a value in some rounds only, and a tail call. */
const MIXED = `    LOAD k
    PUSH_INT 1
    LT
    JNZ small
    PUSH_FLOAT 0.5
    LOAD k
    PUSH_INT 0
    GT
    NOT
    LOAD k
    PUSH_INT 7
    MOD
    JNZ one
    LOAD k
    STORE held
    LOAD k
    PUSH_INT 1
    SUB
    CALL f k
    LOAD held
    ADD
    STORE k
    POP
    POP
    LOAD k
    PUSH_INT 1000
    MOD
    PUSH_INT 3
    DIV
    TAIL_CALL f k
LABEL one
    POP
    POP
    ${WITH_REST}
LABEL small
    LOAD k
    RET`;

describe("Functions that call themselves", () => {
  /** How many functions become WebAssembly. */
  async function made(text: string): Promise<number> {
    let count = 0;
    const Module = new Proxy(assembly.Module, {
      construct: (target, words) => {
        count++;
        return Reflect.construct(target, words);
      },
    });
    const host = globalThis as { WebAssembly?: typeof WebAssembly };
    host.WebAssembly = { Instance: assembly.Instance, Memory: assembly.Memory, Module };
    try {
      await compareMachines(text, { isUnwatched: true, limits: {} }, [{ jit: "auto" }]);
    } finally {
      host.WebAssembly = assembly;
    }
    return count;
  }

  it("are WebAssembly where they do nothing but compute with Ints", async () => {
    assert.equal(await made(calling(3_000, "PUSH_INT 30", summing())), 1);
    assert.equal(await made(calling(3_000, "PUSH_INT 30", summing("LOAD k\nMAKE_LIST 1\nPOP"))), 0);
    assert.equal(await made(calling(3_000, "PUSH_INT 30", HALVING)), 1);
  });

  it("do the same in all machines, with Ints of all sizes and with other values", async () => {
    for (const argument of ["LOAD n", "LOAD n\nPUSH_FLOAT 2.0\nDIV\nPUSH_FLOAT 0.5\nMUL"]) {
      for (const slice of [undefined, 7, 40]) {
        for (const isUnwatched of [false, true]) {
          for (const f of [summing(), HALVING])
            await compareMachines(calling(40, argument, f), { slice, isUnwatched }, [GENERATED]);
        }
      }
    }
    const wrapping = calling(
      50,
      "PUSH_INT 9223372036854775800\nLOAD n\nADD",
      HALVING.replaceAll("3", "1000003"),
    );
    await compareMachines(wrapping, { limits: { maxInstructions: 20_000 } }, [GENERATED]);
  });

  it("do the same where the host's stack has no room for all calls", async () => {
    const limits = { maxFrames: 100_000, maxInstructions: 400_000 };
    const text = (f: string): string => calling(3, "PUSH_INT 9000\nLOAD n\nSUB", f);
    const record = new JitRecord();
    await observe(text(summing()), { jit: "auto", jitRecord: record, isUnwatched: true, limits });
    // It is compiled anew then.
    const left = record.left.filter(({ cause }) => cause === "depth");
    assert.ok(left.length === 1 && left[0].count < 3, `${left[0]?.count}`);
    for (const f of [summing(), MIXED]) {
      await compareMachines(text(f), { isUnwatched: true, limits }, [GENERATED]);
      await compareMachines(text(f), { slice: 9_970, limits }, [GENERATED]);
    }
    // A fault in the middle, where all frames are asked for.
    const dividing = summing("PUSH_INT 7\nLOAD k\nPUSH_INT 100\nSUB\nDIV\nPOP");
    await compareMachines(text(dividing), { limits }, [GENERATED]);
  });

  it("fault where they are as deep as they may be", async () => {
    for (const maxFrames of [5_000, 20_000]) {
      const argument = `PUSH_INT 4000\nLOAD n\nPUSH_INT 2\nMOD\nPUSH_INT ${maxFrames}\nMUL\nADD`;
      const text = `TRY caught\n${calling(4, argument, summing())}\nLABEL caught\nCATCH\nPRINT\nHALT`;
      await compareMachines(text, { isUnwatched: true, limits: { maxFrames } }, [GENERATED]);
    }
  });

  it("are not left because they are some thousand deep", async () => {
    const record = new JitRecord();
    const text = calling(60, "PUSH_INT 2000", summing());
    await observe(text, { jit: "auto", jitRecord: record, isUnwatched: true, limits: {} });
    const deep = record.left.filter(({ cause }) => cause === "depth");
    assert.deepEqual(deep, []);
  });
});

describe("Loops over numbers", () => {
  it("get many slices together, and do the same", async (test) => {
    const asking = test.mock.method(Ledger.prototype, "renewAll");
    const text = `MAKE_LIST 0
    STORE items
${calling(60_000, "LOAD items\nLEN", "    LOAD k\n    RET").replace("CALL f k", "PUSH_INT 2\nADD")}`;
    const { instructions } = await observe(text, { jit: "auto", isUnwatched: true });
    const count = asking.mock.callCount();
    assert.ok(
      count > 0 && count < 100 && instructions > 700_000,
      `${count} times in ${instructions} instructions`,
    );
    await compareMachines(text, { isUnwatched: true }, [{ jit: "auto" }]);
  });
});
