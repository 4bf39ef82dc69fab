/** Random well-formed programs do what a direct evaluator, written for this test, says. */
import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { readLisp } from "../../vm-core/lisp/index.ts";
import { runProgram } from "../machine/run-text.ts";

/** An expression: a number, a variable, or a form. */
type Expression = number | string | readonly Expression[];

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

/** The expression as the language has it. */
function write(form: Expression): string {
  if (!Array.isArray(form)) return String(form);
  const [head, a, b, c, d] = form as readonly Expression[];
  // A number that is called as it stands would be refused before anything runs.
  if (typeof head === "number") return `((begin ${head}) ${write(a)})`;
  if (head === "set!") return `(begin (set! ${a} ${write(b)}) 0)`;
  if (head === "try") return `(try ${write(a)} (catch ignored ${write(b)}))`;
  if (head === "times") {
    return `(let loop ((${a} 0) (acc ${write(c)})) (if (< ${a} ${b}) (loop (+ ${a} 1) (let ((${a} ${a})) ${write(d)})) acc))`;
  }
  return `(${(form as readonly Expression[]).map(write).join(" ")})`;
}

const NAMES = ["x", "y", "f", "acc", "i"];

/** Expressions over the variables of a scope, `fuel` deep. */
function expression(names: readonly string[], fuel: number): fc.Arbitrary<Expression> {
  const leaf = fc.oneof(fc.integer({ min: -5, max: 5 }), fc.constantFrom(...names));
  if (fuel === 0) return leaf;
  const part = expression(names, fuel - 1);
  const under = (name: string) => expression([...names.filter((each) => each !== name), name], fuel - 1);
  const name = fc.constantFrom(...NAMES);
  return fc.oneof(
    leaf,
    fc.tuple(fc.constantFrom("+", "-", "<", "and", "or", "begin"), part, part),
    fc.tuple(fc.constant("if"), part, part, part),
    fc.tuple(fc.constant("set!"), fc.constantFrom(...names), part),
    fc.tuple(fc.constant("try"), part, part),
    fc.tuple(part, part),
    name.chain((each) =>
      fc.tuple(
        fc.constant("let"),
        part.map((value) => [[each, value]]),
        under(each),
      ),
    ),
    name.chain((each) => fc.tuple(fc.constant("lambda"), fc.constant([each]), under(each))),
    fc
      .constantFrom("i", "x")
      .chain((each) =>
        fc.tuple(
          fc.constant("times"),
          fc.constant(each),
          fc.nat(3),
          part,
          expression([...new Set([...names, each, "acc"])], fuel - 1),
        ),
      ),
  ) as fc.Arbitrary<Expression>;
}

it("agrees with a direct evaluator", async () => {
  const program = fc.tuple(expression(["g"], 4), expression(["g", "h"], 5));
  await fc.assert(
    fc.asyncProperty(program, async ([first, second]) => {
      // A function of one parameter that nothing uses: its body may be a loop or a tail call.
      const text = `(define g 1)\n(define h ${write(first)})\n(define (main p) ${write(second)})\n(define r (main 0))\n(print (if (procedure? r) "procedure" r) (if (procedure? g) "procedure" g))`;
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
