/**
 * The fixes of the optimizer's hints: the edited text assembles to the Program that the rewrite describes.
 *
 * What that Program is, is worked out here anew, from the rewrite alone.
 */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { rewriteFix } from "../../vm-core/ide/asm/rewrite-fix.ts";
import { type AsmSnapshot, analyzeAssembly, codeActions, hints } from "../../vm-core/index.ts";
import { operandsOf } from "../../vm-core/isa/index.ts";
import type { Rewrite } from "../../vm-core/optimize/index.ts";
import { operandsByName, type Program } from "../../vm-core/program/program.ts";
import { applyEdits } from "../../vm-core/text/diagnostic.ts";
import { assemblableText } from "./programs.ts";

const RUNS = Number(process.env.RUNS ?? 2_200);
const SEED = Number(process.env.SEED ?? 20_260_701);

describe("The fix of a hint", () => {
  it("gives the text of the program that the rewrite describes", () => {
    let fixes = 0;
    check({ addresses: true, structured: true }, (snapshot, rewrite) => {
      const fix = rewriteFix(snapshot, rewrite);
      if (fix === undefined) return;
      fixes++;
      const edited = applyEdits(snapshot.text, fix.edits);
      const program = analyzeAssembly("edited.ttvm", 2, edited).program;
      assert.ok(program !== undefined, `does not assemble:\n${edited}`);
      assert.deepEqual(plain(program), described(snapshot.program as Program, rewrite), edited);
      checkRest(snapshot.text, edited);
    });
    assert.ok(fixes > RUNS / 2, `only ${fixes} fixes were tried`);
  });

  it("is there for every folded constant of a text without addresses", () => {
    check({ addresses: false, structured: false }, (snapshot, rewrite) => {
      if (rewrite.pass !== "constant-folding") return;
      assert.ok(rewriteFix(snapshot, rewrite) !== undefined, rewrite.reason);
    });
  });

  it("is missing where the text names an address that moves", () => {
    const snapshot = analyzeAssembly("a.ttvm", 1, "PUSH_INT 1\nPUSH_INT 2\nADD\nPRINT\nJMP 3\n");
    assert.equal(hints(snapshot).length, 1);
    assert.equal(rewriteFix(snapshot, hints(snapshot)[0].rewrite), undefined);
  });

  it("is not offered when hints are not wanted", () => {
    const snapshot = analyzeAssembly("a.ttvm", 1, "PUSH_INT 1\nPUSH_INT 2\nADD\nPRINT\nHALT\n");
    assert.notEqual(codeActions(snapshot, { start: 6, end: 6 }).length, 0);
    assert.equal(codeActions(snapshot, { start: 6, end: 6 }, []).length, 0);
  });
});

function check(
  options: { addresses: boolean; structured: boolean },
  property: (snapshot: AsmSnapshot, rewrite: Rewrite) => void,
): void {
  fc.assert(
    fc.property(assemblableText(options), (text) => {
      const snapshot = analyzeAssembly("a.ttvm", 1, text);
      for (const rewrite of snapshot.rewrites) property(snapshot, rewrite);
    }),
    { numRuns: RUNS, seed: SEED },
  );
}

/** Code and labels without places, so that two Programs compare. */
function plain(program: Program) {
  return {
    code: program.code.map((instruction) => [instruction.op, { ...operandsByName(instruction) }]),
    labels: [...program.labels],
  };
}

/** Instruction by instruction: where each old address is now. */
function described(program: Program, { start, end, replacement }: Rewrite) {
  const place: number[] = [];
  const code = [];
  for (let address = 0; address <= program.code.length; address++) {
    if (address === start) code.push(...replacement);
    place.push(address > start && address < end ? start + replacement.length : code.length);
    if (address === start) place[address] = start;
    if (address < program.code.length && (address < start || address >= end))
      code.push(program.code[address]);
  }
  const moved = code.map((instruction) => {
    const operands: Record<string, unknown> = { ...operandsByName(instruction) };
    for (const [name, kind] of operandsOf(instruction.op)) {
      const isAddress = ["label", "label?", "resolved"].includes(kind);
      if (isAddress && typeof operands[name] === "number") operands[name] = place[operands[name]];
    }
    return [instruction.op, operands];
  });
  return { code: moved, labels: [...program.labels].map(([name, address]) => [name, place[address]]) };
}

/** Labels, comments and the byte-order mark are as they were; no line is longer for it. */
function checkRest(before: string, after: string): void {
  const kept = (text: string) => text.match(/LABEL "[^"]*"|; (?:why|alone)|^\ufeff/g) ?? [];
  assert.deepEqual(kept(after), kept(before));
  assert.ok(after.split("\n").length <= before.split("\n").length);
}
