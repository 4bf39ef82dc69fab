/**
 * Parts of programs that have to do with processes: they start, send, receive, are linked, watched and supervised.
 *
 * What a process waits for it mostly has sent itself. Where it waits for ever, the program ends when all others do.
 */
import fc from "fast-check";
import { expression, lines, name, type Part, sequence, typed } from "./expressions.ts";

const KNOWN = fc.constantFrom("red", "green");
const PATTERNS = fc.constantFrom("int", "string", "int string", "any", "list object", "exit down", '"x"');
/** Who is meant: the running process, one that was started here, or one that perhaps is. */
const someone = fc.constantFrom("SELF", "LOAD child", "LOAD child", "PUSH_INT 1", "PUSH_INT 2");
const other = fc.constantFrom("LOAD child", "LOAD child", "LOAD child", "PUSH_INT 1", "PUSH_INT 2");

const starting: fc.Arbitrary<Part> = fc.oneof(
  fc.constant<Part>(({ callee }) => [`MAKE_FUNCTION ${callee}`, "SPAWN", "STORE child"]),
  fc.tuple(expression, expression).map(
    ([a, b]): Part =>
      (writing) =>
        sequence(
          a,
          b,
          `MAKE_FUNCTION ${writing.callee} a b`,
          "SPAWN",
          "DUP",
          "STORE child",
          "PRINT",
        )(writing),
  ),
  fc.tuple(name, expression).map(
    ([variable, value]): Part =>
      (writing) =>
        sequence(
          `CAPTURE ${variable}`,
          value,
          `MAKE_LAMBDA ${writing.callee} c`,
          "SPAWN",
          "STORE child",
        )(writing),
  ),
  fc.constant(lines("YIELD")),
);

const messages: fc.Arbitrary<Part> = fc.oneof(
  fc.tuple(expression, someone).map(([value, whom]) => sequence(value, whom, "SEND")),
  expression.map((value) => sequence(value, "SELF", "SEND", "RECEIVE", "PRINT")),
  fc
    .tuple(typed.text, PATTERNS)
    .map(([value, patterns]) => sequence(value, "SELF", "SEND", `RECEIVE_MATCH string ${patterns}`, "PRINT")),
  fc.tuple(fc.option(expression, { nil: undefined }), PATTERNS).map(
    ([value, patterns]): Part =>
      (writing) => {
        const id = writing.fresh();
        const sent = value === undefined ? [] : [value, "SELF", "SEND"];
        return sequence(
          ...sent,
          `RECEIVE_TIMEOUT 0 nothing${id} ${patterns}`,
          "PRINT",
          `LABEL nothing${id}`,
        )(writing);
      },
  ),
  fc
    .tuple(expression, PATTERNS)
    .map(([value, patterns]) => sequence(value, `MATCH ${patterns}`, "PRINT", "PRINT")),
);

const ties: fc.Arbitrary<Part> = fc.oneof(
  fc.tuple(someone, fc.constantFrom("LINK", "UNLINK")).map(([whom, op]) => lines(whom, op, "PRINT")),
  someone.map((whom) => lines(whom, "MONITOR", "DUP", "STORE ref", "PRINT")),
  fc.constant(lines("LOAD ref", "DEMONITOR", "PRINT")),
  fc.constantFrom("TRUE", "FALSE").map((value) => lines(value, "TRAP_EXIT")),
  fc
    .tuple(fc.constantFrom('"normal"', '"enough"', '"kill"'), other)
    .map(([reason, whom]) => lines(`PUSH_STR ${reason}`, whom, "EXIT_SIGNAL")),
);

const names: fc.Arbitrary<Part> = fc.oneof(
  fc
    .tuple(KNOWN, fc.constantFrom("REGISTER", "UNREGISTER", "WHEREIS"))
    .map(([known, op]) => lines(`${op} ${known}`, "PRINT")),
  fc.tuple(expression, KNOWN).map(([value, known]) => sequence(value, `SENDNAMED ${known}`, "PRINT")),
  // Not what they are: how many instructions they have executed is theirs.
  fc.constant(lines("PROCESSES", "LEN", "PRINT")),
);

const supervision: fc.Arbitrary<Part> = fc.oneof(
  fc
    .tuple(fc.constantFrom("one_for_one", "one_for_all", "rest_for_one"), fc.nat({ max: 2 }))
    .map(([strategy, intensity]) => lines(`START_SUPERVISOR ${strategy} ${intensity}`, "PRINT")),
  fc.constantFrom("permanent", "transient", "temporary").map(
    (restart): Part =>
      ({ callee }) => [`SUPERVISE_CHILD ${callee} ${restart} 0`, "PRINT"],
  ),
  fc.constantFrom("RESTART_CHILD", "STOP_CHILD").map(
    (op): Part =>
      ({ callee }) => [`${op} ${callee}`, "PRINT"],
  ),
  fc.constant(lines("WHICH_CHILDREN", "PRINT")),
);

export const processParts: fc.Arbitrary<Part> = fc.oneof(
  { weight: 4, arbitrary: starting },
  { weight: 4, arbitrary: messages },
  { weight: 2, arbitrary: ties },
  { weight: 1, arbitrary: names },
  { weight: 1, arbitrary: supervision },
);
