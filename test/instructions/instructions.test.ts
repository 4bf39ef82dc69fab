/** Every row of the instruction table: documentation, a runnable example, and a test of each fault. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import test from "node:test";
import { MNEMONICS, type Mnemonic, operandsOf, pictureOf, rowOf } from "../../vm-core/isa/index.ts";
import { runText } from "../machine/run-text.ts";
import { faultSections } from "./faults.ts";

const TTVM = path.resolve("dist/ttvm.js");

function runCommand(source: string, flags: readonly string[] = [], input: Uint8Array = new Uint8Array()) {
  const folder = mkdtempSync(path.join(tmpdir(), "ttvm-instruction-"));
  try {
    writeFileSync(path.join(folder, "main.ttvm"), source);
    const { status, stdout, stderr } = spawnSync(process.execPath, [TTVM, ...flags, "main.ttvm"], {
      cwd: folder,
      encoding: "utf8",
      input,
      timeout: 30_000,
    });
    return { status, stdout, stderr };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
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

  test(`${mnemonic} is documented and its example runs`, () => {
    assert.match(row.doc, /^[^\s].*[.:]$|^[^\s][\s\S]*[.`]$/);
    assert.match(row.example, new RegExp(`^\\s*${mnemonic}\\b`, "m"), "the example must use the instruction");
    const { status, stdout, stderr } = runCommand(row.example);
    assert.equal(stdout, expectedOutput(row.example), stderr);
    assert.equal(status, 0, stderr);
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
    test(`${mnemonic} raises ${kind}: ${text}`, () => {
      // Inside a handler the kind can be read, so the text and the kind are tested with the real command.
      const { status, stderr } = runCommand(source, flags, input);
      assert.equal(status, 1, stderr);
      const first = stderr.split("\n").find((line) => line.startsWith("Error: ")) ?? stderr;
      if (open) assert.ok(first.startsWith(`Error: ${text}`), stderr);
      else assert.equal(first, `Error: ${text}`);
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

/** The instruction with operands that fit their kinds. */
function withOperands(mnemonic: Mnemonic): string {
  const samples: Readonly<Record<string, string>> = { label: "f", name: "x", count: "1", int: "1" };
  const operands = operandsOf(mnemonic).map(([, kind]) => samples[kind] ?? "");
  return [mnemonic, ...operands].join(" ").trim();
}
