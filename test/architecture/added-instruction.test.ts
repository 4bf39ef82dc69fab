/**
 * The walk for an instruction in ARCHITECTURE.md is complete: a row that lacks something does not compile, a row
 * without a step does not compile, and a row with a step is everywhere.
 */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { describe, it } from "node:test";
import { captureHost, noModules } from "../machine/run-text.ts";
import { copiedCore } from "./copied-core.ts";

const ROWS = "vm-core/isa/structure.ts";
const STEPS = "vm-core/run/handlers/control.ts";

/** Stores an Int in a variable. */
const ROW = `  STORE_INT: {
    code: 0x7fff,
    group: "variables",
    operands: { name: "name:write" },
    stack: "value:int --",
    effects: [],
    faults: ["TypeMismatch"],
    doc: "Store the top value in variable \`name\` when it is an Int.",
    example: "PUSH_INT 3\\nSTORE_INT x\\nLOAD x\\nPRINT ; expect: 3",
  },
`;

const STEP = `  STORE_INT: ({ operands: { name } }, site) => {
    const store = storing(site, name);
    const { next } = site;
    return (process) => {
      const value = process.stack.pop();
      if (value === undefined) return process.underflow("STORE_INT");
      if (typeof value !== "number") return process.raise("TypeMismatch", "STORE_INT expects an integer");
      store(process, value);
      return next;
    };
  },
`;

const core = copiedCore();

describe("a row that is added", () => {
  const LACKING: Readonly<Record<string, (row: string) => string>> = {
    "its effects": (row) => row.replace(/ {4}effects: .*\n/, ""),
    "its faults": (row) => row.replace(/ {4}faults: .*\n/, ""),
    "the type of what it takes": (row) => row.replace("value:int --", "value --"),
    "a type that there is": (row) => row.replace("value:int", "value:integer"),
    "the type of what it pushes": (row) => row.replace("--", "-- kept"),
    "the role of a name": (row) => row.replace("name:write", "name"),
    "what decides a branch": (row) => row.replace("    effects", '    flow: "branch",\n    effects'),
    "its documentation": (row) => row.replace(/ {4}doc: .*\n/, ""),
  };

  it("does not compile without a step, or when it lacks something", () => {
    // Each that lacks something is in a table of its own, so that each is an error of its own.
    const tables = Object.values(LACKING).map(
      (lacking, i) => `export const T${i} = rows({\n${lacking(ROW)}});\n`,
    );
    core.add(ROWS, "export const STRUCTURE = rows({", ROW);
    const text = readFileSync(core.file(ROWS), "utf8") + tables.join("");
    writeFileSync(core.file(ROWS), text);
    const errors = core.compileErrors();
    const starts = tables.map(
      (_, i) => text.slice(0, text.indexOf(`export const T${i} `)).split("\n").length,
    );
    const inRows = (error: string) => error.startsWith(`${ROWS}(`);
    const lines = errors.filter(inRows).map((error) => Number(/\((\d+)/.exec(error)?.[1]));
    assert.ok(lines.every((line) => line >= starts[0]));
    const others = errors.filter((error) => !inRows(error));
    assert.ok(others.length > 0);
    for (const error of others) assert.match(error, /^vm-core\/run\/handlers\/index\.ts.*STORE_INT/);
    Object.keys(LACKING).forEach((what, i) => {
      const end = starts[i + 1] ?? Number.POSITIVE_INFINITY;
      assert.ok(
        lines.some((line) => line >= starts[i] && line < end),
        `it compiles without ${what}`,
      );
    });
  });
});

/** What the test asks the core with the added instruction for. */
const ASKED = `
export { INSTRUCTIONS, ALIASES } from "./vm-core/isa/index.ts";
export * from "./vm-core/index.ts";
export { instructionReference } from "./vm-core/ide/asm/instruction-reference.ts";
export { assemblyGrammar } from "./tools/grammar.mjs";
export { disassemble } from "./vm-core/program/disassemble.ts";
`;

const TEXT = "PUSH_INT 7\nSTORE_INT n\nLOAD n\nPRINT\n";

describe("a row with a step", () => {
  it("compiles, runs, and is known to editor, verifier, bytecode, grammar and documentation", async () => {
    core.add(ROWS, "export const STRUCTURE = rows({", ROW);
    core.add(STEPS, "export const CONTROL_HANDLERS = {", STEP);
    const made = await core.bundled(ASKED);
    assert.deepEqual(core.compileErrors(), []);

    const snapshot = made.analyze("a.ttvm", 1, TEXT);
    assert.deepEqual(snapshot.diagnostics, []);
    const written = { stdout: "", stderr: "" };
    await made.drive(made.createMachine(snapshot.program, { readModule: noModules }), captureHost(written));
    assert.equal(written.stdout, "7\n");

    const at = (needle: string) => TEXT.indexOf(needle);
    assert.match(made.hover(snapshot, at("STORE_INT")).markdown, /\( value:int -- \)[\s\S]*TypeMismatch/);
    assert.match(made.hover(snapshot, at("n\nPRINT")).markdown, /Stored in line 2, read in 1 place/);
    assert.equal(made.references(snapshot, at("n\nPRINT")).length, 2);
    assert.equal(made.rename(snapshot, at("n\nPRINT"), "m").edits.length, 2);
    assert.ok(made.completions(snapshot, 0).some(({ label }: { label: string }) => label === "STORE_INT"));
    const open = made.analyze("b.ttvm", 1, `${TEXT}STORE_INT `);
    const names = made.completions(open, open.text.length).map(({ label }: { label: string }) => label);
    assert.deepEqual(names, ["n"]);

    const wrong = made.analyze("c.ttvm", 1, 'PUSH_STR "x"\nSTORE_INT n\nLOAD n\nPRINT\n');
    assert.deepEqual(
      wrong.diagnostics.map(({ code }: { code: string }) => code),
      ["type-mismatch"],
    );
    const read = made.readBytecode(made.encode(snapshot.program), "a.ttb");
    assert.equal(read.program.code[1].op, "STORE_INT");
    assert.match(made.disassemble(snapshot.program), /STORE_INT n/);
    assert.match(JSON.stringify(made.assemblyGrammar(made)), /\bSTORE_INT\b/);
    assert.match(made.instructionReference(), /### `STORE_INT name`/);
  });
});
