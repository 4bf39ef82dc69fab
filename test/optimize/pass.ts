/** Tests of one pass: what it makes of a few instructions, and what it leaves alone. */
import assert from "node:assert/strict";
import test from "node:test";
import { optimize, type PassName } from "../../vm-core/optimize/index.ts";
import { disassemble } from "../../vm-core/program/disassemble.ts";
import { assembled } from "../machine/run-text.ts";
import { compareOptimized } from "./compare.ts";

/** Instructions and labels (`name:`), separated by `|`. */
export interface PassCase {
  readonly name: string;
  readonly before: string;
  /** Absent when nothing is to change. */
  readonly after?: string;
}

export function testPass(pass: PassName, cases: readonly PassCase[]): void {
  for (const { name, before, after = before } of cases) {
    test(`${pass}: ${name}`, async () => {
      const program = assembled(source(before));
      const { program: optimized, rewrites } = optimize(program, [pass]);
      assert.equal(code(disassemble(optimized)), code(source(after)));
      for (const { reason, places, saved } of rewrites) {
        assert.match(reason, /\S/);
        assert.ok(places.length > 0 && saved >= 0);
      }
      await compareOptimized(program, [[pass, [pass]]]);
    });
  }
}

function source(written: string): string {
  return written
    .split("|")
    .map((line) => line.trim().replace(/^(\w+):$/, "LABEL $1"))
    .join("\n");
}

function code(text: string): string {
  return text
    .split("\n")
    .map((line) => line.replace(/;.*/, "").trim())
    .filter((line) => line !== "")
    .join(" | ");
}
