/** Bytes that nobody has to be trusted to have written: a reason and an offset, in bounded time and memory. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readAssembly } from "../../vm-core/asm/index.ts";
import { encode, readBytecode } from "../../vm-core/bytecode/index.ts";
import { operandsOf } from "../../vm-core/isa/index.ts";
import { operandsByName, type Program } from "../../vm-core/program/program.ts";
import { loadCases } from "../conformance/case.ts";
import { bytecode, leb, section, str, withChecksum } from "./bytes.ts";
import { Random } from "./random.ts";

function compiled(text: string, withSource = false): Uint8Array {
  const { program } = readAssembly(text, "main.ttvm");
  assert.ok(program);
  return encode(program, { withSource });
}

/** The first problem of bytes that must not be read. */
function problem(bytes: Uint8Array | readonly number[]): string {
  const result = readBytecode(Uint8Array.from(bytes), "x.ttb");
  assert.ok("problems" in result, "it was read");
  const [{ offset, reason }] = result.problems;
  return `${offset}: ${reason}`;
}

const NO_METADATA = [0];

describe("Refused", () => {
  const good = [...compiled("PUSH_INT 1\nPRINT\n")];

  it("another major version, before anything else is looked at", () => {
    assert.equal(problem(good.with(4, 2)), "4: bytecode of version 2.0 cannot be read, only version 1");
  });

  it("a wrong checksum", () => {
    assert.match(problem(good.with(good.length - 1, good[good.length - 1] ^ 1)), /^10: the checksum is 0x/);
  });

  it("a file that ends too early", () => {
    assert.equal(problem(good.slice(0, 5)), "4: the version needs 2 bytes, but only 1 are left");
    assert.match(problem(withChecksum(good.slice(0, 20))), /bytes are left$|are left$/);
  });

  it("what follows the end", () => {
    assert.match(problem(withChecksum([...good, 0])), /: 1 bytes too many at the end of the file$/);
  });

  it("counts that the bytes cannot hold", () => {
    const huge = leb(2 ** 32 - 1);
    assert.equal(
      problem(bytecode(huge)),
      "14: the number of constants is 4294967295, but only 0 bytes are left",
    );
    assert.equal(
      problem(bytecode([0], huge)),
      "15: the number of instructions is 4294967295, but only 0 bytes are left",
    );
    assert.equal(
      problem(bytecode([0], [0], huge)),
      "16: the number of sections is 4294967295, but only 0 bytes are left",
    );
    assert.equal(
      problem(bytecode([1], [3], huge, [0x61])),
      "21: a Str constant needs 4294967295 bytes, but only 1 are left",
    );
    assert.match(
      problem(bytecode([0], [1], [0x32, 0], [0], huge)),
      /^19: the number of operand parameters of CALL is 4294967295/,
    );
  });

  it("numbers that exceed 32 bits", () => {
    assert.equal(
      problem(bytecode([0xff, 0xff, 0xff, 0xff, 0x7f])),
      "14: the number of constants exceeds 32 bits",
    );
    assert.equal(
      problem(bytecode([0xff, 0xff, 0xff, 0xff, 0xff, 0xff])),
      "14: the number of constants exceeds 32 bits",
    );
  });

  it("unknown codes and kinds", () => {
    assert.equal(problem(bytecode([0], [1], [0xee, 0xee])), "16: no instruction has the code 0xeeee");
    assert.equal(problem(bytecode([1], [9, 0])), "15: no constant has the kind 9");
  });

  it("operands that are no such thing", () => {
    const load = [0x51, 0];
    assert.equal(
      problem(bytecode([0], [1], load, [3], NO_METADATA)),
      "18: operand name of LOAD is constant 3, but there are 0",
    );
    const int = [1, 1, 0, 0, 0, 0, 0, 0, 0];
    assert.equal(
      problem(bytecode([1], int, [1], load, [0])),
      "27: operand name of LOAD is constant 0, which is not Str but Int",
    );
    assert.equal(
      problem(bytecode([0], [1], [0x30, 0], [2], NO_METADATA)),
      "18: operand target of JMP is address 2, but the program ends at 1",
    );
    assert.equal(
      problem(bytecode([0], [1], [0x01, 1], [7], NO_METADATA)),
      "18: operand value of PUSH_BOOL is 7, neither 0 nor 1",
    );
    assert.match(
      problem(bytecode([1], str("sideways"), [1], [0x88, 0], [1, 0, 0, 0], NO_METADATA)),
      /: operand strategy of START_SUPERVISOR is none of one_for_one, one_for_all, rest_for_one$/,
    );
  });

  it("bad UTF-8", () => {
    assert.equal(problem(bytecode([1], [3, 1, 0xff])), "17: a Str constant is not valid UTF-8");
    assert.equal(problem(bytecode([1], [3, 3, 0xed, 0xa0, 0x80])), "17: a Str constant is not valid UTF-8");
  });

  it("labels that are twice there, nameless, or nowhere", () => {
    const labels = (...pairs: number[]) =>
      problem(bytecode([2], str("a"), str(""), [0], [1], section("labels", [pairs.length / 2, ...pairs])));
    assert.match(labels(0, 0, 0, 0), /: the label "a" is defined twice$/);
    assert.match(labels(1, 0), /: no label may have the name ""$/);
    assert.match(labels(0, 1), /: a label is address 1, but the program ends at 0$/);
  });

  it("sections that are twice there, too long or too short", () => {
    const labels = section("labels", [0]);
    assert.match(problem(bytecode([0], [0], [2], labels, labels)), /: there is a second section labels$/);
    assert.match(
      problem(bytecode([0], [0], [1], section("labels", [0, 0]))),
      /: 1 bytes too many at the end/,
    );
    assert.match(problem(bytecode([0], [0], [1], section("labels", []))), /but only 0 are left$/);
    assert.match(
      problem(bytecode([0], [0], [1], [1, 0x61], [9])),
      /: a section needs 9 bytes, but only 0 are left$/,
    );
  });

  it("spans outside their file", () => {
    const files = section("files", [1, 0, 1, 2, 0x61, 0x62]);
    const spans = (...bytes: number[]) =>
      problem(bytecode([1], str("f"), [1], [0x05, 0], [2], files, section("spans", bytes)));
    assert.match(spans(2, 0, 1), /: a span is in file 1, but there are 1$/);
    assert.match(spans(0, 2, 2), /: a span reaches from 1 to 3, outside its file$/);
    assert.match(spans(0, 1, 1), /: a span reaches from -1 to 0, outside its file$/);
  });

  it("lines that do not rise", () => {
    const files = section("files", [1, 0, 0]);
    const lines = (...bytes: number[]) =>
      problem(bytecode([1], str("f"), [0], [2], files, section("lines", bytes)));
    assert.match(lines(1, 5), /: line 1 cannot start at 5$/);
    assert.match(lines(2, 0, 0), /: line 2 cannot start at 0$/);
  });

  it("passes that have no name", () => {
    const bytes = bytecode([0], [1], [0x05, 0], [1], section("origin", [0, 0, 1]));
    assert.match(problem(bytes), /: an instruction is of pass 1, but there are 0$/);
  });
});

describe("Read nevertheless", () => {
  const good = [...compiled("PUSH_INT 1\nLABEL a\nPRINT\n")];

  it("a newer minor version, unknown flags and unknown sections", () => {
    const bytes = bytecode([0], [1], [0x05, 0], [1], section("future", [1, 2, 3]));
    bytes[6] = 9;
    bytes[9] = 0x80;
    const result = readBytecode(Uint8Array.from(bytes), "x.ttb");
    assert.ok("program" in result);
    assert.deepEqual(result.program.files, [{ name: "x.ttb" }]);
    assert.equal(result.program.code.length, 1);
    assert.ok("program" in readBytecode(Uint8Array.from(good.with(6, 1)), "x.ttb"));
  });

  it("bytes in the middle of a larger buffer", () => {
    const padded = Uint8Array.from([1, 2, 3, ...good, 4, 5]);
    assert.ok("program" in readBytecode(padded.subarray(3, 3 + good.length), "x.ttb"));
  });
});

/** That a Program keeps its promises. */
function assertValid({ code, labels, files }: Program): void {
  const inRange = (address: unknown): boolean =>
    address === null ||
    (Number.isInteger(address) && (address as number) >= 0 && (address as number) <= code.length);
  for (const instruction of code) {
    const values = operandsByName(instruction);
    for (const [name, kind] of operandsOf(instruction.op)) {
      assert.notEqual(values[name], undefined);
      if (kind.startsWith("label") || kind === "resolved") assert.ok(inRange(values[name]));
    }
    assert.ok(files[instruction.file] !== undefined && instruction.origin >= 0);
    assert.ok(instruction.span.start >= 0 && instruction.span.start <= instruction.span.end);
  }
  for (const address of labels.values()) assert.ok(inRange(address));
}

/** Changes bytes as an accident or an enemy would. */
function mutated(random: Random, original: Uint8Array): Uint8Array {
  let bytes = [...original];
  switch (random.below(6)) {
    case 0:
      bytes = bytes.slice(0, random.below(bytes.length + 1));
      break;
    case 1:
      bytes = Array.from({ length: random.below(200) }, () => random.below(256));
      break;
    case 2: {
      // A length that promises what is not there.
      const at = random.below(bytes.length + 1);
      bytes.splice(
        at,
        1 + random.below(3),
        ...leb(random.choose([2 ** 32 - 1, 2 ** 31, 65_536, bytes.length])),
      );
      break;
    }
    case 3: {
      const from = random.below(bytes.length + 1);
      bytes.splice(
        random.below(bytes.length + 1),
        random.below(20),
        ...bytes.slice(from, from + random.below(40)),
      );
      break;
    }
    default:
      for (let flips = 1 + random.below(8); flips > 0 && bytes.length > 0; flips--) {
        bytes[random.below(bytes.length)] ^= 1 << random.below(8);
      }
  }
  // Most of what is wrong would be hidden by the checksum.
  return Uint8Array.from(random.below(4) > 0 ? withChecksum(bytes) : bytes);
}

describe("Fuzzed", () => {
  const cases = loadCases();
  const originals = [
    ...cases.flatMap(({ hex }) => (hex === undefined ? [] : [Uint8Array.from(Buffer.from(hex, "hex"))])),
    ...cases.flatMap(({ source }, index) => {
      const { program } = readAssembly(source ?? "", "main.ttvm");
      return program === undefined ? [] : [encode(program, { withSource: index % 3 === 0 })];
    }),
  ];

  it("10,000 files give a problem with its offset, or a valid Program", () => {
    const random = new Random(20_240_607);
    let refused = 0;
    const started = process.cpuUsage();
    for (let index = 0; index < 10_000; index++) {
      const bytes = mutated(random, random.choose(originals));
      const result = readBytecode(bytes, "x.ttb");
      if ("program" in result) {
        assertValid(result.program);
        continue;
      }
      refused++;
      for (const { offset, reason } of result.problems) {
        assert.ok(Number.isInteger(offset) && offset >= 0 && offset <= bytes.length, `${offset}: ${reason}`);
        assert.ok(reason.length > 0 && reason.length < 200, reason);
      }
    }
    assert.ok(refused > 5000 && refused < 10_000, `${refused} refused`);
    assert.ok(processorTime(started) < 30_000);
  });

  it("the densest files take a small multiple of their size", () => {
    const many = 250_000;
    const dense: Record<string, Uint8Array> = {
      instructions: bytecode([0], leb(many), new Array(many).fill([5, 0]).flat(), NO_METADATA),
      legacy: Uint8Array.from(new Array(many).fill([5, 0]).flat()),
      names: bytecode(
        [1],
        str("a"),
        [1],
        [0x32, 0, 0],
        leb(2 * many),
        new Array(2 * many).fill(0),
        NO_METADATA,
      ),
      constants: bytecode(leb(many), new Array(many).fill([3, 0]).flat(), [0], NO_METADATA),
      sections: bytecode([0], [0], leb(many), new Array(many).fill([0, 0]).flat()),
    };
    for (const [what, bytes] of Object.entries(dense)) {
      const before = process.memoryUsage().heapUsed;
      const started = process.cpuUsage();
      const result = readBytecode(bytes, "x.ttb");
      const used = (process.memoryUsage().heapUsed - before) / bytes.length;
      assert.ok("program" in result, what);
      assert.ok(used < 500, `${what}: ${used.toFixed()} bytes for each`);
      assert.ok(processorTime(started) < 5000, what);
    }
  });
});

/** Milliseconds of this process: what else the machine does adds nothing to them. */
function processorTime(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1_000;
}
