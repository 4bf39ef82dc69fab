/** What the assembler says of each program in test/fixtures/asm, and what its fixes make of it. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import { reportDiagnostic } from "../../vm-core/analyze/report.ts";
import { readAssembly } from "../../vm-core/asm/index.ts";
import { type Diagnostic, LineIndex } from "../../vm-core/index.ts";
import { operandsByName, type Program } from "../../vm-core/program/program.ts";
import { applyEdits, compareDiagnostics } from "../../vm-core/text/diagnostic.ts";
import { type Case, fixturesIn, type Mark, testFixture } from "../ide/fixture.ts";

const FIXTURES = fixturesIn("asm");

for (const file of FIXTURES) testFixture(file, check);

function check({ text, argument }: Case) {
  const { diagnostics, program } = readAssembly(text, "test.ttvm");
  return {
    marks: [...diagnostics].sort(compareDiagnostics).map((diagnostic) => markOf(diagnostic, text)),
    lines: argument === "program" ? programLines(program) : [],
  };
}

function markOf(diagnostic: Diagnostic, text: string): Mark {
  const { severity, code, message, span, related = [], fixes = [], tag } = diagnostic;
  const lines = new LineIndex(text);
  const more = fixes.map(
    ({ title, edits }) => `fix: ${title} → ${changedLines(text, applyEdits(text, edits))}`,
  );
  for (const place of related) {
    const { line, column } = lines.position(place.span.start);
    more.push(`related: ${line + 1}:${column + 1}: ${place.message}`);
  }
  if (severity === "error") more.push(`reported: ${reportDiagnostic(diagnostic, lines)}`);
  const shown = `${severity}(${code})${tag === undefined ? "" : ` ${tag}`}: ${message}`;
  return { span, text: shown, more };
}

/** The lines that an edit changed, as they are now. */
function changedLines(before: string, after: string): string {
  const old = before.split("\n");
  const changed = after.split("\n").filter((line, i) => line !== old[i]);
  return JSON.stringify(changed.join("\n"));
}

function programLines(program: Program | undefined): readonly string[] {
  if (program === undefined) return ["no program"];
  const labels = [...program.labels].map(([name, address]) => `${name} = ${address}`);
  return [
    ...program.code.map(
      (one, address) => `${address} ${one.op} ${JSON.stringify(operandsByName(one), shown)}`,
    ),
    ...(labels.length > 0 ? [`labels: ${labels.join(", ")}`] : []),
  ];
}

/** JSON has neither big integers nor all floats. */
function shown(_key: string, value: unknown): unknown {
  if (typeof value === "bigint") return `${value}n`;
  return typeof value === "number" && (!Number.isFinite(value) || Object.is(value, -0))
    ? `float ${Object.is(value, -0) ? "-0" : value}`
    : value;
}

describe("The fixtures", () => {
  it("hold every finding that the assembler and the verifier can have", () => {
    const sources = [
      "asm/line.ts",
      "asm/operands.ts",
      "asm/parser.ts",
      "asm/assembler.ts",
      "asm/handlers.ts",
    ];
    const folder = path.join(process.cwd(), "vm-core");
    const program = readdirSync(path.join(folder, "program")).map((name) => `program/${name}`);
    const codes = new Set<string>();
    for (const name of [...sources, ...program]) {
      const source = readFileSync(path.join(folder, name), "utf8");
      for (const [, code] of source.matchAll(/(?:\bcode: |\bmistake\(\s*)"([a-z-]+)"/g)) codes.add(code);
    }
    assert.ok(codes.size > 20, "the codes were not found in the sources");
    const fixtures = FIXTURES.map((name) => readFileSync(path.join("test/fixtures", name), "utf8")).join("");
    assert.deepEqual(
      [...codes].filter((code) => !fixtures.includes(`(${code})`)),
      [],
    );
  });
});
