/**
 * Arbitrary programs that assemble, end, and use the core instructions: calls, loops, closures, handlers.
 *
 * They may fault: what a fault does is part of what is compared. Loops count down, and functions only call
 * functions that come after them, so every program ends.
 */
import fc from "fast-check";
import { dynamicCalls } from "./dynamic-calls.ts";
import { expression, lines, name, type Part, sequence, TWO, typed, type Writing } from "./expressions.ts";
import { keptData } from "./kept-data.ts";
import { processParts } from "./process-parts.ts";

function choice(test: Part, yes: Part, no: Part, jump: string): Part {
  return (writing) => {
    const id = writing.fresh();
    const parts = [test, `${jump} else${id}`, yes, `JMP end${id}`, `LABEL else${id}`, no, `LABEL end${id}`];
    return sequence(...parts)(writing);
  };
}

function loop(count: number, body: Part): Part {
  return (writing) => {
    const id = writing.fresh();
    const head = [`PUSH_INT ${count}`, `STORE n${id}`, `LABEL loop${id}`, `LOAD n${id}`, `JZ done${id}`];
    const step = [`LOAD n${id}`, "PUSH_INT 1", "SUB", `STORE n${id}`];
    return sequence(...head, ...step, body, `JMP loop${id}`, `LABEL done${id}`)(writing);
  };
}

function guarded(body: Part, handler: Part): Part {
  return (writing) => {
    const id = writing.fresh();
    const caught = [`LABEL catch${id}`, "CATCH e", "LOAD e", "PRINT", handler, "END_TRY", `LABEL after${id}`];
    return sequence(`TRY catch${id}`, body, "END_TRY", `JMP after${id}`, ...caught)(writing);
  };
}

/** Stores and faults inside of a structured handler; nothing with a label-form TRY may be there. */
const inside = fc.oneof(
  expression.map((value) => sequence(value, "PRINT")),
  fc.tuple(expression, name).map(([value, variable]) => sequence(value, `STORE ${variable}`)),
  expression.map((value) => sequence(value, "THROW")),
);

/** The structured form, nested too. */
const structured = fc.letrec<{ block: Part }>((tie) => ({
  block: fc
    .tuple(
      fc.array(fc.oneof({ depthSize: "small" }, inside, tie("block")), { maxLength: 3 }),
      fc.array(inside, { maxLength: 1 }),
      name,
      fc.boolean(),
    )
    .map(([body, handler, variable, isNamed]) =>
      isNamed
        ? sequence("TRY", ...body, "CATCH e", "LOAD e", "GET_FIELD kind", "PRINT", ...handler, "END_TRY")
        : sequence("TRY", ...body, "CATCH", "GET_FIELD message", `STORE ${variable}`, ...handler, "END_TRY"),
    ),
})).block;

const calls: fc.Arbitrary<Part> = fc.oneof(
  fc.tuple(expression, expression).map(
    ([a, b]): Part =>
      (writing) =>
        sequence(a, b, `CALL ${writing.callee} a b`, "PRINT")(writing),
  ),
  fc.tuple(expression, name).map(
    ([value, variable]): Part =>
      (writing) =>
        sequence(
          `CAPTURE ${variable}`,
          value,
          `MAKE_LAMBDA ${writing.callee} a`,
          "CALL_FUNCTION",
          "PRINT",
        )(writing),
  ),
  fc.tuple(expression, expression).map(
    ([a, b]): Part =>
      (writing) =>
        sequence(a, b, `MAKE_FUNCTION ${writing.callee} c b`, "CALL_FUNCTION", "PRINT")(writing),
  ),
);

/** Calls that check how many arguments there are. */
const checkedCalls: fc.Arbitrary<Part> = fc
  .tuple(fc.array(expression, { maxLength: 3 }), fc.constantFrom("", " a", " a b"), fc.boolean())
  .map(
    ([values, parameters, asList]): Part =>
      ({ callee, ...writing }) => {
        const made = `MAKE_FUNCTION ${callee}${parameters}`;
        const parts = asList
          ? [...values, `MAKE_LIST ${values.length}`, made, "APPLY"]
          : [...values, made, `CALL_WITH ${values.length}`];
        return sequence(...parts, "PRINT")({ callee, ...writing });
      },
  );

const SHUFFLE = fc.constantFrom("DUP", "SWAP", "OVER", "ROT", "POP");

/** Function values that wait in variables. Each name holds one function, so that every program ends. */
const functionValues: fc.Arbitrary<Part> = fc.oneof(
  fc.constantFrom("", " a", " a b").map(
    (parameters): Part =>
      ({ callee }) => [`MAKE_FUNCTION ${callee}${parameters}`, `STORE f_${callee}`],
  ),
  fc.tuple(expression, expression).map(
    ([a, b]): Part =>
      (writing) =>
        sequence(a, b, `LOAD f_${writing.callee}`, "CALL_FUNCTION", "PRINT")(writing),
  ),
  fc.constant<Part>(({ callee }) => [`MAKE_FUNCTION ${callee} a`, "PRINT"]),
  fc.constant<Part>(({ callee }) => [`MAKE_FUNCTION ${callee}`, `LOAD f_${callee}`, "EQ", "PRINT"]),
  fc.tuple(name, name, expression).map(
    ([first, second, value]): Part =>
      (writing) =>
        sequence(
          `CAPTURE ${first}`,
          `CAPTURE ${second}`,
          `MAKE_LAMBDA ${writing.callee} b`,
          "STORE closure",
          value,
          "LOAD closure",
          "CALL_FUNCTION",
          "PRINT",
        )(writing),
  ),
);

/** What an optimizer takes away, and must not take where it can be told. */
const detours: fc.Arbitrary<Part> = fc.oneof(
  fc.tuple(expression, expression).map(([a, b]) => sequence(a, b, "SWAP", "SWAP", "PRINT", "PRINT")),
  expression.map((value) => sequence(value, "POP")),
  fc.tuple(expression, name).map(([value, variable]) => sequence(value, `STORE_GLOBAL ${variable}`)),
  expression.map((value) => sequence(value, "NOT", "NOT", "PRINT")),
  fc
    .tuple(expression, name, fc.constantFrom("LOAD", "POP", "DELETE"))
    .map(([value, variable, then]) =>
      then === "LOAD"
        ? sequence(value, `STORE ${variable}`, `LOAD ${variable}`, `LOAD ${variable}`, "MAKE_LIST 2", "PRINT")
        : then === "POP"
          ? sequence(value, "DUP", `STORE ${variable}`, "POP")
          : sequence(value, `STORE ${variable}`, `DELETE ${variable}`),
    ),
  fc
    .tuple(expression, expression, TWO, name)
    .map(([a, b, op, variable]) =>
      sequence(a, `STORE ${variable}`, b, `LOAD ${variable}`, op, "PRINT", "PUSH_INT 0", `STORE ${variable}`),
    ),
  fc
    .tuple(
      expression,
      fc.constantFrom("PUSH_INT 0", "PUSH_INT 1", "PUSH_FLOAT 0.0", "TRUE", 'PUSH_STR ""'),
      TWO,
    )
    .map(([value, unit, op]) => sequence(value, unit, op, "PRINT")),
  fc.tuple(expression, TWO).map(([value, op]) => sequence(value, "DUP", op, "PRINT")),
  fc.constantFrom("POP", "DUP", "SWAP", "END_TRY", "CATCH e", "CATCH", "EXPORT a").map((op) => lines(op)),
  expression.map(
    (value): Part =>
      (writing) => {
        const id = writing.fresh();
        return sequence(`JMP over${id}`, value, "PRINT", `LABEL over${id}`)(writing);
      },
  ),
  fc.constant<Part>((writing) => {
    const id = writing.fresh();
    return [
      `JMP first${id}`,
      `LABEL second${id}`,
      `JMP third${id}`,
      `LABEL first${id}`,
      `JMP second${id}`,
      `LABEL third${id}`,
    ];
  }),
);

/** What is seen, or may fault, without leaving a value. */
const effects: fc.Arbitrary<Part> = fc.oneof(
  typed.text.map((value) => sequence(value, "WRITE")),
  typed.text.map((value) => sequence(value, "WRITE_ERR")),
  fc.tuple(expression, typed.text).map(([condition, message]) => sequence(condition, message, "ASSERT")),
  fc.constant(lines("BREAKPOINT")),
  expression.map((value) => sequence(value, "MAKE_CELL", "STORE cell")),
  expression.map((value) => sequence("LOAD cell", value, "CELL_SET", "LOAD cell", "CELL_GET", "PRINT")),
  fc
    .tuple(typed.object, name)
    .map(([value, variable]) =>
      sequence(value, `STORE ${variable}`, `LOAD ${variable}`, "GET_FIELD f", "PRINT"),
    ),
);

/** Most leave the stack as it was, unless they fault. */
const statementsOf = (more: readonly fc.Arbitrary<Part>[], longest: number) =>
  fc.letrec<{ one: Part; body: Part }>((tie) => ({
    body: fc
      .array(tie("one"), { maxLength: longest, depthIdentifier: "body" })
      .map((parts) => sequence(...parts)),
    one: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      expression.map((value) => sequence(value, "PRINT")),
      fc.tuple(expression, name).map(([value, variable]) => sequence(value, `STORE ${variable}`)),
      name.map((variable) => lines(`DELETE ${variable}`)),
      fc.constant(lines("DUMP_SCOPE")),
      calls,
      functionValues,
      detours,
      keptData,
      effects,
      ...more,
      structured,
      fc.tuple(expression, expression, SHUFFLE).map(([a, b, op]) => sequence(a, b, op, "PRINT")),
      expression.map((value) => sequence(value, "THROW")),
      fc
        .tuple(expression, tie("body"), tie("body"), fc.constantFrom("JZ", "JNZ"))
        .map(([test, yes, no, jump]) => choice(test, yes, no, jump)),
      fc.tuple(fc.integer({ min: 0, max: 4 }), tie("body")).map(([count, body]) => loop(count, body)),
      fc.tuple(tie("body"), tie("body")).map(([body, handler]) => guarded(body, handler)),
    ),
  })).body;

/** What may be in a program besides the core instructions. */
export interface ProgramOptions {
  readonly processes?: boolean;
  /** What only Lisp compiles to. */
  readonly dynamic?: boolean;
  /** Statements in a row at most. With few of them programs are small: more of them can be run in the same time. */
  readonly longest?: number;
}

/** The text of a program: a top level and a chain of functions. */
export function programs({
  processes = false,
  dynamic = false,
  longest = 4,
}: ProgramOptions = {}): fc.Arbitrary<string> {
  const more = [...(processes ? [processParts] : []), ...(dynamic ? [checkedCalls, dynamicCalls] : [])];
  const statements = statementsOf(more, longest);
  const endings = fc.constantFrom(...ENDINGS, ...(dynamic ? (["checked"] as const) : []));
  return fc
    .record({
      // Most faults are caught at the top, so that what comes after them runs too.
      top: fc.array(
        fc
          .tuple(statements, fc.integer({ min: 0, max: 4 }))
          .map(([body, bare]) => (bare === 0 ? body : guarded(body, sequence()))),
        { minLength: 1, maxLength: longest },
      ),
      functions: fc.array(fc.tuple(statements, expression, endings), { maxLength: Math.min(longest, 3) }),
      // What nobody has stored is a fault, mostly soon.
      ready: fc.integer({ min: 0, max: 4 }).map((one) => one > 0),
      numeric: fc.integer({ min: 0, max: 3 }).map((one) => one === 0),
    })
    .map(({ top, functions, ready, numeric }) => {
      const written = programLines(top, functions, ready);
      return `${(numeric ? withAddresses(written) : written).join("\n")}\n`;
    });
}

/** How a function returns its result. */
const ENDINGS = ["RET", "tail", "call", "value", "jump", "replaced"] as const;
type Ending = (typeof ENDINGS)[number] | "checked";

function programLines(
  top: readonly Part[],
  functions: readonly (readonly [Part, Part, Ending])[],
  ready: boolean,
): readonly string[] {
  let numbers = 0;
  const writing = (callee: number): Writing => ({
    fresh: () => numbers++,
    callee: `function${Math.min(callee, functions.length)}`,
  });
  const written = [
    "PUSH_INT 3",
    "STORE a",
    'PUSH_STR "b"',
    "STORE b",
    ...(ready ? stored(functions.length) : []),
    ...sequence(...top)(writing(0)),
    "HALT",
  ];
  functions.forEach(([body, result, end], index) => {
    const next = writing(index + 1);
    written.push(`LABEL function${index}`, ...sequence(body, result)(next), ...endingLines(end, next));
  });
  return [...written, `LABEL function${functions.length}`, "LOAD a", "RET"];
}

/** Stores the other variables that programs use. */
function stored(functions: number): readonly string[] {
  const values = ["PUSH_INT 7", "MAKE_LIST 1", "STORE c", "MAKE_OBJECT", "NULL", "SET_FIELD f", "STORE d"];
  const made = Array.from({ length: functions + 1 }, (_, index) => [
    `MAKE_FUNCTION function${index} a`,
    `STORE f_function${index}`,
  ]);
  return [...values, "NULL", "MAKE_CELL", "STORE cell", "SELF", "STORE child", ...made.flat()];
}

function endingLines(end: Ending, { callee, fresh }: Writing): readonly string[] {
  switch (end) {
    case "RET":
      return ["RET"];
    case "tail":
      return ["STORE c", "LOAD c", "NULL", `TAIL_CALL ${callee} a b`];
    case "call":
      return [`CALL ${callee} a`, "RET"];
    case "value":
      return [`MAKE_FUNCTION ${callee} a`, "CALL_FUNCTION", "RET"];
    case "replaced":
      return [`MAKE_FUNCTION ${callee} a`, "TAIL_CALL_FUNCTION"];
    case "checked":
      return [`MAKE_FUNCTION ${callee} a`, "TAIL_CALL_WITH 1"];
    case "jump": {
      const id = fresh();
      return [`CALL ${callee} a`, `JMP leave${id}`, "NULL", "PRINT", `LABEL leave${id}`, "RET"];
    }
  }
}

/** The same program with addresses for the labels of jumps, calls and function values. */
function withAddresses(written: readonly string[]): readonly string[] {
  const addresses = new Map<string, number>();
  let address = 0;
  for (const line of written) {
    if (line.startsWith("LABEL ")) addresses.set(line.slice("LABEL ".length), address);
    else address++;
  }
  return written.map((line) =>
    line.replace(
      /^(JMP|JZ|JNZ|CALL|TAIL_CALL|MAKE_FUNCTION|MAKE_LAMBDA) (\w+)/,
      (_, op, label) => `${op} ${addresses.get(label)}`,
    ),
  );
}

/** Of core instructions alone. */
export const programText = programs();
