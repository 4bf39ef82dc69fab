/**
 * Rule: instructions are known by their rows. No mnemonic is named outside `isa` and `run/handlers`, but by what
 * makes code, and by what matches on instructions by design, where the compiler checks the names.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { MNEMONICS } from "../../vm-core/isa/index.ts";
import { codeOf, sourceFiles } from "./imports.ts";

/** Folders and files that name mnemonics, and why. */
const NAMING: readonly (readonly [path: string, reason: string])[] = [
  ["vm-core/isa/", "the rows"],
  ["vm-core/run/handlers/", "the steps"],
  ["vm-core/value/", "operators, whose faults name the instruction"],
  ["vm-core/lisp/", "a front end: it makes code"],
  ["vm-core/asm/handlers.ts", "the assembler pairs TRY, CATCH and END_TRY"],
  ["vm-core/bytecode/legacy.ts", "the format of the original, instruction by instruction"],
  ["vm-core/optimize/apply.ts", "matches on instructions, or makes them"],
  ["vm-core/optimize/constant-folding.ts", "matches on instructions, or makes them"],
  ["vm-core/optimize/constant-propagation.ts", "matches on instructions, or makes them"],
  ["vm-core/optimize/dead-code-elimination.ts", "matches on instructions, or makes them"],
  ["vm-core/optimize/instruction-combining.ts", "matches on instructions, or makes them"],
  ["vm-core/optimize/jump-threading.ts", "matches on instructions, or makes them"],
  ["vm-core/optimize/memory-layout.ts", "matches on instructions, or makes them"],
  ["vm-core/optimize/peephole.ts", "matches on instructions, or makes them"],
  ["vm-core/optimize/pushing.ts", "matches on instructions, or makes them"],
  ["vm-core/optimize/tail-call.ts", "matches on instructions, or makes them"],
  ["vm-core/jit/graph.ts", "matches on instructions: what makes one value always"],
  ["vm-core/fused/group.ts", "matches on instructions: calls and returns"],
  ["vm-core/facts/folding.ts", "what operators make of constants"],
  ["vm-core/verify/findings/arguments.ts", "a finding that speaks of certain instructions"],
  ["vm-core/verify/findings/endless-loop.ts", "a finding that speaks of certain instructions"],
  ["vm-core/verify/findings/faults.ts", "a finding that speaks of certain instructions"],
  ["vm-core/verify/findings/misplaced-target.ts", "a finding that speaks of certain instructions"],
  ["vm-core/verify/findings/unanswered-receive.ts", "a finding that speaks of certain instructions"],
  ["vm-core/verify/findings/unbalanced-try.ts", "a finding that speaks of certain instructions"],
  ["vm-core/verify/findings/uneven-join.ts", "a finding that speaks of certain instructions"],
  ["vm-core/verify/findings/unreachable-code.ts", "a finding that speaks of certain instructions"],
  ["vm-core/run/spawn.ts", "makes the program of a process without a module"],
  ["vm-core/debug/evaluate.ts", "expressions compute with operators"],
  ["vm-core/std/natives/", "natives compute with operators"],
  ["vm-core/node/self-test.ts", "programs as text"],
  ["vm-core/ide/asm/optimized-text.ts", "writes assembly"],
  ["vm-core/ide/asm/fixes/", "quick fixes write assembly"],
  ["vm-core/ide/asm/refactorings.ts", "writes assembly"],
  ["vm-core/ide/asm/inline-function.ts", "writes assembly"],
];

const WORD = `(?:${MNEMONICS.join("|")})`;

/** A mnemonic as a string of its own, or as the key of an entry. */
const NAMED = new RegExp(`["'\`]${WORD}["'\`]|^\\s*${WORD}:`, "gm");

test("mnemonics are named where code is made or matched, and nowhere else", () => {
  const found = sourceFiles()
    .filter((file) => !NAMING.some(([path]) => file.startsWith(path)))
    .flatMap((file) => (codeOf(file).match(NAMED) ?? []).map((name) => `${file}: ${name.trim()}`));
  assert.deepEqual(found, []);
});

test("files that match on instructions do so with checked names", () => {
  // A set or a record of plain strings compiles with a name that no instruction has.
  const plain = /(?:ReadonlySet|Set)<string>(?:\s*=\s*new Set)?\(\s*\[?\s*["'][A-Z_]+["']/g;
  // So does a list of names in one text; in backticks it is prose.
  const listed = new RegExp(`["']${WORD}(?: ${WORD})+["']`, "g");
  const found = sourceFiles()
    .filter((file) => /^vm-core\/(?:optimize|facts|verify|jit|ir|program|debug)\//.test(file))
    .flatMap((file) =>
      [plain, listed].flatMap((pattern) =>
        (readFileSync(file, "utf8").match(pattern) ?? []).map((text) => `${file}: ${text}`),
      ),
    );
  assert.deepEqual(found, []);
});
