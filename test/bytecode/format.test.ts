/** What is permanent: the codes, and the files that are out there. `UPDATE=1` adds what is new, and changes nothing. */
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import { readAssembly } from "../../vm-core/asm/index.ts";
import { crc32 } from "../../vm-core/bytecode/crc32.ts";
import { encode, readBytecode } from "../../vm-core/bytecode/index.ts";
import { INSTRUCTIONS, MNEMONICS, operandsOf } from "../../vm-core/isa/index.ts";
import { disassemble } from "../../vm-core/program/disassemble.ts";

const FOLDER = path.join("test", "fixtures", "bytecode");
const CODES = path.join(FOLDER, "codes.json");

describe("Codes", () => {
  const permanent: Record<string, string> = JSON.parse(readFileSync(CODES, "utf8"));
  const current = Object.fromEntries(MNEMONICS.map((op) => [op, `0x${INSTRUCTIONS[op].code.toString(16)}`]));

  it("are what they were", () => {
    for (const [op, code] of Object.entries(permanent)) {
      assert.equal((current as Record<string, string>)[op], code, `the code of ${op} is permanent`);
    }
  });

  it("are all written down", () => {
    const all = { ...current, ...permanent };
    if (process.env.UPDATE) {
      const sorted = Object.entries(all).sort(([, a], [, b]) => Number(a) - Number(b));
      writeFileSync(CODES, `${JSON.stringify(Object.fromEntries(sorted), null, 2)}\n`);
    } else {
      assert.deepEqual(Object.keys(permanent).sort(), Object.keys(all).sort(), "UPDATE=1 adds new ones");
    }
  });

  it("are unique, and new ones start at 0x100", () => {
    assert.equal(new Set(Object.values(current)).size, MNEMONICS.length);
    for (const op of MNEMONICS) assert.ok(INSTRUCTIONS[op].code <= 0xffff);
  });
});

describe("Files", () => {
  const names = readdirSync(FOLDER)
    .filter((name) => name.endsWith(".ttvm"))
    .map((name) => path.basename(name, ".ttvm"));

  for (const name of names) {
    it(`${name}.ttb is what ${name}.ttvm compiles to, and reads as it always has`, () => {
      const text = readFileSync(path.join(FOLDER, `${name}.ttvm`), "utf8");
      const { program } = readAssembly(text, `${name}.ttvm`);
      assert.ok(program);
      const bytes = encode(program, { withSource: name.endsWith("-with-source") });
      const file = path.join(FOLDER, `${name}.ttb`);
      if (process.env.UPDATE && !existsSync(file)) writeFileSync(file, bytes);
      const written = readFileSync(file);
      assert.equal(Buffer.from(bytes).toString("hex"), written.toString("hex"));

      const read = readBytecode(written, `${name}.ttb`);
      assert.ok("program" in read);
      const expected = path.join(FOLDER, `${name}.txt`);
      if (process.env.UPDATE && !existsSync(expected)) writeFileSync(expected, disassemble(read.program));
      assert.equal(disassemble(read.program), readFileSync(expected, "utf8"));
    });
  }

  it("are there", () => {
    assert.ok(names.length > 0);
  });
});

it("docs/bytecode.md says how each kind of operand is encoded", () => {
  const doc = readFileSync("docs/bytecode.md", "utf8");
  const kinds = new Set(MNEMONICS.flatMap((op) => operandsOf(op).map(([, kind]) => kind.replace(/\?$/, ""))));
  for (const kind of kinds) {
    assert.ok(doc.includes(kind.startsWith("word:") ? "`word:" : `\`${kind}\``), kind);
  }
});

it("The checksum is CRC-32", () => {
  assert.equal(crc32(Buffer.from("123456789")), 0xcbf43926);
  assert.equal(crc32(Buffer.from("")), 0);
});
