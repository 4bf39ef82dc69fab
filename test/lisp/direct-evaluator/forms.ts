/** Definitions, functions, choices and loops. */
import type { Evaluator, Special } from "./evaluator.ts";
import {
  type Closure,
  type Environment,
  type Form,
  fitting,
  isTrue,
  lambda,
  list,
  number,
  quoted,
  sum,
  Unsure,
  type Value,
} from "./values.ts";

export const FORMS: Readonly<Record<string, Special>> = {
  define: (evaluator, [, target, ...rest], scope) => {
    if (typeof target === "string") scope.values.set(target, evaluator.value(rest[0], scope));
    else {
      const [name, ...signature] = target as readonly Form[];
      scope.values.set(name as string, lambda(signature, rest, scope));
    }
    return null;
  },
  "set!": (evaluator, [, name, form], scope) => {
    const value = evaluator.value(form, scope);
    bindings(scope, name).set(name as string, value);
    return null;
  },
  lambda: (_, [, signature, ...body], scope) => lambda(signature, body, scope),
  quote: (_, [, datum]) => quoted(datum),
  quasiquote: (evaluator, [, datum], scope) => template(evaluator, datum, scope),
  begin: (evaluator, [, ...forms], scope) => evaluator.sequence(forms, scope),
  if: (evaluator, [, test, yes, no], scope) =>
    evaluator.value(evaluator.holds(test, scope) ? yes : (no ?? "null"), scope),
  when: (evaluator, [, test, body], scope) =>
    evaluator.holds(test, scope) ? evaluator.value(body, scope) : null,
  unless: (evaluator, [, test, body], scope) =>
    evaluator.holds(test, scope) ? null : evaluator.value(body, scope),
  and: (evaluator, [, ...forms], scope) => {
    let last: Value = true;
    for (const form of forms) {
      last = evaluator.value(form, scope);
      if (!isTrue(last)) return last;
    }
    return last;
  },
  or: (evaluator, [, ...forms], scope) => {
    let last: Value = false;
    for (const form of forms) {
      last = evaluator.value(form, scope);
      if (isTrue(last)) return last;
    }
    return last;
  },
  cond: (evaluator, [, ...clauses], scope) => choose(evaluator, clauses, scope) ?? null,
  case: (evaluator, [, key, ...clauses], scope) => {
    const value = evaluator.value(key, scope);
    for (const [choices, body] of clauses as readonly (readonly Form[])[]) {
      const isChosen =
        choices === "else" || (choices as readonly Form[]).some((each) => quoted(each) === value);
      if (isChosen) return evaluator.value(body, scope);
    }
    return null;
  },
  let: (evaluator, [, first, ...rest], scope) => {
    if (typeof first === "string") return namedLet(evaluator, first, rest, scope);
    const written = first as readonly (readonly Form[])[];
    const values = written.map(([, form]) => evaluator.value(form, scope));
    const names = written.map(([name]) => name);
    return evaluator.body(rest, evaluator.bind(names, values, scope));
  },
  "let*": (evaluator, [, written, ...rest], scope) => {
    let inner = scope;
    for (const [name, form] of written as readonly (readonly Form[])[]) {
      inner = evaluator.bind([name], [evaluator.value(form, inner)], inner);
    }
    return evaluator.body(rest, inner);
  },
  do: (evaluator, [, variables, end, ...body], scope) => {
    const [test, result] = end as readonly Form[];
    const written = variables as readonly (readonly Form[])[];
    const names = written.map(([name]) => name);
    let inner = evaluator.bind(
      names,
      written.map(([, first]) => evaluator.value(first, scope)),
      scope,
    );
    while (!evaluator.holds(test, inner)) {
      for (const form of body) evaluator.value(form, inner);
      inner = evaluator.bind(
        names,
        written.map(([name, , next]) => evaluator.value(next ?? name, inner)),
        scope,
      );
    }
    return evaluator.value(result, inner);
  },
  // Adds as it goes: what follows a fault is not evaluated.
  "+": (evaluator, [, first, ...others], scope) => {
    let total = evaluator.value(first, scope);
    for (const form of others) {
      const next = evaluator.value(form, scope);
      total = sum(number(total), number(next));
    }
    return total;
  },
  // Macros that every program of the tests begins with.
  "either-of": (evaluator, [, a, b], scope) => {
    const first = evaluator.value(a, scope);
    return isTrue(first) ? first : evaluator.value(b, scope);
  },
  "or-else": (evaluator, [, a, b], scope) => {
    const first = evaluator.value(a, scope);
    return first === 0 ? evaluator.value(b, scope) : first;
  },
  "swap!": (evaluator, [, a, b], scope) => {
    const [first, second] = [a, b].map((name) => evaluator.value(name, scope));
    bindings(scope, a).set(a as string, second);
    bindings(scope, b).set(b as string, first);
    return null;
  },
  repeat: (evaluator, [, count, body], scope) => {
    for (let i = 0; i < (count as number); i++) evaluator.value(body, scope);
    return null;
  },
};

function bindings(scope: Environment, name: Form): Map<string, Value> {
  const found = scope.find(name as string);
  if (found === undefined) throw new Unsure(`unbound ${name}`);
  return found;
}

/** What the first clause gives that holds, as those of `cond`; undefined when none does. */
export function choose(
  evaluator: Evaluator,
  clauses: readonly Form[],
  scope: Environment,
): Value | undefined {
  for (const [test, ...body] of clauses as readonly (readonly Form[])[]) {
    const found = test === "else" ? true : evaluator.value(test, scope);
    if (!isTrue(found)) continue;
    if (body[0] === "=>") return evaluator.call(evaluator.value(body[1], scope), [found]);
    return body.length === 0 ? found : evaluator.value(body[0], scope);
  }
  return undefined;
}

function namedLet(
  evaluator: Evaluator,
  name: string,
  [written, ...body]: readonly Form[],
  scope: Environment,
): Value {
  const pairs = written as readonly (readonly Form[])[];
  const values = pairs.map(([, form]) => evaluator.value(form, scope));
  const inner = evaluator.bind([], [], scope);
  const loop: Closure = lambda(
    pairs.map(([each]) => each),
    body,
    inner,
  );
  inner.values.set(name, loop);
  return evaluator.call(loop, values);
}

function template(evaluator: Evaluator, datum: Form, scope: Environment): Value {
  if (!Array.isArray(datum)) return quoted(datum);
  if (datum[0] === "unquote") return evaluator.value(datum[1], scope);
  const items: Value[] = [];
  for (const item of datum as readonly Form[]) {
    if (Array.isArray(item) && item[0] === "unquote-splicing")
      items.push(...list(evaluator.value(item[1], scope)));
    else items.push(template(evaluator, item, scope));
  }
  return fitting(items);
}
