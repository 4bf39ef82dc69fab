/** Random well-formed programs do what a direct evaluator, written for this test, says. */
import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { readLisp } from "../../vm-core/lisp/index.ts";
import { type Expression, expression, writeExpression } from "../generate/lisp-expressions.ts";
import { runProgram } from "../machine/run-text.ts";

/** Closures share the environment that they were made in, so `set!` is seen by all. */
interface Environment {
  readonly values: Map<string, Value>;
  readonly outer: Environment | undefined;
}

type Value = number | Closure;

class Closure {
  constructor(
    readonly parameter: string,
    readonly body: Expression,
    readonly scope: Environment,
  ) {}
}

class Fault extends Error {}

function find(scope: Environment, name: string): Map<string, Value> {
  for (let at: Environment | undefined = scope; at !== undefined; at = at.outer) {
    if (at.values.has(name)) return at.values;
  }
  throw new Error(`unbound ${name}`);
}

function number(value: Value): number {
  if (typeof value !== "number") throw new Fault();
  return value;
}

const inner = (outer: Environment, name: string, value: Value): Environment => ({
  values: new Map([[name, value]]),
  outer,
});

function evaluate(form: Expression, scope: Environment): Value {
  if (typeof form === "number") return form;
  if (typeof form === "string") return find(scope, form).get(form) as Value;
  const [head, a, b, c] = form as readonly Expression[];
  const value = (part: Expression): Value => evaluate(part, scope);
  switch (head) {
    case "+":
      return number(value(a)) + number(value(b));
    case "-":
      return number(value(a)) - number(value(b));
    case "<": {
      const [x, y] = [value(a), value(b)].map(number);
      return x < y ? 1 : 0;
    }
    case "if":
      return value(a) !== 0 ? value(b) : value(c);
    case "and": {
      const first = value(a);
      return first !== 0 ? value(b) : first;
    }
    case "or": {
      const first = value(a);
      return first !== 0 ? first : value(b);
    }
    case "let":
      return evaluate(b, inner(scope, (a as string[][])[0][0], value((a as Expression[][])[0][1])));
    case "begin":
      value(a);
      return value(b);
    case "set!": {
      const place = a as string;
      find(scope, place).set(place, value(b));
      return 0;
    }
    case "lambda":
      return new Closure((a as string[])[0], b, scope);
    case "times":
      return repeat(form, scope);
    case "try":
      return attempt(form, scope);
    default: {
      const given = value(a);
      const callee = value(head);
      if (!(callee instanceof Closure)) throw new Fault();
      return evaluate(callee.body, inner(callee.scope, callee.parameter, given));
    }
  }
}

/** `(times i count start body)`: `body` of `i` and the value so far, `acc`. */
function repeat([, name, count, start, body]: readonly Expression[], scope: Environment): Value {
  let result = evaluate(start, scope);
  for (let i = 0; i < (count as number); i++) {
    result = evaluate(body, inner(inner(scope, name as string, i), "acc", result));
  }
  return result;
}

function attempt([, body, handler]: readonly Expression[], scope: Environment): Value {
  try {
    return evaluate(body, scope);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return evaluate(handler, scope);
  }
}

it("agrees with a direct evaluator", async () => {
  const program = fc.tuple(expression(["g"], 4), expression(["g", "h"], 5));
  await fc.assert(
    fc.asyncProperty(program, async ([first, second]) => {
      // A function of one parameter that nothing uses: its body may be a loop or a tail call.
      const text = `(define g 1)\n(define h ${writeExpression(first)})\n(define (main p) ${writeExpression(second)})\n(define r (main 0))\n(print (if (procedure? r) "procedure" r) (if (procedure? g) "procedure" g))`;
      const { program: made, diagnostics } = readLisp(text, "random.lisp");
      assert.ok(made !== undefined, `${diagnostics[0]?.message}: ${text}`);
      const { stdout, error } = await runProgram(made);
      const globals: Environment = { values: new Map<string, Value>([["g", 1]]), outer: undefined };
      let expected: string | undefined;
      try {
        globals.values.set("h", evaluate(first, globals));
        const result = evaluate(second, globals);
        const shown = [result, globals.values.get("g")].map((each) =>
          typeof each === "number" ? each : "procedure",
        );
        expected = `${shown.join(" ")}\n`;
      } catch (thrown) {
        if (!(thrown instanceof Fault)) return;
      }
      if (expected === undefined) assert.notEqual(error, "", text);
      else assert.deepEqual({ stdout, error }, { stdout: expected, error: "" }, text);
    }),
    { seed: 21, numRuns: 1000 },
  );
});
