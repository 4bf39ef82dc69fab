/** Exceptions, several values, promises, parameters and escapes. */
import type { Evaluator, Special } from "./evaluator.ts";
import { choose } from "./forms.ts";
import {
  Builtin,
  Closure,
  Continuation,
  clauseOf,
  Environment,
  Escape,
  type Form,
  instance,
  Lazy,
  lambda,
  Parameter,
  Raised,
  Several,
  severalOf,
  type Thrown,
  type Value,
} from "./values.ts";

type Clauses = readonly (readonly Form[])[];

export const CONTROL_FORMS: Readonly<Record<string, Special>> = {
  try: attempt,
  guard: (evaluator, [, handler, ...body], scope) => {
    const [name, ...clauses] = handler as readonly Form[];
    return caught(
      evaluator,
      () => evaluator.body(body, scope),
      (thrown) => {
        const value = raisedValue(thrown);
        const inner = evaluator.bind([name], [value], scope);
        const result = choose(evaluator, clauses, inner);
        return result === undefined ? raiseAgain(evaluator, thrown) : result;
      },
    );
  },
  "let/cc": (evaluator, [, name, ...body], scope) =>
    escaping(evaluator, (continuation) =>
      evaluator.body(body, evaluator.bind([name], [continuation], scope)),
    ),
  "let-values": (evaluator, [, written, ...body], scope) => {
    const bound = (written as Clauses).map(([formals, form]) =>
      severalAs("let-values", evaluator, formals, form, scope),
    );
    const inner = new Environment(scope);
    for (const names of bound) for (const [name, value] of names) inner.values.set(name, value);
    return evaluator.body(body, inner);
  },
  "receive-values": (evaluator, [, formals, form, ...body], scope) => {
    const inner = new Environment(scope);
    for (const [name, value] of severalAs("receive-values", evaluator, formals, form, scope))
      inner.values.set(name, value);
    return evaluator.body(body, inner);
  },
  "define-values": (evaluator, [, formals, form], scope) => {
    for (const [name, value] of severalAs("define-values", evaluator, formals, form, scope))
      scope.values.set(name, value);
    return null;
  },
  "case-lambda": (_, [, ...clauses], scope) =>
    new Closure(
      (clauses as Clauses).map(([signature, ...body]) => clauseOf(signature, body)),
      scope,
      true,
    ),
  "named-lambda": (evaluator, [, signature, ...body], scope) => {
    const [name, ...formals] = signature as readonly Form[];
    const inner = evaluator.bind([], [], scope);
    const made = lambda(formals, body, inner);
    inner.values.set(name as string, made);
    return made;
  },
  delay: (evaluator, [, form], scope) => {
    const made = (): Lazy => new Lazy({ isDone: true, value: evaluator.value(form, scope) });
    return new Lazy({ isDone: false, value: new Builtin(made) });
  },
  "delay-force": (evaluator, [, form], scope) => {
    const made = (): Lazy => instance(evaluator.value(form, scope), Lazy);
    return new Lazy({ isDone: false, value: new Builtin(made) });
  },
  parameterize: (evaluator, [, written, ...body], scope) => {
    const parameters = (written as Clauses).map(([name]) =>
      instance(evaluator.value(name, scope), Parameter),
    );
    const values = (written as Clauses).map(([, form]) => evaluator.value(form, scope));
    const before = parameters.map(({ value }) => value);
    for (const [index, parameter] of parameters.entries()) {
      const { convert } = parameter;
      parameter.value = convert === undefined ? values[index] : evaluator.call(convert, [values[index]]);
    }
    return cleaned(
      () => evaluator.body(body, scope),
      () => {
        for (const [index, parameter] of parameters.entries()) parameter.value = before[index];
      },
    );
  },
};

/** The names of a form with the values of an expression, as many as there are names. */
function severalAs(
  name: string,
  evaluator: Evaluator,
  formals: Form,
  form: Form,
  scope: Environment,
): ReadonlyMap<string, Value> {
  const values = severalOf(evaluator.value(form, scope));
  const { parameters, rest } = clauseOf(formals, []);
  const [wanted, got] = [parameters.length, values.length];
  if (got < wanted || (rest === undefined && got > wanted)) {
    const count = `${rest === undefined ? "" : "at least "}${wanted} value${wanted === 1 ? "" : "s"}`;
    evaluator.error(`${name}: expected ${count}, got ${got}`);
  }
  const names = new Map(parameters.map((parameter, index) => [parameter, values[index]]));
  if (rest !== undefined) names.set(rest, values.slice(wanted));
  return names;
}

function raisedValue(thrown: Thrown): Value {
  return thrown.isFault ? thrown : thrown.value;
}

/** Where no clause of `guard` holds: a handler around it is asked, as by `raise-continuable`. */
function raiseAgain(evaluator: Evaluator, thrown: Thrown): Value {
  if (thrown.isFault) throw new Raised(thrown);
  return evaluator.raise(thrown.value, true);
}

/** Does something in which what is raised goes to where it is caught, not to the handlers around. */
function caught(evaluator: Evaluator, act: () => Value, handle: (thrown: Thrown) => Value): Value {
  try {
    return evaluator.within([], act);
  } catch (error) {
    if (error instanceof Raised) return handle(error.thrown);
    throw error;
  }
}

/** Does something and then, in every case, something else; what is not known is not cleaned up. */
export function cleaned(act: () => Value, cleanup: () => void): Value {
  let value: Value;
  try {
    value = act();
  } catch (error) {
    if (error instanceof Raised || error instanceof Escape) cleanup();
    throw error;
  }
  cleanup();
  return value;
}

/** Calls something with its continuation, which leaves it. */
export function escaping(evaluator: Evaluator, body: (continuation: Continuation) => Value): Value {
  const continuation = new Continuation();
  try {
    return evaluator.within(evaluator.handlers, () => body(continuation));
  } catch (error) {
    if (!(error instanceof Escape) || error.to !== continuation) throw error;
    return error.values.length === 1 ? error.values[0] : new Several(error.values);
  } finally {
    continuation.isLeft = true;
  }
}

/** Calls a function with a handler for what is raised in it. */
export function handling(evaluator: Evaluator, handler: Value, body: Value): Value {
  const { handlers } = evaluator;
  try {
    return evaluator.within([...handlers, handler], () => evaluator.call(body, []));
  } catch (error) {
    // What was raised without asking the handler comes to it now.
    if (!(error instanceof Raised) || error.handlers <= handlers.length) throw error;
    const value = raisedValue(error.thrown);
    evaluator.call(handler, [value]);
    return evaluator.returned(value);
  }
}

function attempt(evaluator: Evaluator, [, ...parts]: readonly Form[], scope: Environment): Value {
  const isClause = (part: Form, word: string): part is readonly Form[] =>
    Array.isArray(part) && part[0] === word;
  const handler = parts.find((part) => isClause(part, "catch")) as readonly Form[] | undefined;
  const cleanup = parts.find((part) => isClause(part, "finally")) as readonly Form[] | undefined;
  const body = (): Value => evaluator.body([parts[0]], scope);
  const handled = (): Value => {
    if (handler === undefined) return body();
    const [, name, ...forms] = handler;
    return caught(evaluator, body, (thrown) =>
      evaluator.body(forms, evaluator.bind([name], [thrown], scope)),
    );
  };
  return cleanup === undefined ? handled() : cleaned(handled, () => evaluator.value(cleanup[1], scope));
}
