/**
 * Hygiene: a program and its twin, in which every name that it defines is another one everywhere, print the same.
 *
 * The twin's names are those that templates of macros like to use, so that a capture by accident shows.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { readLisp } from "../../vm-core/lisp/index.ts";
import { readProgram } from "../../vm-core/machine/index.ts";
import { runProgram } from "../machine/run-text.ts";
import { batches, whole } from "./batches.ts";
import { lispFiles } from "./files.ts";

/** As many random programs, of which the direct evaluator says what they print. */
const PROGRAMS = 220;

/** Names that templates bind, of the fixtures and of the language. */
const TEMPTING = [
  "t",
  "temp",
  "old",
  "loop",
  "value",
  "all",
  "problem",
  "name",
  "tmp",
  "result",
  "formals",
  "others",
];

/** Each name the same wherever it is written, and no two alike. */
function twinOf(text: string, keeps: (name: string) => boolean = () => false): string {
  const { symbols } = readLisp(text, "twin.lisp");
  const written = new Set(text.match(/[^\s()[\]{}"';`,]+/g));
  const free = [...TEMPTING, ...Array.from({ length: 1000 }, (_, i) => `renamed-${i}`)].filter(
    (name) => !written.has(name),
  );
  const renamed = new Map<string, string>();
  const edits = symbols.definitions.flatMap((symbol) => {
    if (symbol.kind === "import" || keeps(symbol.name)) return [];
    const name = renamed.get(symbol.name) ?? (free.shift() as string);
    renamed.set(symbol.name, name);
    return [symbol.nameSpan, ...symbol.references.map(({ span }) => span)].map((span) => ({ span, name }));
  });
  let made = text;
  for (const { span, name } of edits.sort((a, b) => b.span.start - a.span.start)) {
    made = made.slice(0, span.start) + name + made.slice(span.end);
  }
  return made;
}

const FILES = [
  "test/fixtures/lisp/macros",
  "test/fixtures/lisp/forms",
  "test/fixtures/lisp/functions",
].flatMap(lispFiles);

async function output(name: string, text: string): Promise<string> {
  const { program, ...failed } = readProgram({ name, text });
  assert.ok(program !== undefined, "problems" in failed ? failed.problems.join("\n") : name);
  const { stdout } = await runProgram(program, {});
  return stdout;
}

/** It shows that a variable hides the literal of a macro with the same name: the twin's variable has another name. */
const ABOUT_A_NAME = "test/fixtures/lisp/macros/literals.lisp";

describe("A program and its renamed twin print the same", () => {
  for (const file of FILES) {
    const text = readFileSync(file, "utf8");
    if (file === ABOUT_A_NAME || /expect-error|stdin|define-macro|\(import|args/.test(text)) continue;
    it(file, async () => assert.equal(await output(file, twinOf(text)), await output(file, text)));
  }
});

/** Names that records print. */
const isPrinted = (name: string): boolean => /^(spot-\d+|cell-\d+|across|down|tag|held)$/.test(name);

it("random programs and their renamed twins print the same", async () => {
  let compared = 0;
  for (const batch of batches(PROGRAMS)) {
    const twin = twinOf(whole(batch), isPrinted);
    const { program, diagnostics } = readLisp(twin, "twin.lisp");
    assert.ok(program !== undefined, `${diagnostics[0]?.message}: ${twin}`);
    const { stdout, failure } = await runProgram(program, {});
    assert.equal(stdout, batch.stdout, twin);
    assert.equal(failure !== null, batch.fails);
    compared += batch.cases.length;
  }
  assert.ok(compared > PROGRAMS * 0.9, `${compared} of ${PROGRAMS} were compared`);
});
