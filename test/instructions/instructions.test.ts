/** Every row of the instruction table: documentation, a runnable example, and a test of each fault. */
import assert from "node:assert/strict";
import test from "node:test";
import { MNEMONICS, type Mnemonic, operandsOf, pictureOf, rowOf } from "../../vm-core/isa/index.ts";
import { ttvm } from "../cli/command.ts";
import { type Ended, inFolder, plainEnvironment, ttvmHere } from "../cli/in-process.ts";
import { runText } from "../machine/run-text.ts";
import { faultSections } from "./faults.ts";

/** How a program can be run, as the flags and the file that the command gets. */
const MODES: Readonly<Record<string, readonly string[]>> = {
  plain: ["main.ttvm"],
  optimized: ["--optimize", "main.ttvm"],
  "from bytecode": ["main.ttb"],
};

/** Runs a program in each mode, in folders of their own: programs leave files. */
async function runModes(source: string, flags: readonly string[] = [], stdin: Uint8Array = new Uint8Array()) {
  const runs: [string, Ended][] = [];
  for (const [mode, words] of Object.entries(MODES)) {
    const run = inFolder({ "main.ttvm": source }, async (cwd) => {
      if (words[0] === "main.ttb") {
        const compiled = await ttvmHere(["compile", "main.ttvm", "main.ttb"], { cwd });
        if (compiled.code !== 0) return compiled;
      }
      return ttvmHere([...flags, ...words], { cwd, stdin });
    });
    runs.push([mode, await run]);
  }
  return runs;
}

/** The lines that an example says it prints. */
function expectedOutput(example: string): string {
  return [...example.matchAll(/; expect: (.*)/g)].map(([, line]) => `${line}\n`).join("");
}

/** The values that an instruction takes by its picture alone. */
function plainPops(mnemonic: Mnemonic): number {
  return pictureOf(mnemonic).pops.filter((item) => item.times === undefined && item.open !== true).length;
}

for (const mnemonic of MNEMONICS) {
  const row = rowOf(mnemonic);

  test(`${mnemonic} is documented and its example runs in every mode`, async () => {
    assert.match(row.doc, /^[^\s].*[.:]$|^[^\s][\s\S]*[.`]$/);
    assert.match(row.example, new RegExp(`^\\s*${mnemonic}\\b`, "m"), "the example must use the instruction");
    for (const [mode, { code, stdout, stderr }] of await runModes(row.example)) {
      assert.equal(stdout, expectedOutput(row.example), `${mode}: ${stderr}`);
      assert.equal(code, 0, `${mode}: ${stderr}`);
    }
  });

  const sections = faultSections(mnemonic);
  for (const kind of row.faults ?? []) {
    test(`${mnemonic} has a test of ${kind}`, () => {
      assert.ok(
        sections.some((section) => section.kind === kind),
        `test/fixtures/faults/${mnemonic}.ttvm has no section \`; fault ${kind}: …\``,
      );
    });
  }

  for (const { kind, flags, text, open, source, input } of sections) {
    test(`${mnemonic} raises ${kind}: ${text}`, async () => {
      for (const [mode, { code, stderr }] of await runModes(source, flags, input)) {
        assert.equal(code, 1, `${mode}: ${stderr}`);
        const first = stderr.split("\n").find((line) => line.startsWith("Error: ")) ?? stderr;
        if (open) assert.ok(first.startsWith(`Error: ${text}`), `${mode}: ${stderr}`);
        else assert.equal(first, `Error: ${text}`, mode);
      }
      assert.ok(
        row.faults?.some((known) => known === kind) || kind === "StackUnderflow",
        "the row does not list it",
      );
    });
  }

  if (plainPops(mnemonic) > 0 && !sections.some(({ kind }) => kind === "StackUnderflow")) {
    test(`${mnemonic} on an empty stack underflows`, async () => {
      const { error } = await runText(`JMP here\nLABEL f\nRET\nLABEL here\n${withOperands(mnemonic)}`);
      assert.equal(error, `Stack underflow during ${row.underflowName ?? mnemonic}`);
    });
  }
}

test("an example and a fault through the real command", async () => {
  const [fault] = faultSections("ADD");
  await inFolder({ "example.ttvm": rowOf("ADD").example, "fault.ttvm": fault.source }, async (cwd) => {
    const env = plainEnvironment();
    const example = await ttvm(["example.ttvm"], { cwd, env });
    assert.deepEqual(example, { code: 0, stdout: expectedOutput(rowOf("ADD").example), stderr: "" });
    const failed = await ttvm(["fault.ttvm"], { cwd, env });
    assert.equal(failed.code, 1);
    assert.ok(failed.stderr.startsWith(`Error: ${fault.text}`), failed.stderr);
  });
});

/** The instruction with operands that fit their kinds. */
function withOperands(mnemonic: Mnemonic): string {
  const samples: Readonly<Record<string, string>> = { label: "f", name: "x", count: "1", int: "1" };
  const operands = operandsOf(mnemonic).map(([, kind]) => samples[kind] ?? "");
  return [mnemonic, ...operands].join(" ").trim();
}
