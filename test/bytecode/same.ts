/** Compares Programs: everything that a compiled program keeps of its source. */
import assert from "node:assert/strict";
import type { Program } from "../../vm-core/program/program.ts";
import { lineOf } from "../../vm-core/program/source-file.ts";

export function assertSameProgram(actual: Program, expected: Program): void {
  assert.deepEqual(actual.code, expected.code);
  assert.deepEqual([...actual.labels], [...expected.labels]);
  assert.deepEqual(actual.source, expected.source);
  assert.deepEqual(
    actual.files.map(({ name }) => name),
    expected.files.map(({ name }) => name),
  );
  for (const [address, { file, span }] of actual.code.entries()) {
    const wanted = expected.files[expected.code[address].file];
    if (wanted.text === undefined) continue;
    assert.equal(lineOf(actual.files[file], span.start), lineOf(wanted, span.start));
  }
}

/** What a disassembly keeps: code but for where it stood, and labels. */
export function assertSameCode(actual: Program, expected: Program): void {
  const bare = ({ code }: Program) => code.map(({ op, operands }) => ({ op, operands }));
  assert.deepEqual(bare(actual), bare(expected));
  for (const [name, address] of expected.labels) assert.equal(actual.labels.get(name), address, name);
}
