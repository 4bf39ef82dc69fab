/** What the verifier says of each program in test/fixtures/verify, and how long it takes. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { analyze } from "../../vm-core/index.ts";
import { verify } from "../../vm-core/verify/index.ts";
import { type Case, fixturesIn, testFixture } from "../ide/fixture.ts";
import { assembled } from "../machine/run-text.ts";

for (const file of fixturesIn("verify")) {
  testFixture(file, (one) => check(one, file !== "verify/holes.ttvm"));
}

function check({ text }: Case, assembles: boolean) {
  const { program, diagnostics, lines } = analyze("test.ttvm", 1, text);
  assert.equal(program !== undefined, assembles, "whether it assembles");
  const marks = diagnostics.map(({ severity, code, message, span, related = [], fixes = [] }) => ({
    span,
    text: `${severity}(${code}): ${message}`,
    more: [
      ...related.map((place) => {
        const { line, column } = lines.position(place.span.start);
        return `related: ${line + 1}:${column + 1}: ${place.message}`;
      }),
      ...fixes.map(({ title }) => `fix: ${title}`),
    ],
  }));
  return { marks };
}

/** The kinds of causes that the verifier has, which are the codes of its diagnostics. */
function codes(): readonly string[] {
  const text = readFileSync("vm-core/verify/finding.ts", "utf8");
  const found = [...text.matchAll(/readonly kind: "([a-z]+(?:-[a-z]+)+)"/g)].map(([, code]) => code);
  assert.ok(found.length > 15, "the codes are not found");
  return [...new Set(found)];
}

describe("The findings", () => {
  it("have a fixture each", () => {
    const text = fixturesIn("verify")
      .map((name) => readFileSync(`test/fixtures/${name}`, "utf8"))
      .join("");
    assert.deepEqual(
      codes().filter((code) => !text.includes(`(${code})`)),
      [],
    );
  });
});

/** Programs that ask for much. */
const HOSTILE: Readonly<Record<string, string>> = {
  "a list of a thousand million": "MAKE_LIST 1000000000\nPRINT\n",
  "calls that nest deeply": `${numbered(20_000, (i) => `LABEL f${i}\nCALL f${i + 1} a b\n`)}LABEL f20000\n`,
  "functions that all call each other": numbered(
    2_000,
    (i) => `LABEL f${i}\nCALL f${(i * 7919) % 2000}\nPOP\nCALL f${(i * 31) % 2000}\nRET\n`,
  ),
  "jumps everywhere": numbered(20_000, (i) => `LABEL l${i}\nLOAD x\nJZ l${(i * 7919) % 20_000}\n`),
  "functions that share their ends":
    `HALT\n${numbered(3_000, (i) => `MAKE_FUNCTION l${i}\nPOP\n`)}LABEL start\n`.replace(
      "HALT",
      "JMP start2\nLABEL start2",
    ) + numbered(3_000, (i) => `LABEL l${i}\nPUSH_INT 1\nPOP\n`),
  "handlers that are never closed":
    numbered(20_000, (i) => `TRY h${i}\nLABEL m${i}\n`) + numbered(20_000, (i) => `LABEL h${i}\nPOP\n`),
  "many variables": numbered(20_000, (i) => `PUSH_INT 1\nSTORE v${i}\nAT_EOF\nJZ l${i}\nLABEL l${i}\n`),
  "a stack that grows": `LABEL again\n${"PUSH_INT 1\n".repeat(50_000)}JMP again\n`,
};

function numbered(count: number, line: (i: number) => string): string {
  return Array.from({ length: count }, (_, i) => line(i)).join("");
}

describe("The verifier", () => {
  for (const [title, text] of Object.entries(HOSTILE)) {
    it(`answers soon: ${title}`, () => {
      const program = assembled(text);
      const start = process.cpuUsage();
      verify(program);
      const { user, system } = process.cpuUsage(start);
      const took = (user + system) / 1000;
      assert.ok(took < 10_000, `${Math.round(took)} ms`);
    });
  }
});
