/**
 * The walk for an instruction in ARCHITECTURE.md is complete: a row that lacks something does not compile, a row
 * without a step does not compile, and a row with a step is everywhere.
 */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { captureHost, noModules } from "../machine/run-text.ts";

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

let folder = "";

before(() => {
  folder = mkdtempSync(path.join(tmpdir(), "ttvm-added-"));
  cpSync("vm-core", path.join(folder, "vm-core"), { recursive: true });
  cpSync("tools/grammar.mjs", path.join(folder, "tools/grammar.mjs"));
  cpSync("tsconfig.base.json", path.join(folder, "tsconfig.base.json"));
  symlinkSync(path.resolve("node_modules"), path.join(folder, "node_modules"));
});

after(() => rmSync(folder, { recursive: true, force: true }));

/** Puts a text into the copy of a file, after the first line that opens a table. */
function add(file: string, opening: string, text: string): void {
  const source = readFileSync(file, "utf8");
  assert.ok(source.includes(opening), `${file} has no ${opening}`);
  writeFileSync(
    path.join(folder, file),
    source.replace(opening, () => `${opening}\n${text}`),
  );
}

function compileErrors(): readonly string[] {
  const tsc = path.resolve("node_modules/typescript/bin/tsc");
  const { stdout } = spawnSync(process.execPath, [tsc, "-p", "vm-core"], { cwd: folder, encoding: "utf8" });
  return stdout.split("\n").filter((line) => line.includes("error TS"));
}

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
    add(ROWS, "export const STRUCTURE = rows({", ROW);
    const text = readFileSync(path.join(folder, ROWS), "utf8") + tables.join("");
    writeFileSync(path.join(folder, ROWS), text);
    const errors = compileErrors();
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

// biome-ignore lint/suspicious/noExplicitAny: the module is made in the test.
async function bundled(): Promise<any> {
  add(ROWS, "export const STRUCTURE = rows({", ROW);
  add(STEPS, "export const CONTROL_HANDLERS = {", STEP);
  const outfile = path.join(folder, "core.mjs");
  await build({
    stdin: { contents: ASKED, resolveDir: folder, loader: "ts" },
    bundle: true,
    format: "esm",
    platform: "node",
    outfile,
    loader: { ".ttvm": "text", ".lisp": "text" },
    logLevel: "error",
  });
  return import(pathToFileURL(outfile).href);
}

describe("a row with a step", () => {
  it("compiles, runs, and is known to editor, verifier, bytecode, grammar and documentation", async () => {
    const core = await bundled();
    assert.deepEqual(compileErrors(), []);

    const snapshot = core.analyze("a.ttvm", 1, TEXT);
    assert.deepEqual(snapshot.diagnostics, []);
    const written = { stdout: "", stderr: "" };
    await core.drive(core.createMachine(snapshot.program, { readModule: noModules }), captureHost(written));
    assert.equal(written.stdout, "7\n");

    const at = (needle: string) => TEXT.indexOf(needle);
    assert.match(core.hover(snapshot, at("STORE_INT")).markdown, /\( value:int -- \)[\s\S]*TypeMismatch/);
    assert.match(core.hover(snapshot, at("n\nPRINT")).markdown, /Stored in line 2, read in 1 place/);
    assert.equal(core.references(snapshot, at("n\nPRINT")).length, 2);
    assert.equal(core.rename(snapshot, at("n\nPRINT"), "m").edits.length, 2);
    assert.ok(core.completions(snapshot, 0).some(({ label }: { label: string }) => label === "STORE_INT"));
    const open = core.analyze("b.ttvm", 1, `${TEXT}STORE_INT `);
    const names = core.completions(open, open.text.length).map(({ label }: { label: string }) => label);
    assert.deepEqual(names, ["n"]);

    const wrong = core.analyze("c.ttvm", 1, 'PUSH_STR "x"\nSTORE_INT n\nLOAD n\nPRINT\n');
    assert.deepEqual(
      wrong.diagnostics.map(({ code }: { code: string }) => code),
      ["type-mismatch"],
    );
    const read = core.readBytecode(core.encode(snapshot.program), "a.ttb");
    assert.equal(read.program.code[1].op, "STORE_INT");
    assert.match(core.disassemble(snapshot.program), /STORE_INT n/);
    assert.match(JSON.stringify(core.assemblyGrammar(core)), /\bSTORE_INT\b/);
    assert.match(core.instructionReference(), /### `STORE_INT name`/);
  });
});
