/** `define-record-type`. */
import type { Evaluator, Special } from "./evaluator.ts";
import { Builtin, display, Fields, fault, type Value } from "./values.ts";

export const RECORD_FORMS: Readonly<Record<string, Special>> = {
  "define-record-type": (evaluator, [, type, maker, predicate, ...written], { values }) => {
    const record = type as string;
    const fields = written as readonly (readonly string[])[];
    const [make, ...parameters] = maker as readonly string[];
    const define = (name: string, count: number, call: (...given: Value[]) => Value): void => {
      const made = new Builtin((given) => (given.length === count ? call(...given) : fault()));
      values.set(name, made);
    };
    values.set(record, record);
    define(make, parameters.length, (...given) => {
      const all = fields.map(([name]): [string, Value] => {
        const index = parameters.indexOf(name);
        return [name, index < 0 ? null : given[index]];
      });
      return new Fields(new Map(all), record);
    });
    define(predicate as string, 1, (value) => isRecord(value, record));
    for (const [name, accessor, modifier] of fields) {
      define(accessor, 1, (value) => cellsOf(evaluator, accessor, value, record).get(name) ?? null);
      if (modifier === undefined) continue;
      define(modifier, 2, (value, next) => {
        cellsOf(evaluator, modifier, value, record).set(name, next);
        return null;
      });
    }
    return null;
  },
};

const isRecord = (value: Value, record: string): value is Fields =>
  value instanceof Fields && value.record === record;

function cellsOf(evaluator: Evaluator, procedure: string, value: Value, record: string): Map<string, Value> {
  if (isRecord(value, record)) return value.values;
  evaluator.error(`${procedure}: expected a ${record}, got ${display(value)}`);
  return fault();
}
