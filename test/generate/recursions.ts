/** Programs with a function over Ints that calls itself, in the middle and at its end, and may fail there or find a variable without a value. */
import fc from "fast-check";
import { computed, wide } from "./wide-ints.ts";

const variables = fc.constantFrom("a", "b", "c", "d");
const operand = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom("LOAD a", "LOAD b", "LOAD k") },
  { weight: 1, arbitrary: variables.map((name) => `LOAD ${name}`) },
  { weight: 2, arbitrary: wide.map((value) => `PUSH_INT ${value}`) },
);
const operation = fc.oneof(
  { weight: 12, arbitrary: computed.filter(([first]) => !/^CALL|[cf]$/.test(first)) },
  {
    weight: 1,
    arbitrary: fc.tuple(operand, fc.constantFrom("DIV", "MOD")).map(([other, op]) => [other, op]),
  },
);
/** What pushes one value. */
const value = fc
  .tuple(operand, fc.array(operation, { maxLength: 3 }))
  .map(([first, operations]) => [first, ...operations.flat()]);
const deeper = fc
  .tuple(value, value)
  .map(([one, other]) => ["LOAD k", "PUSH_INT 1", "SUB", ...one, ...other]);
const itself = deeper.map((lines) => [...lines, "CALL f k a b"]);

const statement = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(value, variables).map(([lines, name]) => [...lines, `STORE ${name}`]) },
  { weight: 2, arbitrary: fc.tuple(itself, variables).map(([lines, name]) => [...lines, `STORE ${name}`]) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(value, itself, fc.constantFrom("ADD", "BXOR", "SUB"), variables)
      .map(([lines, call, op, name]) => [...lines, ...call, op, `STORE ${name}`]),
  },
);
const decided = fc.oneof(
  { weight: 2, arbitrary: statement.map((lines) => () => lines) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(operand, operand, fc.constantFrom("LT", "GE", "EQ"), statement, fc.boolean())
      .map(([one, other, op, lines, isLoop]) => (id: number) => [
        ...(isLoop ? ["PUSH_INT 3", "STORE n", `LABEL again${id}`] : []),
        ...[one, other, op, `JZ other${id}`, ...lines, `LABEL other${id}`],
        ...(isLoop ? ["LOAD n", "PUSH_INT 1", "SUB", "STORE n", "LOAD n", `JNZ again${id}`] : []),
      ]),
  },
);
const end = fc.oneof(
  fc.tuple(value, itself).map(([one, call]) => [...one, ...call, "ADD", "RET"]),
  deeper.map((lines) => [...lines, "TAIL_CALL f k a b"]),
  value.map((lines) => [...lines, "RET"]),
);
const argument = fc.oneof(
  { weight: 6, arbitrary: wide.map((number) => `PUSH_INT ${number}`) },
  { weight: 1, arbitrary: fc.constantFrom("PUSH_FLOAT 1.5", "TRUE", 'PUSH_STR "a"') },
);

/** Some calls of the function, each a few deep. */
export const recursions: fc.Arbitrary<string> = fc
  .tuple(
    fc.array(fc.tuple(fc.integer({ min: 0, max: 4 }), argument, argument), { minLength: 1, maxLength: 12 }),
    fc.array(decided, { minLength: 1, maxLength: 3 }),
    end,
  )
  .map(([calls, statements, last]) =>
    [
      ...calls.flatMap(([k, a, b]) => [`PUSH_INT ${k}`, a, b, "CALL f k a b", "PRINT"]),
      ...["HALT", "LABEL f", "LOAD k", "PUSH_INT 1", "LT", "JZ deeper", "LOAD a", "LOAD b", "BXOR", "RET"],
      "LABEL deeper",
      ...statements.flatMap((write, index) => write(index)),
      ...last,
    ].join("\n"),
  );
