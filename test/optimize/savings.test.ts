/** Programs of the kinds that optimizers are praised for: each says how many of its instructions go, in percent. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import { readAssembly } from "../../vm-core/asm/index.ts";
import { optimizedText } from "../../vm-core/ide/asm/optimized-text.ts";
import { optimize } from "../../vm-core/optimize/index.ts";
import { assembled, runProgram } from "../machine/run-text.ts";
import { compareOptimized } from "./compare.ts";

const FIXTURES = "test/fixtures/optimize";

for (const file of readdirSync(FIXTURES).filter((name) => name.endsWith(".ttvm"))) {
  test(`${file} does the same with fewer instructions`, async () => {
    const source = readFileSync(path.join(FIXTURES, file), "utf8");
    const program = assembled(source);
    const optimized = optimize(program);
    const saved = 100 * (1 - optimized.program.code.length / program.code.length);
    const wanted = Number(/; saves: (\d+)/.exec(source)?.[1] ?? 0);
    assert.ok(saved >= wanted, `${saved.toFixed(1)} % of ${program.code.length}, not ${wanted} %`);
    await compareOptimized(program);

    const text = optimizedText(readAssembly(source, file).syntax, optimized) ?? "";
    assert.equal((await runProgram(assembled(text))).stdout, (await runProgram(program)).stdout);
    // Comments stay beside the instructions that stay: here all that print.
    assert.deepEqual(expectations(text), expectations(source));
  });
}

function expectations(source: string): readonly string[] {
  return source.match(/; expect: .*/g) ?? [];
}
