/** Functions on numbers, lists, objects and strings, and those of control. */
import { cleaned, escaping, handling } from "./control-forms.ts";
import type { Evaluator, Primitive } from "./evaluator.ts";
import {
  display,
  equal,
  Fields,
  fault,
  fitting,
  instance,
  isCallable,
  isTrue,
  Lazy,
  list,
  number,
  Parameter,
  Raised,
  Several,
  severalOf,
  sum,
  Thrown,
  text,
  Unsure,
  type Value,
} from "./values.ts";

const callEscape = (evaluator: Evaluator, f: Value): Value =>
  escaping(evaluator, (continuation) => evaluator.call(f, [continuation]));

export const PRIMITIVES: Readonly<Record<string, Primitive>> = {
  "-": (_, a, b) => sum(number(a), -number(b)),
  "<": (_, a, b) => (number(a) < number(b) ? 1 : 0),
  ">=": (_, a, b) => (number(a) >= number(b) ? 1 : 0),
  "=": (_, a, b) => {
    if (a !== null && b !== null && (typeof a === "object" || typeof b === "object"))
      throw new Unsure("no atoms");
    return a === b ? 1 : 0;
  },
  "equal?": (_, a, b) => equal(a, b),
  not: (_, value) => !isTrue(value),
  "int?": (_, value) => typeof value === "number",
  "string?": (_, value) => typeof value === "string",
  "exception?": (_, value) => value instanceof Thrown,
  print: (evaluator, ...values) => {
    evaluator.output += `${values.map(display).join(" ")}\n`;
    return null;
  },
  list: (_, ...items) => items,
  car: (_, value) => (list(value).length === 0 ? fault() : list(value)[0]),
  cdr: (_, value) => (list(value).length === 0 ? fault() : list(value).slice(1)),
  cadr: (_, value) => (list(value).length < 2 ? fault() : list(value)[1]),
  cons: (_, item, items) => fitting([item, ...list(items)]),
  append: (_, a, b) => fitting([...list(a), ...list(b)]),
  reverse: (_, items) => [...list(items)].reverse(),
  length: (_, items) => list(items).length,
  nth: (_, items, index) => {
    const found = list(items)[number(index)];
    return found === undefined ? fault() : found;
  },
  assv: (_, key, pairs) => list(pairs).find((pair) => equal(list(pair)[0], key)) ?? false,
  map: (evaluator, f, items) => list(items).map((item) => evaluator.call(f, [item])),
  filter: (evaluator, f, items) => list(items).filter((item) => isTrue(evaluator.call(f, [item]))),
  reduce: (evaluator, f, initial, items) => list(items).reduce((a, b) => evaluator.call(f, [a, b]), initial),
  apply: (evaluator, f, items) => evaluator.call(f, list(items)),
  object: (_, ...parts) => {
    const fields = new Map<string, Value>();
    for (let i = 0; i < parts.length; i += 2) fields.set(text(parts[i]), parts[i + 1]);
    return new Fields(fields);
  },
  get: (_, object, key) => {
    if (object instanceof Thrown) return object.value;
    const found = plainFields(object).get(text(key));
    return found === undefined ? null : found;
  },
  put: (_, object, key, value) => new Fields(new Map(plainFields(object)).set(text(key), value)),
  "string-append": (_, a, b) => fitting(text(a) + text(b)),
  "string-length": (_, value) => [...text(value)].length,
  str: (_, value) => display(value),

  throw: (_, value) => {
    throw new Raised(value instanceof Thrown ? value : new Thrown(value));
  },
  raise: (evaluator, value) => evaluator.raise(value, false),
  "raise-continuable": (evaluator, value) => evaluator.raise(value, true),
  error: (evaluator, message, ...irritants) => evaluator.error(text(message), ...irritants),
  "with-exception-handler": handling,
  "dynamic-wind": (evaluator, before, body, after) => {
    const { handlers } = evaluator;
    evaluator.call(before, []);
    return cleaned(
      () => evaluator.call(body, []),
      () => evaluator.within(handlers, () => evaluator.call(after, [])),
    );
  },
  "call/ec": callEscape,
  "call/cc": callEscape,
  values: (_, ...all) => (all.length === 1 ? all[0] : new Several(all)),
  "call-with-values": (evaluator, producer, consumer) =>
    evaluator.call(consumer, severalOf(evaluator.call(producer, []))),
  force: (evaluator, promise) => (promise instanceof Lazy ? evaluator.force(promise) : promise),
  "make-promise": (_, value) => (value instanceof Lazy ? value : new Lazy({ isDone: true, value })),
  "make-parameter": (evaluator, value, convert) => {
    if (convert === undefined) return new Parameter(value, undefined);
    if (!isCallable(convert)) throw new Unsure("no function");
    return new Parameter(evaluator.call(convert, [value]), convert);
  },
};

function plainFields(value: Value): Map<string, Value> {
  const object = instance(value, Fields);
  if (object.record !== undefined) throw new Unsure("a record");
  return object.values;
}
