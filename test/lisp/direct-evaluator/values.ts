/**
 * Values of the direct evaluator, how they print and when they are equal.
 *
 * Invariant: what the language leaves open is `Unsure`, never a guess.
 */

/** A form as it is written: symbols are strings, and strings are `{ text }`. */
export type Form = number | string | { readonly text: string } | readonly Form[];

export type Value =
  | number
  | boolean
  | null
  | string
  | readonly Value[]
  | Fields
  | Callable
  | Thrown
  | Several
  | Vector
  | Table
  | Lazy;

/** An object, and a record: of that the fields in `cells` can change. */
export class Fields {
  constructor(
    readonly values: Map<string, Value>,
    readonly record?: string,
  ) {}
}

export class Environment {
  readonly values = new Map<string, Value>();

  constructor(readonly outer: Environment | undefined) {}

  /** Where a name is bound. */
  find(name: string): Map<string, Value> | undefined {
    for (let at: Environment | undefined = this; at !== undefined; at = at.outer) {
      if (at.values.has(name)) return at.values;
    }
    return undefined;
  }
}

/** A function of a program: it calls the first of its clauses that takes as many arguments. */
export class Closure {
  constructor(
    readonly clauses: readonly Clause[],
    readonly scope: Environment,
    /** Several clauses, also where there is one. */
    readonly isChoice = false,
  ) {}
}

export interface Clause {
  readonly parameters: readonly string[];
  readonly rest: string | undefined;
  readonly body: readonly Form[];
}

/** The clause of a function with these parameters. */
export function clauseOf(signature: Form, body: readonly Form[]): Clause {
  if (typeof signature === "string") return { parameters: [], rest: signature, body };
  const names = signature as readonly string[];
  const dot = names.indexOf(".");
  return dot < 0
    ? { parameters: names, rest: undefined, body }
    : { parameters: names.slice(0, dot), rest: names[dot + 1], body };
}

export function lambda(signature: Form, body: readonly Form[], scope: Environment): Closure {
  return new Closure([clauseOf(signature, body)], scope);
}

/** A function of the evaluator's own. */
export class Builtin {
  constructor(readonly call: (values: readonly Value[]) => Value) {}
}

/** The continuation of a `call/ec`. */
export class Continuation {
  isLeft = false;
}

export class Parameter {
  constructor(
    public value: Value,
    readonly convert: Callable | undefined,
  ) {}
}

export type Callable = Closure | Builtin | Continuation | Parameter;

/** An exception: what was thrown, or a fault of the machine, whose text is not known. */
export class Thrown {
  constructor(
    readonly value: Value,
    readonly isFault = false,
  ) {}
}

/** What `values` gives, unless it is one. */
export class Several {
  constructor(readonly values: readonly Value[]) {}
}

export class Vector {
  constructor(readonly items: Value[]) {}
}

export class Table {
  readonly entries = new Map<string, [Value, Value]>();
}

/** A promise. Those that force each other share a box. */
export class Lazy {
  constructor(public box: { isDone: boolean; value: Value }) {}
}

/** Leaves the evaluator, as a fault or something thrown does the program. */
export class Raised extends Error {
  /** How many handlers have not been asked. */
  handlers = Number.POSITIVE_INFINITY;

  constructor(readonly thrown: Thrown) {
    super("raised");
  }
}

/** Goes to the `call/ec` of a continuation. */
export class Escape extends Error {
  constructor(
    readonly to: Continuation,
    readonly values: readonly Value[],
  ) {
    super("escape");
  }
}

/** The evaluator does not say what happens: too much work, or what the language leaves open. */
export class Unsure extends Error {}

const MOST_ITEMS = 500;

export const isTrue = (value: Value): boolean => value !== 0 && value !== false && value !== null;

/** A fault of the machine. */
export function fault(): never {
  throw new Raised(new Thrown(null, true));
}

export function number(value: Value): number {
  return typeof value === "number" ? value : fault();
}

export function sum(a: number, b: number): number {
  if (!Number.isSafeInteger(a + b)) throw new Unsure("large numbers");
  return a + b;
}

export function list(value: Value): readonly Value[] {
  if (!Array.isArray(value)) throw new Unsure("no list");
  return value;
}

export function text(value: Value): string {
  if (typeof value !== "string") throw new Unsure("no string");
  return value;
}

/** A value of a class, or else nothing is known. */
export function instance<T extends Value>(value: Value, kind: abstract new (...all: never[]) => T): T {
  if (!(value instanceof kind)) throw new Unsure(`no ${kind.name}`);
  return value;
}

export function isCallable(value: Value): value is Callable {
  return [Closure, Builtin, Continuation, Parameter].some((kind) => value instanceof kind);
}

export function fitting<T extends string | readonly Value[]>(value: T): T {
  if (value.length > MOST_ITEMS) throw new Unsure("too large");
  return value;
}

export function quoted(datum: Form): Value {
  if (Array.isArray(datum)) return (datum as readonly Form[]).map(quoted);
  return typeof datum === "object" && "text" in datum ? datum.text : (datum as Value);
}

export function severalOf(value: Value): readonly Value[] {
  return value instanceof Several ? value.values : [value];
}

export function display(value: Value): string {
  if (Array.isArray(value)) return bracketed(value);
  if (value instanceof Vector) return `#${bracketed(value.items)}`;
  if (value instanceof Fields) {
    const fields = [...value.values].map(([key, each]) => `${key}: ${display(each)}`);
    return `{${[...(value.record === undefined ? [] : [`record: ${value.record}`]), ...fields].join(", ")}}`;
  }
  if (value instanceof Table) {
    return `#{${[...value.entries.values()].map((entry) => entry.map(display).join(": ")).join(", ")}}`;
  }
  if (typeof value === "object" && value !== null) throw new Unsure("no text");
  return fitting(String(value));
}

const bracketed = (items: readonly Value[]): string => `[${items.map(display).join(", ")}]`;

/** As `write` writes numbers, strings and lists. */
export function written(value: Value): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "number") return String(value);
  if (Array.isArray(value)) return `(${value.map(written).join(" ")})`;
  throw new Unsure("not written");
}

export function equal(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b)) return false;
    return a.length === b.length && a.every((each, index) => equal(each, b[index]));
  }
  if (a instanceof Vector && b instanceof Vector) return equal(a.items, b.items);
  if (!(a instanceof Fields && b instanceof Fields)) throw new Unsure("not comparable");
  return (
    a.record === b.record &&
    a.values.size === b.values.size &&
    [...a.values].every(([key, each]) => b.values.has(key) && equal(each, b.values.get(key) ?? null))
  );
}
