/** Programs whose loops compute with Ints of all sizes, and with a Float and a Boolean beside them: what a hash or a random number does, and what is taken from it. */
import fc from "fast-check";

const variables = fc.constantFrom("a", "b", "c");
export const wide = fc.oneof(
  { weight: 3, arbitrary: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }) },
  { weight: 2, arbitrary: fc.integer({ min: -40, max: 40 }).map(BigInt) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      ...[-(2n ** 63n), 2n ** 63n - 1n, 2n ** 53n, -(2n ** 53n), 2n ** 32n, 0xffffffffn, 0x7fffffffn, 0xffn],
    ),
  },
);
const operand = fc.oneof(
  variables.map((name) => `LOAD ${name}`),
  wide.map((value) => `PUSH_INT ${value}`),
);
/** Operators of which the second operand is a constant that is never 0. */
const byConstant = fc.oneof(
  fc
    .tuple(fc.constantFrom("DIV", "MOD"), fc.oneof(wide, fc.integer({ min: 2048, max: 2 ** 21 }).map(BigInt)))
    .map(([op, value]) => [`PUSH_INT ${value === 0n ? 7n : value}`, op]),
  fc
    .tuple(fc.constantFrom("SHL", "SHR", "USHR"), fc.integer({ min: -1, max: 70 }))
    .map(([op, count]) => [`PUSH_INT ${count}`, op]),
);
export const computed = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(operand, fc.constantFrom("ADD", "SUB", "MUL", "BAND", "BOR", "BXOR", "MUL", "ADD"))
      .map(([other, op]) => [other, op]),
  },
  { weight: 3, arbitrary: byConstant },
  { weight: 1, arbitrary: fc.constantFrom(["NEG"], ["BNOT"], ["DUP", "BXOR"], ["CALL mix x"]) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(operand, fc.constantFrom("LT", "LE", "GT", "GE", "EQ", "NE", "EQUALS", "COMPARE"))
      .map(([other, op]) => [other, op]),
  },
);

const float = fc.oneof(
  fc.constant("LOAD f"),
  fc
    .constantFrom("0.0", "-0.0", "1.5", "-3.25", "1e300", "nan", "inf", "0.1")
    .map((value) => `PUSH_FLOAT ${value}`),
);
/** What is done with the Float and with the Boolean. */
const beside = fc.oneof(
  fc
    .tuple(float, float, fc.constantFrom("ADD", "SUB", "MUL", "DIV", "ADD_F", "MUL_F", "SUB_F", "DIV_F"))
    .map(([one, other, op]) => [one, other, op, "STORE f"]),
  fc
    .tuple(variables, float, fc.constantFrom("ADD", "SUB", "MUL", "DIV"))
    .map(([name, other, op]) => [`LOAD ${name}`, other, op, "STORE f"]),
  fc.constant(["LOAD f", "NEG", "STORE f"]),
  fc
    .tuple(
      float,
      float,
      fc.constantFrom("LT_F", "GE_F", "EQ_F", "NE_F", "EQ", "NE", "LESS", "AT_LEAST", "EQUALS"),
      variables,
    )
    .map(([one, other, op, name]) => [one, other, op, `STORE ${name}`]),
  fc
    .tuple(variables, operand, fc.constantFrom("LT", "EQ"), fc.constantFrom("AND", "OR"))
    .map(([name, other, op, join]) => [`LOAD ${name}`, other, op, "NOT", "LOAD t", join, "STORE t"]),
  fc.constant(["LOAD t", "NOT", "STORE t"]),
  fc.constant(["LOAD f", "PRINT", "LOAD t", "PRINT"]),
);

const statement = fc.oneof(
  { weight: 3, arbitrary: beside },
  {
    weight: 6,
    arbitrary: fc
      .tuple(operand, fc.array(computed, { minLength: 1, maxLength: 5 }), variables)
      .map(([first, operations, name]) => [first, ...operations.flat(), `STORE ${name}`]),
  },
  { weight: 1, arbitrary: variables.map((name) => [`LOAD ${name}`, "PRINT"]) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(variables, variables)
      .map(([from, to]) => [`LOAD ${from}`, "MAKE_LIST 1", "PUSH_INT 0", "INDEX", `STORE ${to}`]),
  },
  { weight: 1, arbitrary: variables.map((name) => [`LOAD ${name}`, "DUP", `STORE ${name}`, "POP"]) },
);

/** A statement, or one of two that a value decides on. */
const decided = fc.oneof(
  { weight: 4, arbitrary: statement.map((lines) => () => lines) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(variables, operand, fc.constantFrom("LT", "GE", "EQ", "t", "f", undefined), statement, statement)
      .map(([name, other, op, one, two]) => (id: number) => [
        ...(op === "t" || op === "f"
          ? [`LOAD ${op}`]
          : [`LOAD ${name}`, ...(op === undefined ? [] : [other, op])]),
        `JZ other${id}`,
        ...[...one, `JMP both${id}`, `LABEL other${id}`, ...two, `LABEL both${id}`],
      ]),
  },
);

/** Loops of sixty rounds: what operands are met decides how the rest is compiled. */
export const wideInts: fc.Arbitrary<string> = fc
  .tuple(
    fc.array(wide, { minLength: 3, maxLength: 3 }),
    fc.array(decided, { minLength: 1, maxLength: 5 }),
    operand,
  )
  .map(([values, statements, mixed]) =>
    [
      "JMP start",
      "LABEL mix",
      ...["LOAD x", mixed.replace(/[abc]$/, "x"), "BXOR", "PUSH_INT 1099511628211", "MUL", "RET"],
      "LABEL start",
      ...["a", "b", "c"].flatMap((name, index) => [`PUSH_INT ${values[index]}`, `STORE ${name}`]),
      ...["PUSH_FLOAT 0.5", "STORE f", "TRUE", "STORE t", "PUSH_INT 60", "STORE n", "LABEL loop"],
      ...statements.flatMap((write, index) => write(index)),
      ...["LOAD n", "PUSH_INT 1", "SUB", "DUP", "STORE n", "JNZ loop"],
      ...["a", "b", "c", "f", "t"].flatMap((name) => [`LOAD ${name}`, "PRINT"]),
    ].join("\n"),
  );
