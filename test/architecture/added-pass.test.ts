/** The walk for a pass in ARCHITECTURE.md is complete: a file and its line are enough for a pass to be everywhere. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { describe, it } from "node:test";
import { Command } from "commander";
import { copiedCore } from "./copied-core.ts";

const PASSES = "vm-core/optimize/index.ts";

/** `BXOR` `BNOT` `BNOT`, which no pass of the product changes, becomes `BXOR`. */
const PASS = `/** Double complements. */
import { flowGraph } from "../program/flow-graph.ts";
import type { Program } from "../program/program.ts";
import type { Pass, Rewrite } from "./rewrite.ts";

export const COMPLEMENTS: Pass = {
  name: "complements",
  title: "Complements",
  doc: "\`BNOT\` \`BNOT\` after \`BXOR\` go.",
  hint: "the complement of a complement is the number",
  example: "READ_LINE\\nTO_INT\\nPUSH_INT 5\\nBXOR\\nBNOT\\nBNOT\\nPRINT",
  find: findComplements,
};

function findComplements(program: Program): readonly Rewrite[] {
  const { isTarget } = flowGraph(program);
  return program.code.flatMap(({ op }, start) => {
    const isOne = op === "BNOT" && program.code[start + 1]?.op === "BNOT" && program.code[start - 1]?.op === "BXOR";
    if (!isOne || isTarget[start] === 1 || isTarget[start + 1] === 1) return [];
    return [{ pass: "complements", start, end: start + 2, replacement: [], reason: "two complements are none" }];
  });
}
`;

/** What the test asks the core with the added pass for. */
const ASKED = `
export { analyze, codeActions, hints, optimize } from "./vm-core/index.ts";
export { PASSES } from "./vm-core/optimize/index.ts";
export { hintReference, passReference } from "./vm-core/optimize/reference.ts";
export { settingContributions, DEFAULT_SETTINGS } from "./server/settings.ts";
export { register } from "./vm-core/node/commands/optimize.ts";
`;

const core = copiedCore();

describe("a pass that is added", () => {
  it("compiles, optimizes, and is known to editor, settings, command and documentation", async () => {
    writeFileSync(core.file("vm-core/optimize/complements.ts"), PASS);
    core.add(PASSES, "export const PASSES: readonly Pass[] = [", "  COMPLEMENTS,");
    core.prepend(PASSES, 'import { COMPLEMENTS } from "./complements.ts";\n');
    const made = await core.bundled(ASKED);
    assert.deepEqual(core.compileErrors(), []);

    const { example } = made.PASSES.find(({ name }: { name: string }) => name === "complements");
    const snapshot = made.analyze("file:///a.ttvm", 1, example);
    const optimized = made.optimize(snapshot.program);
    assert.deepEqual(
      optimized.program.code.map(({ op }: { op: string }) => op),
      ["READ_LINE", "TO_INT", "PUSH_INT", "BXOR", "PRINT"],
    );
    assert.equal(optimized.rewrites[0].pass, "complements");

    const [{ diagnostic }] = made.hints(snapshot);
    assert.equal(diagnostic.code, "complements");
    assert.equal(diagnostic.page, "optimizer.md#complements");
    const titles = made.codeActions(snapshot, diagnostic.span).map(({ title }: { title: string }) => title);
    assert.equal(titles[0], "Remove the 2 instructions");

    assert.ok(made.DEFAULT_SETTINGS.hints.includes("complements"));
    assert.match(JSON.stringify(made.settingContributions()), /"complements":\{"type":"boolean"/);
    assert.match(helpOf(made.register), /complements/);
    assert.match(made.passReference(), /^## complements\n\n`BNOT` `BNOT` after/m);
    assert.match(
      made.hintReference(),
      /^## complements\n\nA hint of the optimizer: the complement.*\n\n {4}READ_LINE$/m,
    );
  });
});

function helpOf(register: (program: Command, context: object) => void): string {
  let text = "";
  const program = new Command().configureOutput({ writeOut: (part) => (text += part) });
  register(program, {});
  program.commands[0].copyInheritedSettings(program).outputHelp();
  return text;
}
