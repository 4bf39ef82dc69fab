/**
 * Programs that nobody would write: instructions in any order, jumps and calls anywhere, handlers that are never
 * closed. They assemble; most fault, and some never end.
 *
 * Absent by design: values that hold values. A fault shows all of them, and a loop doubles them each turn.
 */
import fc from "fast-check";

const LABELS = ["p", "q", "r", "s", "t"];
const label = fc.constantFrom(...LABELS);
const name = fc.constantFrom("a", "b", "c");
const parameters = fc.constantFrom("", " a", " a b", " b a", " c c", " b ...c");

/** A line of such a program. */
export const wildLine = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom(
      "PUSH_INT 0",
      "PUSH_INT 1",
      "PUSH_INT 7",
      'PUSH_STR "x"',
      "NULL",
      "TRUE",
      "PUSH_FLOAT 0.0",
    ),
  },
  {
    weight: 4,
    arbitrary: fc.constantFrom("DUP", "POP", "SWAP", "OVER", "ROT", "PRINT", "MAKE_LIST 0"),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom("ADD", "DIV", "EQ", "LT", "AND", "NOT", "LEN", "COMPARE", "TO_STR"),
  },
  { weight: 3, arbitrary: name.map((one) => `STORE ${one}`) },
  { weight: 3, arbitrary: name.map((one) => `LOAD ${one}`) },
  { weight: 1, arbitrary: name.map((one) => `DELETE ${one}`) },
  { weight: 1, arbitrary: label.map((one) => `JMP ${one}`) },
  { weight: 2, arbitrary: label.map((one) => `JZ ${one}`) },
  { weight: 1, arbitrary: label.map((one) => `JNZ ${one}`) },
  { weight: 3, arbitrary: fc.tuple(label, parameters).map(([one, names]) => `CALL ${one}${names}`) },
  { weight: 1, arbitrary: fc.tuple(label, parameters).map(([one, names]) => `TAIL_CALL ${one}${names}`) },
  { weight: 1, arbitrary: fc.tuple(label, parameters).map(([one, names]) => `MAKE_FUNCTION ${one}${names}`) },
  { weight: 1, arbitrary: fc.tuple(label, parameters).map(([one, names]) => `MAKE_LAMBDA ${one}${names}`) },
  { weight: 1, arbitrary: fc.constantFrom("CALL_FUNCTION", "TAIL_CALL_FUNCTION", "SELF") },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      ...[
        "CALL_WITH 0",
        "CALL_WITH 1",
        "CALL_WITH 2",
        "TAIL_CALL_WITH 1",
        "APPLY",
        "START_SUPERVISOR",
        "SUPERVISE_CHILD p temporary",
        "SUPERVISE_CHILD q temporary",
        "SPAWN",
      ],
    ),
  },
  { weight: 3, arbitrary: fc.constantFrom("RET", "RET", "HALT") },
  { weight: 2, arbitrary: label.map((one) => `TRY ${one}`) },
  { weight: 2, arbitrary: fc.constantFrom("END_TRY", "CATCH", "CATCH a", "THROW", "ASSERT") },
  { weight: 1, arbitrary: label.map((one) => `RECEIVE_TIMEOUT 0 ${one}`) },
);

export const wildText: fc.Arbitrary<string> = fc
  .tuple(
    fc.array(wildLine, { minLength: 3, maxLength: 30 }),
    fc.array(fc.nat(30), { minLength: 5, maxLength: 5 }),
  )
  .map(([lines, places]) => {
    const text: string[] = [];
    for (let at = 0; at <= lines.length; at++) {
      LABELS.forEach((one, i) => {
        if (Math.min(places[i], lines.length) === at) text.push(`LABEL ${one}`);
      });
      if (at < lines.length) text.push(lines[at]);
    }
    return `${text.join("\n")}\n`;
  });
