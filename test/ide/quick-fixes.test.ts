/** The quick fixes of each kind of diagnostic about assembly: after each, the diagnostic is gone. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { SEVERITY } from "../../vm-core/asm/problem.ts";
import { analyze, diagnostics, fixesOf, type Snapshot } from "../../vm-core/index.ts";
import { FOREIGN_MNEMONICS, instructionFor } from "../../vm-core/isa/foreign-mnemonics.ts";
import { ALIASES, isMnemonic } from "../../vm-core/isa/index.ts";
import { PROBLEM_KINDS } from "../../vm-core/lisp/words/problems.ts";
import { PASS_NAMES } from "../../vm-core/optimize/index.ts";
import { applyEdits } from "../../vm-core/text/diagnostic.ts";
import { type Case, testFixture } from "./fixture.ts";
import { MAIN, resolveFixture } from "./modules.ts";

const FILE = "quick-fixes/assembly.ttvm";

/** Kinds without a fix, and why. */
const WITHOUT: Readonly<Record<string, string>> = {
  "address-out-of-range": "which address is meant is not in the text",
  "nested-label-try": "either TRY may be the one that is written wrongly",
  "possible-stack-underflow": "which of the paths lacks a value only its author knows",
  "division-by-zero": "the divisor that is meant is not in the text",
  "certain-fault": "the values are right in type; which one is wrong is not in the text",
  "endless-loop": "when the loop is to end is not in the text",
  "uneven-join": "which of the paths has the right values only its author knows",
  "uneven-result": "which of the paths has the right values only its author knows",
  "unanswered-receive": "who is to send what is not in the text",
  "hidden-form": "which other name is meant is not in the text",
  "hidden-function": "the definition may be meant",
  "unused-name": "whether the value is computed for its effects only its author knows",
  "number-test": "what the number is to be compared with is not in the text",
  "partly-analysed": "only the author can divide the program",
  "broken-module": "the mistake is in another file, which has its own fixes",
  "not-listed": "those that are listed have fixes of their own",
};

testFixture(FILE, check);

/** The case's title begins with the code that it is about. */
function check({ title, text }: Case) {
  const code = codeOf(title);
  const snapshot = analyze(MAIN, 1, text);
  const found = all(snapshot).find((one) => one.code === code);
  assert.ok(found, `${title}: ${all(snapshot).map((one) => one.code)}`);
  const fixes = fixesOf(snapshot, found, resolveFixture);
  const lines = fixes.flatMap(({ title, edits, preferred }) => {
    const after = applyEdits(text, edits);
    assert.ok(count(after, code) < count(text, code), `${title}: ${code} is still there\n${after}`);
    return [
      `${title}${preferred === true ? " (preferred)" : ""}`,
      ...after
        .trimEnd()
        .split("\n")
        .map((line) => `|${line}|`),
    ];
  });
  assert.ok(fixes.length > 0, `${title}: no fix`);
  return { marks: [{ span: found.span, text: code }], lines };
}

function all(snapshot: Snapshot) {
  return diagnostics(snapshot, resolveFixture);
}

function count(text: string, code: string): number {
  return all(analyze(MAIN, 2, text)).filter((one) => one.code === code).length;
}

function codeOf(title: string): string {
  return title.split(":")[0];
}

describe("Every kind of diagnostic", () => {
  it("has a fix in the fixtures, or a reason why there is none", () => {
    const fixture = readFileSync(`test/fixtures/${FILE}`, "utf8");
    const fixed = new Set([...fixture.matchAll(/^; === ([a-z-]+)/gm)].map(([, code]) => code));
    const documented = [...readFileSync("docs/diagnostics.md", "utf8").matchAll(/^## ([a-z-]+)$/gm)];
    const codes = new Set([...documented.map(([, code]) => code), ...Object.keys(SEVERITY)]);
    // What the reader and compiler of Lisp find is mended by who knows what is meant; the optimizer's hints have fixes of their own.
    for (const kind of [...PROBLEM_KINDS, ...PASS_NAMES])
      if (!fixed.has(kind) && !Object.hasOwn(WITHOUT, kind) && !Object.hasOwn(SEVERITY, kind))
        codes.delete(kind);
    assert.deepEqual(
      [...codes].filter((code) => fixed.has(code) === Object.hasOwn(WITHOUT, code)),
      [],
    );
  });
});

describe("Names of other machines", () => {
  it("are none of this one", () => {
    const own = FOREIGN_MNEMONICS.filter((name) => isMnemonic(name) || Object.hasOwn(ALIASES, name));
    assert.deepEqual(own, []);
  });

  it("say what is pushed by what is written", () => {
    const written = ["5", "-5", "1.5", '"a"', "true", "x", ""];
    assert.deepEqual(
      written.map((operand) => instructionFor("push", operand)),
      ["PUSH_INT", "PUSH_INT", "PUSH_FLOAT", "PUSH_STR", "PUSH_BOOL", "LOAD", "PUSH_INT"],
    );
  });
});
