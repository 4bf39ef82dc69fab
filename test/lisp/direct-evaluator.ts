/**
 * A direct evaluator of the Lisp that `random-programs.ts` writes: written for tests, sharing nothing with the compiler.
 *
 * Invariants: arguments are evaluated from left to right, then what is called; each round of a loop has variables of its own.
 */

/** A form as it is written: symbols are strings, and strings are `{ text }`. */
export type Form = number | string | { readonly text: string } | readonly Form[];

export type Value = number | boolean | null | string | readonly Value[] | Fields | Closure | Thrown;

/** An object. */
export class Fields {
  constructor(readonly values: ReadonlyMap<string, Value>) {}
}

class Closure {
  constructor(
    readonly parameters: readonly string[],
    readonly rest: string | undefined,
    readonly body: readonly Form[],
    readonly scope: Environment,
  ) {}
}

/** An exception: what was thrown, or a text of the machine's. */
class Thrown {
  constructor(readonly value: Value) {}
}

/** Leaves the evaluator. */
export class Raised extends Error {
  constructor(readonly thrown: Thrown) {
    super("raised");
  }
}

/** The evaluator does not say what happens: too much work, or what the language leaves open. */
export class Unsure extends Error {}

class Environment {
  readonly values = new Map<string, Value>();

  constructor(readonly outer: Environment | undefined) {}

  find(name: string): Map<string, Value> {
    for (let at: Environment | undefined = this; at !== undefined; at = at.outer) {
      if (at.values.has(name)) return at.values;
    }
    throw new Unsure(`unbound ${name}`);
  }
}

const MOST_STEPS = 20_000;
const MOST_ITEMS = 500;

type Special = (form: readonly Form[], scope: Environment) => Value;

export class Evaluator {
  output = "";
  private steps = 0;
  private readonly globals = new Environment(undefined);

  /** Evaluates top-level forms in order. */
  run(forms: readonly Form[]): void {
    for (const form of forms) this.value(form, this.globals);
  }

  private value(form: Form, scope: Environment): Value {
    if (++this.steps > MOST_STEPS) throw new Unsure("too much work");
    if (typeof form === "number") return form;
    if (typeof form === "object" && "text" in form) return form.text;
    if (typeof form === "string") return atom(form, scope);
    const [head] = form;
    const special = typeof head === "string" ? this.special[head] : undefined;
    if (special !== undefined) return special(form, scope);
    const values = form.slice(1).map((part) => this.value(part, scope));
    const primitive = typeof head === "string" ? this.primitives[head] : undefined;
    return primitive === undefined ? this.call(this.value(head, scope), values) : primitive(...values);
  }

  private call(callee: Value, values: readonly Value[]): Value {
    if (!(callee instanceof Closure)) return fault();
    const { parameters, rest, body, scope } = callee;
    if (rest === undefined ? values.length !== parameters.length : values.length < parameters.length)
      return fault();
    const inner = new Environment(scope);
    for (const [index, name] of parameters.entries()) inner.values.set(name, values[index]);
    if (rest !== undefined) inner.values.set(rest, values.slice(parameters.length));
    return this.body(body, inner);
  }

  /** Forms of a body: functions that it defines are known to all of them. */
  private body(forms: readonly Form[], outer: Environment): Value {
    const scope = new Environment(outer);
    let last: Value = null;
    for (const form of forms) last = this.value(form, scope);
    return last;
  }

  private lambda(signature: readonly Form[], body: readonly Form[], scope: Environment): Closure {
    const names = signature as readonly string[];
    const dot = names.indexOf(".");
    return dot < 0
      ? new Closure(names, undefined, body, scope)
      : new Closure(names.slice(0, dot), names[dot + 1], body, scope);
  }

  /** Binds all at once: `let`, and each round of a loop. */
  private bind(names: readonly Form[], values: readonly Value[], scope: Environment): Environment {
    const inner = new Environment(scope);
    for (const [index, name] of names.entries()) inner.values.set(name as string, values[index]);
    return inner;
  }

  private holds(form: Form, scope: Environment): boolean {
    return isTrue(this.value(form, scope));
  }

  private readonly special: Readonly<Record<string, Special>> = {
    define: ([, target, ...rest], scope) => {
      if (typeof target === "string") scope.values.set(target, this.value(rest[0], scope));
      else {
        const [name, ...signature] = target as readonly Form[];
        scope.values.set(name as string, this.lambda(signature, rest, scope));
      }
      return null;
    },
    "set!": ([, name, form], scope) => {
      const value = this.value(form, scope);
      scope.find(name as string).set(name as string, value);
      return null;
    },
    lambda: ([, signature, ...body], scope) => this.lambda(signature as readonly Form[], body, scope),
    quote: ([, datum]) => quoted(datum),
    quasiquote: ([, datum], scope) => this.template(datum, scope),
    begin: ([, ...forms], scope) => {
      let last: Value = null;
      for (const form of forms) last = this.value(form, scope);
      return last;
    },
    if: ([, test, yes, no], scope) => this.value(this.holds(test, scope) ? yes : (no ?? "null"), scope),
    when: ([, test, body], scope) => (this.holds(test, scope) ? this.value(body, scope) : null),
    unless: ([, test, body], scope) => (this.holds(test, scope) ? null : this.value(body, scope)),
    and: ([, ...forms], scope) => {
      let last: Value = true;
      for (const form of forms) {
        last = this.value(form, scope);
        if (!isTrue(last)) return last;
      }
      return last;
    },
    or: ([, ...forms], scope) => {
      let last: Value = false;
      for (const form of forms) {
        last = this.value(form, scope);
        if (isTrue(last)) return last;
      }
      return last;
    },
    cond: ([, ...clauses], scope) => {
      for (const [test, ...body] of clauses as readonly (readonly Form[])[]) {
        const found = test === "else" ? true : this.value(test, scope);
        if (!isTrue(found)) continue;
        if (body[0] === "=>") return this.call(this.value(body[1], scope), [found]);
        return body.length === 0 ? found : this.value(body[0], scope);
      }
      return null;
    },
    case: ([, key, ...clauses], scope) => {
      const value = this.value(key, scope);
      for (const [choices, body] of clauses as readonly (readonly Form[])[]) {
        const isChosen =
          choices === "else" || (choices as readonly Form[]).some((each) => quoted(each) === value);
        if (isChosen) return this.value(body, scope);
      }
      return null;
    },
    let: ([, first, ...rest], scope) => {
      if (typeof first === "string") return this.namedLet(first, rest, scope);
      const bindings = first as readonly (readonly Form[])[];
      const values = bindings.map(([, form]) => this.value(form, scope));
      return this.body(
        rest,
        this.bind(
          bindings.map(([name]) => name),
          values,
          scope,
        ),
      );
    },
    "let*": ([, bindings, ...rest], scope) => {
      let inner = scope;
      for (const [name, form] of bindings as readonly (readonly Form[])[]) {
        inner = this.bind([name], [this.value(form, inner)], inner);
      }
      return this.body(rest, inner);
    },
    do: ([, variables, end, ...body], scope) => {
      const [test, result] = end as readonly Form[];
      const bindings = variables as readonly (readonly Form[])[];
      const names = bindings.map(([name]) => name);
      let inner = this.bind(
        names,
        bindings.map(([, first]) => this.value(first, scope)),
        scope,
      );
      while (!this.holds(test, inner)) {
        for (const form of body) this.value(form, inner);
        inner = this.bind(
          names,
          bindings.map(([name, , next]) => this.value(next ?? name, inner)),
          scope,
        );
      }
      return this.value(result, inner);
    },
    // Adds as it goes: what follows a fault is not evaluated.
    "+": ([, first, ...others], scope) => {
      let total = this.value(first, scope);
      for (const form of others) {
        const next = this.value(form, scope);
        total = sum(number(total), number(next));
      }
      return total;
    },
    try: (form, scope) => this.attempt(form, scope),
    // Macros that every program of the tests begins with.
    "either-of": ([, a, b], scope) => {
      const first = this.value(a, scope);
      return isTrue(first) ? first : this.value(b, scope);
    },
    "or-else": ([, a, b], scope) => {
      const first = this.value(a, scope);
      return first === 0 ? this.value(b, scope) : first;
    },
    "swap!": ([, a, b], scope) => {
      const [first, second] = [a, b].map((name) => this.value(name, scope));
      scope.find(a as string).set(a as string, second);
      scope.find(b as string).set(b as string, first);
      return null;
    },
    repeat: ([, count, body], scope) => {
      for (let i = 0; i < (count as number); i++) this.value(body, scope);
      return null;
    },
  };

  private namedLet(name: string, [written, ...body]: readonly Form[], scope: Environment): Value {
    const bindings = written as readonly (readonly Form[])[];
    const values = bindings.map(([, form]) => this.value(form, scope));
    const inner = new Environment(scope);
    const loop = new Closure(
      bindings.map(([each]) => each as string),
      undefined,
      body,
      inner,
    );
    inner.values.set(name, loop);
    return this.call(loop, values);
  }

  private attempt([, ...parts]: readonly Form[], scope: Environment): Value {
    const isClause = (part: Form, word: string): part is readonly Form[] =>
      Array.isArray(part) && part[0] === word;
    const caught = parts.find((part) => isClause(part, "catch")) as readonly Form[] | undefined;
    const cleanup = parts.find((part) => isClause(part, "finally")) as readonly Form[] | undefined;
    const handled = (): Value => {
      try {
        return this.body([parts[0]], scope);
      } catch (error) {
        if (!(error instanceof Raised) || caught === undefined) throw error;
        return this.body(caught.slice(2), this.bind([caught[1]], [error.thrown], scope));
      }
    };
    if (cleanup === undefined) return handled();
    let value: Value;
    try {
      value = handled();
    } catch (error) {
      // What is not known is not cleaned up.
      if (error instanceof Raised) this.value(cleanup[1], scope);
      throw error;
    }
    this.value(cleanup[1], scope);
    return value;
  }

  private template(datum: Form, scope: Environment): Value {
    if (!Array.isArray(datum)) return quoted(datum);
    if (datum[0] === "unquote") return this.value(datum[1], scope);
    const items: Value[] = [];
    for (const item of datum as readonly Form[]) {
      if (Array.isArray(item) && item[0] === "unquote-splicing")
        items.push(...list(this.value(item[1], scope)));
      else items.push(this.template(item, scope));
    }
    return fitting(items);
  }

  private readonly primitives: Readonly<Record<string, (...values: Value[]) => Value>> = {
    "-": (a, b) => sum(number(a), -number(b)),
    "<": (a, b) => (number(a) < number(b) ? 1 : 0),
    ">=": (a, b) => (number(a) >= number(b) ? 1 : 0),
    "=": (a, b) => {
      if (a !== null && b !== null && (typeof a === "object" || typeof b === "object"))
        throw new Unsure("no atoms");
      return a === b ? 1 : 0;
    },
    not: (value) => !isTrue(value),
    "int?": (value) => typeof value === "number",
    throw: (value) => {
      throw new Raised(new Thrown(value));
    },
    print: (...values) => {
      this.output += `${values.map(display).join(" ")}\n`;
      return null;
    },
    list: (...items) => items,
    car: (value) => (list(value).length === 0 ? fault() : list(value)[0]),
    cdr: (value) => (list(value).length === 0 ? fault() : list(value).slice(1)),
    cons: (item, items) => fitting([item, ...list(items)]),
    append: (a, b) => fitting([...list(a), ...list(b)]),
    reverse: (items) => [...list(items)].reverse(),
    length: (items) => list(items).length,
    nth: (items, index) => {
      const found = list(items)[number(index)];
      return found === undefined ? fault() : found;
    },
    map: (f, items) => list(items).map((item) => this.call(f, [item])),
    filter: (f, items) => list(items).filter((item) => isTrue(this.call(f, [item]))),
    reduce: (f, initial, items) => list(items).reduce((a, b) => this.call(f, [a, b]), initial),
    apply: (f, items) => this.call(f, list(items)),
    object: (...parts) => {
      const fields = new Map<string, Value>();
      for (let i = 0; i < parts.length; i += 2) fields.set(text(parts[i]), parts[i + 1]);
      return new Fields(fields);
    },
    get: (object, key) => {
      if (object instanceof Thrown) return object.value;
      const found = fields(object).get(text(key));
      return found === undefined ? null : found;
    },
    put: (object, key, value) => new Fields(new Map(fields(object)).set(text(key), value)),
    "string-append": (a, b) => fitting(text(a) + text(b)),
    "string-length": (value) => [...text(value)].length,
    str: (value) => display(value),
  };
}

function atom(name: string, scope: Environment): Value {
  if (name.startsWith(":")) return name.slice(1);
  if (name === "null") return null;
  return name === "#t" || name === "#f" ? name === "#t" : (scope.find(name).get(name) as Value);
}

function quoted(datum: Form): Value {
  if (Array.isArray(datum)) return (datum as readonly Form[]).map(quoted);
  return typeof datum === "object" && "text" in datum ? datum.text : (datum as Value);
}

const isTrue = (value: Value): boolean => value !== 0 && value !== false && value !== null;

function fault(): never {
  throw new Raised(new Thrown("a fault of the machine"));
}

function number(value: Value): number {
  return typeof value === "number" ? value : fault();
}

function sum(a: number, b: number): number {
  if (!Number.isSafeInteger(a + b)) throw new Unsure("large numbers");
  return a + b;
}

function list(value: Value): readonly Value[] {
  if (!Array.isArray(value)) throw new Unsure("no list");
  return value;
}

function fields(value: Value): ReadonlyMap<string, Value> {
  if (!(value instanceof Fields)) throw new Unsure("no object");
  return value.values;
}

function text(value: Value): string {
  if (typeof value !== "string") throw new Unsure("no string");
  return value;
}

function fitting<T extends string | readonly Value[]>(value: T): T {
  if (value.length > MOST_ITEMS) throw new Unsure("too large");
  return value;
}

export function display(value: Value): string {
  if (Array.isArray(value)) return `[${value.map(display).join(", ")}]`;
  if (value instanceof Fields)
    return `{${[...value.values].map(([key, each]) => `${key}: ${display(each)}`).join(", ")}}`;
  if (value instanceof Closure || value instanceof Thrown) throw new Unsure("no text");
  return String(value);
}
