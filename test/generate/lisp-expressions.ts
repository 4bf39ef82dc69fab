/**
 * Random expressions of Lisp: closures, loops, exceptions and assignments, over variables that exist.
 *
 * Invariant: what is written reads without an error, and its evaluation ends.
 */
import fc from "fast-check";

/** An expression: a number, a variable, or a form. */
export type Expression = number | string | readonly Expression[];

/** The expression as the language has it. */
export function writeExpression(form: Expression): string {
  if (!Array.isArray(form)) return String(form);
  const [head, a, b, c, d] = form as readonly Expression[];
  // A number that is called as it is would be refused before anything runs.
  if (typeof head === "number") return `((begin ${head}) ${writeExpression(a)})`;
  if (head === "set!") return `(begin (set! ${a} ${writeExpression(b)}) 0)`;
  if (head === "try") return `(try ${writeExpression(a)} (catch ignored ${writeExpression(b)}))`;
  if (head === "times") {
    return `(let loop ((${a} 0) (acc ${writeExpression(c)})) (if (< ${a} ${b}) (loop (+ ${a} 1) (let ((${a} ${a})) ${writeExpression(d)})) acc))`;
  }
  return `(${(form as readonly Expression[]).map(writeExpression).join(" ")})`;
}

const NAMES = ["x", "y", "f", "acc", "i"];

/** Expressions over the variables of a scope, `fuel` deep. */
export function expression(names: readonly string[], fuel: number): fc.Arbitrary<Expression> {
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
