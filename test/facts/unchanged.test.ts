/**
 * Edits that put an instruction in the place of another one: what does not depend on it is not found again, and everything
 * that is said is what is said without a memory.
 *
 * Generated programs, each with many such edits, with a fixed seed; SEED and RUNS change that.
 */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { analyzeAssembly, DocumentMemory } from "../../vm-core/analyze/index.ts";
import { tally } from "../../vm-core/facts/tally.ts";
import { diagnostics } from "../../vm-core/ide/diagnostics.ts";
import { libraryOnly } from "../../vm-core/ide/modules.ts";
import { PASS_NAMES } from "../../vm-core/optimize/index.ts";
import { flowGraph } from "../../vm-core/program/flow-graph.ts";
import { programText } from "../generate/programs.ts";
import { wildText } from "../verify/wild.ts";

const RUNS = Number(process.env.RUNS ?? 48);
const SEED = Number(process.env.SEED ?? 20_261_130);

/** What takes the place of a line: instructions with a constant, a variable, a text like a label; ways elsewhere; mistakes. */
const REPLACEMENTS = [
  ...["PUSH_INT 7", "PUSH_INT 0", "FALSE", "TRUE", "NULL", "POP", "DUP", "NOP?", "PUSH_STR f0"],
  ...["LOAD a", "STORE a", "STORE b", "LOAD b", "DELETE a", "CAPTURE a", "STORE_GLOBAL b", "DUMP_SCOPE"],
  ...["RET", "HALT", "JMP 0", "JZ 1", "TRY", "END_TRY", "CATCH e", "PUSH_INT x", "LOADD a", ""],
];

const replacements = fc.array(
  fc.record({
    at: fc.nat(),
    by: fc.constantFrom(...REPLACEMENTS),
    isUndone: fc.boolean(),
  }),
  { minLength: 1, maxLength: 12 },
);

/** Everything that an editor shows of a version. */
function shown(text: string, memory?: DocumentMemory) {
  const snapshot = analyzeAssembly("main.ttvm", 1, text, undefined, memory);
  // What is shown of a version is read before the next one moves it.
  return structuredClone(diagnostics(snapshot, libraryOnly, { hints: PASS_NAMES }));
}

describe("After edits that replace an instruction", () => {
  for (const [kind, texts] of [
    ["sound", programText],
    ["wild", wildText],
  ] as const) {
    it(`the same is shown as without a memory, in ${RUNS} ${kind} programs`, () => {
      fc.assert(
        fc.property(texts, replacements, (text, all) => {
          const memory = new DocumentMemory();
          const check = (version: string) => assert.deepEqual(shown(version, memory), shown(version));
          let lines = text.split("\n");
          check(text);
          for (const { at, by, isUndone } of all) {
            const edited = lines.with(at % lines.length, by);
            check(edited.join("\n"));
            if (isUndone) check(lines.join("\n"));
            else lines = edited;
          }
        }),
        { numRuns: RUNS, seed: SEED },
      );
    });
  }
});

const COUNT = 1_000;

function manyFunctions(constant: string, extra: readonly string[] = []): string {
  const functions = Array.from({ length: COUNT }, (_, number) => [
    ...[`LABEL f${number}`, number === 500 ? constant : "PUSH_INT 3", "STORE n", `LABEL again${number}`],
    ...["LOAD n", `JZ done${number}`, "LOAD n", "PUSH_INT 1", "SUB", "STORE n", `JMP again${number}`],
    ...[`LABEL done${number}`, "LOAD n", "RET"],
  ]);
  const calls = Array.from({ length: COUNT }, (_, number) => [`CALL f${number}`, "PRINT"]);
  return [...extra, ...calls.flat(), "HALT", ...functions.flat()].join("\n");
}

describe("In a program with 1,000 functions", () => {
  const memory = new DocumentMemory();
  /** The Program of a version, and how many regions of it had to be compared by their code or are new. */
  const analysed = (text: string) => {
    const before = tally.regions;
    const {
      program,
      diagnostics: found,
      rewrites,
    } = analyzeAssembly("many.ttvm", 1, text, undefined, memory);
    assert.ok(program !== undefined && found !== undefined && rewrites !== undefined);
    return { program, regions: tally.regions - before };
  };
  const first = analysed(manyFunctions("PUSH_INT 3"));

  it("another constant leaves the flow graph as it is, and one region is another", () => {
    const { program, regions } = analysed(manyFunctions("PUSH_INT 4"));
    assert.equal(flowGraph(program), flowGraph(first.program));
    assert.equal(regions, 1);
  });

  it("so does a line that is broken and mended", () => {
    assert.equal(
      analyzeAssembly("many.ttvm", 1, manyFunctions("PUSH_INTT 4"), undefined, memory).program,
      undefined,
    );
    const { program, regions } = analysed(manyFunctions("PUSH_INT 5"));
    assert.equal(flowGraph(program), flowGraph(first.program));
    assert.equal(regions, 1);
  });

  it("an instruction that leads elsewhere does not", () => {
    const { program } = analysed(manyFunctions("HALT"));
    assert.notEqual(flowGraph(program), flowGraph(first.program));
  });

  it("an instruction more at the top moves all, and the top level alone is another", () => {
    analysed(manyFunctions("PUSH_INT 5"));
    assert.equal(analysed(manyFunctions("PUSH_INT 5", ["NULL", "POP"])).regions, 1);
  });

  it("instructions more in a function leave the flow graph, and that function alone is followed and looked at", () => {
    const { program: before } = analysed(manyFunctions("PUSH_INT 5"));
    const graph = flowGraph(before);
    const { turns, functions, asked } = tally;
    const { program, regions } = analysed(manyFunctions("PUSH_INT 5\nNULL\nPOP"));
    assert.equal(program.code.length, before.code.length + 2);
    assert.equal(flowGraph(program), graph);
    assert.deepEqual([regions, tally.functions - functions, tally.asked - asked], [1, 1, 1]);
    assert.ok(tally.turns - turns <= 2, `${tally.turns - turns} turns`);
  });
});
