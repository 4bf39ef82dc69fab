/** What the assembler says of each program in test/fixtures/asm, and what its fixes make of it. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import { reportDiagnostic } from "../../vm-core/analyze/report.ts";
import { problemInWords, readAssembly } from "../../vm-core/asm/index.ts";
import { SEVERITY } from "../../vm-core/asm/problem.ts";
import { type Diagnostic, LineIndex } from "../../vm-core/index.ts";
import { operandsByName, type Program } from "../../vm-core/program/program.ts";
import { applyEdits, compareDiagnostics } from "../../vm-core/text/diagnostic.ts";
import { type Case, fixturesIn, type Mark, testFixture } from "../ide/fixture.ts";

const FIXTURES = fixturesIn("asm");

for (const file of FIXTURES) testFixture(file, check);

function check({ text, argument }: Case) {
  const { problems, program } = readAssembly(text, "test.ttvm");
  return {
    marks: problems
      .map(problemInWords)
      .sort(compareDiagnostics)
      .map((diagnostic) => markOf(diagnostic, text)),
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
  it("hold a problem of every kind", () => {
    const fixtures = FIXTURES.map((name) => readFileSync(path.join("test/fixtures", name), "utf8")).join("");
    assert.deepEqual(
      Object.keys(SEVERITY).filter((kind) => !fixtures.includes(`(${kind})`)),
      [],
    );
  });
});
