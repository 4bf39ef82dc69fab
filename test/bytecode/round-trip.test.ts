/** Program → bytecode → Program, and Program → assembly → Program. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { describe, it } from "node:test";
import fc from "fast-check";
import { readAssembly } from "../../vm-core/asm/index.ts";
import { decode, type EncodeOptions, encode } from "../../vm-core/bytecode/index.ts";
import { INSTRUCTIONS, MNEMONICS } from "../../vm-core/isa/index.ts";
import { optimize } from "../../vm-core/optimize/index.ts";
import { disassemble, withDisassembly } from "../../vm-core/program/disassemble.ts";
import type { Program } from "../../vm-core/program/program.ts";
import { loadCases } from "../conformance/case.ts";
import { programText } from "../generate/programs.ts";
import { programs } from "./generate.ts";
import { assertSameCode, assertSameProgram } from "./same.ts";

/** Every text at hand that assembles. */
function* sources(): Generator<[name: string, text: string]> {
  for (const { id, source, files } of loadCases()) {
    if (source !== undefined) yield [id, source];
    for (const [name, text] of Object.entries(files ?? {})) yield [`${id}/${name}`, text];
  }
  for (const name of readdirSync("examples").filter((file) => file.endsWith(".ttvm"))) {
    yield [name, readFileSync(`examples/${name}`, "utf8")];
  }
  for (const op of MNEMONICS) yield [op, INSTRUCTIONS[op].example];
}

function assembled(text: string, name = "test.ttvm"): Program {
  const { program, problems } = readAssembly(text, name);
  assert.ok(program, `${text}\n${problems.map(({ cause }) => cause.kind).join("\n")}`);
  return program;
}

function reread(program: Program, options?: EncodeOptions) {
  const result = decode(encode(program, options), "out.ttb");
  assert.ok("program" in result, "problems" in result ? result.problems[0].reason : "");
  return result;
}

describe("Bytecode", () => {
  it("gives every program at hand back", () => {
    let count = 0;
    for (const [name, text] of sources()) {
      const { program } = readAssembly(text, name);
      if (program === undefined) continue;
      count++;
      assertSameProgram(reread(program).program, program);
      assert.deepEqual(reread(program, { withSource: true }).program, { ...program, loadedFrom: "out.ttb" });
    }
    assert.ok(count > 500, `${count} programs`);
  });

  it("gives generated programs back", () => {
    fc.assert(
      fc.property(programText, (text) => {
        const program = assembled(text);
        assertSameProgram(reread(program).program, program);
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  it("gives any instruction with any operands back", () => {
    fc.assert(
      fc.property(programs({ writable: false }), (program) => {
        assertSameProgram(reread(program).program, program);
      }),
      { seed: 2, numRuns: 1000 },
    );
  });

  it("keeps which pass made what", () => {
    const program = assembled("PUSH_INT 1\nPRINT\nHALT\n");
    const optimized = { ...program, code: program.code.map((one) => ({ ...one, origin: one.origin + 3 })) };
    const passes = ["constant-folding", undefined, "dead-code-elimination"];
    const result = reread(optimized, { passes });
    assert.deepEqual(
      result.metadata.origins,
      passes.map((pass, address) => ({ address: address + 3, pass })),
    );
    assertSameProgram(result.program, optimized);
    const again = reread(program, { passes: [undefined, undefined, "peephole"] });
    assert.equal(again.metadata.origins?.[2].pass, "peephole");
  });

  it("gives optimized programs back, with the addresses of their source", () => {
    let moved = 0;
    fc.assert(
      fc.property(programText, (text) => {
        const { program } = optimize(assembled(text));
        moved += program.source?.targets.size ?? 0;
        assertSameProgram(reread(program).program, program);
      }),
      { seed: 3, numRuns: 300 },
    );
    assert.ok(moved > 0);
  });

  it("lists imports and exports", () => {
    const program = assembled(
      'IMPORT "a.ttvm"\nIMPORT std/math\nIMPORT a.ttvm\nPUSH_INT 1\nSTORE x\nEXPORT x\n',
    );
    const { metadata } = reread(program);
    assert.deepEqual(metadata.imports, ["a.ttvm", "std/math"]);
    assert.deepEqual(metadata.exports, ["x"]);
  });
});

describe("A disassembly", () => {
  it("assembles to the same code, for every program at hand", () => {
    for (const [name, text] of sources()) {
      const { program } = readAssembly(text, name);
      if (program === undefined) continue;
      assertSameCode(assembled(disassemble(program)), program);
    }
  });

  it("assembles to the same code, for generated programs", () => {
    fc.assert(
      fc.property(programText, (text) => {
        const program = assembled(text);
        assertSameCode(assembled(disassemble(program)), program);
      }),
      { seed: 3, numRuns: 300 },
    );
    fc.assert(
      fc.property(programs({ writable: true }), (program) => {
        assertSameCode(assembled(disassemble(program)), program);
      }),
      { seed: 4, numRuns: 1000 },
    );
  });

  it("names targets that have no label, and says where labels are", () => {
    const text = "PUSH_INT 0\nJZ 3\nJMP 5\nLABEL L5\nPUSH_INT 1\nPRINT\n";
    assert.equal(
      disassemble(assembled(text, "main.ttvm")),
      [
        "; 5 instructions, from main.ttvm",
        "    PUSH_INT 0",
        "    JZ L5",
        "    JMP L5_",
        "LABEL L5 ; 3, main.ttvm:5",
        "    PUSH_INT 1",
        "    PRINT",
        "LABEL L5_ ; 5",
        "",
      ].join("\n"),
    );
  });

  it("writes the structured form as it was written", () => {
    const text = [
      "; 8 instructions, from main.ttvm",
      "    TRY",
      '    PUSH_STR "outer"',
      "    TRY",
      "    THROW",
      "    CATCH",
      "    END_TRY",
      "    CATCH e",
      "    END_TRY",
      "",
    ].join("\n");
    assert.equal(disassemble(assembled(text, "main.ttvm")), text);
  });

  it("writes a label-form TRY that leads to a structured CATCH", () => {
    const text = "TRY\nNULL\nLABEL handler\nCATCH e\nEND_TRY\nTRY handler\nNULL\nTHROW\n";
    const program = assembled(text);
    assertSameCode(assembled(disassemble(program)), program);
  });

  it("keeps its comments on one line, whatever a file is called", () => {
    const program = { ...assembled("NULL"), files: [{ name: "a\n HALT\u2028b" }] };
    assertSameCode(assembled(disassemble(program)), program);
  });

  it("is a source to debug with", () => {
    const view = withDisassembly(assembled("PUSH_INT 7\nPRINT\nLABEL end\nHALT\n"), "x.ttb");
    const [{ name, text = "" }] = view.files;
    assert.equal(name, "x.ttb");
    assert.deepEqual(
      view.code.map(({ span }) => text.slice(span.start, span.end)),
      ["PUSH_INT 7", "PRINT", "HALT"],
    );
    const again = assembled(text);
    assert.deepEqual(
      again.code.map(({ span }) => span),
      view.code.map(({ span }) => span),
    );
  });

  it("is cut short as a view when it is too long", () => {
    const view = withDisassembly(assembled("NULL\n".repeat(1000)), "x.ttb", 500);
    const text = view.files[0].text ?? "";
    assert.ok(text.length < 600 && text.endsWith("the rest is too long to be shown"));
    assert.ok(view.code.every(({ span }) => span.end <= text.length));
  });
});
