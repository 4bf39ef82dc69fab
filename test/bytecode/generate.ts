/** Arbitrary Programs made from the instruction table: every instruction, operands of every kind. */
import fc from "fast-check";
import { MNEMONICS, type Mnemonic, type OperandKind, operandsOf } from "../../vm-core/isa/index.ts";
import { type Instruction, isLabelName, type Program } from "../../vm-core/program/program.ts";
import { normalInt } from "../../vm-core/value/int.ts";

const text = fc.string({ unit: "grapheme", maxLength: 12 });
const name = fc.oneof(
  text,
  fc.constantFrom("a", "two words", '"q"', "semi;colon", "\u{feff}x", "5", "+5", ""),
);
const uint32 = fc.oneof(fc.nat(300), fc.constantFrom(0, 127, 128, 2 ** 31, 2 ** 32 - 1));

/** Values of a kind in a program of `length` instructions. */
function operandOf(kind: OperandKind, length: number): fc.Arbitrary<unknown> {
  if (kind.endsWith("?")) {
    return fc.option(operandOf(kind.slice(0, -1) as OperandKind, length), { nil: null });
  }
  if (kind.startsWith("word:")) return fc.constantFrom(...kind.slice("word:".length).split("|"));
  switch (kind as string) {
    case "int":
      return fc
        .oneof(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), fc.bigInt(-300n, 300n))
        .map(normalInt);
    case "float":
      return fc.double();
    case "bool":
      return fc.boolean();
    case "label":
      return fc.nat(length);
    case "names":
      return fc.array(name, { maxLength: 4 });
    case "patterns":
      return fc.array(fc.constantFrom("any", "exit:7", '"any"', '"a b"', 'name="q; \\r"', "-1.5"), {
        maxLength: 3,
      });
    case "count":
    case "millis":
      return uint32;
    case "pid":
      return fc.oneof(fc.nat(300), fc.constantFrom(2 ** 53 - 1, 2n ** 53n, 2n ** 64n - 1n));
    case "resolved":
      return fc.option(fc.nat(length), { nil: null });
    default:
      return name;
  }
}

function operandsFor(op: Mnemonic, length: number): fc.Arbitrary<Record<string, unknown>> {
  return plainRecord(
    Object.fromEntries(operandsOf(op).map(([operand, kind]) => [operand, operandOf(kind, length)])),
  );
}

/** Objects as a literal makes them, which strict equality asks for. */
function plainRecord<T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> {
  return fc.record(model, { noNullPrototype: true });
}

/** An operand that is left out leaves out those after it: nothing else can be written down. */
function writable(op: Mnemonic, operands: Record<string, unknown>): Record<string, unknown> {
  let ended = false;
  const entries = operandsOf(op).map(([operand, kind]) => {
    if (kind === "resolved") return [operand, null];
    ended ||= operands[operand] === null;
    return [operand, !ended ? operands[operand] : kind === "names" || kind === "patterns" ? [] : null];
  });
  return Object.fromEntries(entries);
}

export interface ProgramConstraints {
  /** Only what can be written in assembly text. */
  readonly writable: boolean;
}

export function programs({ writable: mustBeWritable }: ProgramConstraints): fc.Arbitrary<Program> {
  const handlers = new Set<string>(["TRY", "CATCH", "END_TRY"]);
  const mnemonics = MNEMONICS.filter((op) => !(mustBeWritable && handlers.has(op)));
  return fc.array(fc.constantFrom(...mnemonics), { maxLength: 30 }).chain((ops) => {
    const { length } = ops;
    const instructions = ops.map((op, address) =>
      plainRecord({
        op: fc.constant(op),
        operands: operandsFor(op, length).map((operands) =>
          mustBeWritable ? writable(op, operands) : operands,
        ),
        span: fc.tuple(fc.nat(2000), fc.nat(40)).map(([start, size]) => ({ start, end: start + size })),
        file: fc.nat(1),
        origin: mustBeWritable ? fc.constant(address) : fc.oneof(fc.constant(address), fc.nat(5000)),
      }),
    );
    const labelName = fc.string({ unit: "grapheme", maxLength: 8 }).filter(isLabelName);
    return fc.record({
      code: fc.tuple(...instructions) as unknown as fc.Arbitrary<readonly Instruction[]>,
      labels: fc
        .uniqueArray(fc.tuple(labelName, fc.nat(length)), { selector: ([label]) => label, maxLength: 6 })
        .map((labels) => new Map(labels)),
      files: fc.constant([{ name: "one.ttvm" }, { name: "lib/two.ttvm" }]),
    });
  });
}
