/**
 * Arbitrary uses of functions that are called often enough to be called by generated code: with what they have captured, with
 * further arguments as a list, with too many arguments, applied to lists, and in the place of who calls them.
 *
 * Every program ends: who calls itself counts down.
 */
import fc from "fast-check";
import { expression, name, type Part, sequence } from "./expressions.ts";

/** Code with a function of its own, which control goes around. */
function withFunction(make: (label: string) => { readonly body: Part; readonly use: Part }): Part {
  return (writing) => {
    const id = writing.fresh();
    const { body, use } = make(`made${id}`);
    return sequence(`JMP around${id}`, `LABEL made${id}`, body, `LABEL around${id}`, use)(writing);
  };
}

const turns = fc.constantFrom(0, 1, 2, 7, 40, 450);
/** How a function is called that takes the place of its caller. */
const WAYS = ["named", "value", "closure", "list", "late"] as const;

/** A function of a count and a value that calls itself until the count is 0. */
const tailLoops: fc.Arbitrary<Part> = fc
  .tuple(turns, expression, expression, fc.constantFrom(...WAYS), name)
  .map(([count, first, result, way, captured]) =>
    withFunction((label) => {
      const next = ["LOAD n", "PUSH_INT 1", "SUB", "LOAD x"];
      const again: Record<(typeof WAYS)[number], readonly string[]> = {
        named: [...next, `TAIL_CALL ${label} n x`],
        value: [...next, `MAKE_FUNCTION ${label} n x`, "TAIL_CALL_WITH 2"],
        // The captured variable is a parameter, too, or has the value of the one that calls.
        closure: [
          ...next,
          `CAPTURE ${captured}`,
          "CAPTURE x",
          `MAKE_LAMBDA ${label} n x`,
          "TAIL_CALL_WITH 2",
        ],
        list: [...next, "MAKE_LIST 2", `MAKE_FUNCTION ${label} n x`, "TAIL_APPLY"],
        // What is left on the stack stays there.
        late: ["LOAD x", ...next, `TAIL_CALL ${label} n x`],
      };
      return {
        body: sequence("LOAD n", `JZ ${label}end`, ...again[way], `LABEL ${label}end`, result, "RET"),
        use: sequence(
          `PUSH_INT ${way === "late" ? Math.min(count, 7) : count}`,
          first,
          `CALL ${label} n x`,
          "PRINT",
        ),
      };
    }),
  );

/** Function values of several kinds; few of them take one argument. */
const KINDS = ["plain", "closure", "two", "twice", "rest", "more", "count", "none"] as const;

function functionOf(kind: (typeof KINDS)[number], label: string, captured: string): readonly string[] {
  switch (kind) {
    case "plain":
      return [`MAKE_FUNCTION ${label} x`];
    case "closure":
      return [`CAPTURE ${captured}`, `MAKE_LAMBDA ${label} x`];
    case "two":
      return ["CAPTURE a", `CAPTURE b`, `MAKE_LAMBDA ${label} x`];
    case "twice":
      return [`CAPTURE ${captured}`, `CAPTURE ${captured}`, `MAKE_LAMBDA ${label} ${captured}`];
    case "rest":
      return [`CAPTURE ${captured}`, `MAKE_LAMBDA ${label} ...x`];
    case "more":
      return [`MAKE_FUNCTION ${label} x ...y`];
    case "count":
      return [`MAKE_FUNCTION ${label} x y`];
    case "none":
      return ["PUSH_INT 5"];
  }
}

/** A function that calls what it is given several times, with one argument or a list of some. */
const callers: fc.Arbitrary<Part> = fc
  .tuple(
    fc.array(fc.constantFrom(...KINDS), { minLength: 1, maxLength: 3 }),
    fc.constantFrom(0, 1, 3, 30),
    fc.constantFrom("CALL_WITH", "APPLY", "empty", "tail", "list"),
    expression,
    name,
  )
  .map(([kinds, count, way, result, captured]) =>
    withFunction((label) => {
      const call: Record<string, readonly string[]> = {
        CALL_WITH: ["LOAD n", "LOAD f", "CALL_WITH 1", "POP"],
        APPLY: ["LOAD n", "MAKE_LIST 1", "LOAD f", "APPLY", "POP"],
        empty: ["MAKE_LIST 0", "LOAD f", "APPLY", "POP"],
        tail: ["LOAD n", "LOAD f", `CALL ${label}tail x f`, "POP"],
        list: ["LOAD n", `PUSH_INT ${count}`, "LOAD f", `CALL ${label}list x y f`, "POP"],
      };
      const loop = ["LOAD n", `JZ ${label}end`, "LOAD n", "PUSH_INT 1", "SUB", "STORE n"];
      const body = [
        `LABEL ${label}each`,
        ...loop,
        ...call[way],
        `JMP ${label}each`,
        `LABEL ${label}end`,
        "NULL",
        "RET",
        `LABEL ${label}tail`,
        "LOAD x",
        "LOAD f",
        "TAIL_CALL_WITH 1",
        `LABEL ${label}list`,
        ...["LOAD x", "LOAD y", "MAKE_LIST 2", "LOAD f", "TAIL_APPLY"],
        `LABEL ${label}called`,
      ];
      const uses = kinds.flatMap((kind) => [
        `PUSH_INT ${count}`,
        ...functionOf(kind, `${label}called`, captured),
        `CALL ${label} n f`,
        "PRINT",
      ]);
      return { body: sequence(...body, result, "RET"), use: sequence(...uses) };
    }),
  );

export const dynamicCalls: fc.Arbitrary<Part> = fc.oneof(tailLoops, callers);
