/** What is compiled, and what is not. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { describe, it } from "node:test";
import { observe } from "../ir/compare.ts";

/** Counts how many functions are generated while `run` runs. */
async function generatedWhile(run: () => Promise<unknown>): Promise<number> {
  const real = globalThis.Function;
  let count = 0;
  globalThis.Function = new Proxy(real, {
    construct: (target, words) => {
      count++;
      return Reflect.construct(target, words);
    },
  });
  try {
    await run();
  } finally {
    globalThis.Function = real;
  }
  return count;
}

function loop(rounds: number): string {
  return `PUSH_INT ${rounds}
    STORE n
LABEL loop
    LOAD n
    PUSH_INT 1
    SUB
    STORE n
    LOAD n
    JNZ loop
    LOAD n
    PRINT`;
}

describe("Generated code", () => {
  it("is not made of what is cold", async () => {
    const cold = Array.from({ length: 2_000 }, (_, index) => `CALL f${index}\nPOP`);
    const functions = Array.from({ length: 2_000 }, (_, index) => `LABEL f${index}\nPUSH_INT ${index}\nRET`);
    const text = [...cold, loop(20), "HALT", ...functions].join("\n");
    assert.equal(await generatedWhile(() => observe(text, { jit: "auto" })), 0);
  });

  it("is made once of a loop that is hot", async () => {
    assert.equal(await generatedWhile(() => observe(loop(50_000), { jit: "auto" })), 1);
  });

  it("is made of everything when that is asked for", async () => {
    assert.ok((await generatedWhile(() => observe(loop(2), { jit: "always" }))) > 0);
  });

  it("is not made where the host forbids it, with the same results", async () => {
    const real = globalThis.Function;
    const plain = await observe(loop(50_000), {});
    globalThis.Function = new Proxy(real, {
      construct: () => {
        throw new EvalError("Code generation from strings disallowed for this context");
      },
    });
    try {
      assert.deepEqual(await observe(loop(50_000), { jit: "always" }), plain);
    } finally {
      globalThis.Function = real;
    }
  });

  it("is left out by the command where code may not be generated", () => {
    const words = ["--disallow-code-generation-from-strings", "dist/ttvm.js", "run", "--jit=auto", "-"];
    const { stdout, status } = spawnSync(process.execPath, words, { input: loop(5_000), encoding: "utf8" });
    assert.deepEqual({ stdout, status }, { stdout: "0\n", status: 0 });
  });
});
