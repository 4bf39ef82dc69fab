/** Native functions of any value: equality, what functions of the library expect, how values are shown. */
import { Asking } from "../../run/host.ts";
import type { Native, Natives } from "../../run/native.ts";
import { writingLisp } from "../../run/write-lisp.ts";
import { Cell } from "../../value/cell.ts";
import { debug } from "../../value/display.ts";
import { isInt } from "../../value/int.ts";
import { List } from "../../value/list.ts";
import { portionsWithinMemory } from "../../value/memory-limit.ts";
import { mismatch } from "../../value/operators.ts";
import type { Value } from "../../value/value.ts";
import { begun } from "../../value/work.ts";
import { isCallable, isNumeric, NUMBER } from "./arguments.ts";
import { equalAtOnce, equalValues } from "./equality.ts";

/** For what asks how long a list is, at most. */
const looksAtNone = (): number => 0;

/** Passes a value on, or faults in the name of the function that expects it. */
function expecting(expected: string, fits: (value: Value) => boolean): Native {
  return {
    parameters: ["value", "name"],
    doc: `Passes \`value\` on when it is ${expected}; else the function \`name\` faults.`,
    call: (value, name) => (fits(value) ? value : mismatch(String(name), expected, value)),
  };
}

export const VALUE: Natives = {
  "expect.list": expecting("a list", (value) => value instanceof List),
  "expect.function": expecting("a function or closure", isCallable),
  "expect.int": expecting("an integer", isInt),
  "expect.count": expecting("an integer from 0 on", (value) => isInt(value) && value >= 0),
  "expect.number": expecting(NUMBER, isNumeric),
  "expect.string": expecting("a string", (value) => typeof value === "string"),
  "value.expected": {
    parameters: ["expected", "value"],
    doc: "Faults, because `value` is not what is `expected`, in the name of the function that the program has called.",
    call: (expected, value) => mismatch("function", String(expected), value),
  },
  "value.equal": {
    parameters: ["a", "b"],
    doc: "Whether two values are equal: lists and objects by their contents, different types never.",
    isCounted: true,
    call: (a, b) => equalAtOnce(a, b) ?? begun(equalValues(a, b)),
  },
  "value.same": {
    parameters: ["a", "b"],
    doc: "Whether two values are the same: equal, and of values that change the very same one.",
    isCounted: true,
    call: (a, b) =>
      a instanceof Cell || b instanceof Cell ? a === b : (equalAtOnce(a, b) ?? begun(equalValues(a, b))),
  },
  "value.null": {
    parameters: ["value"],
    doc: "Whether a value is null or an empty list.",
    items: looksAtNone,
    call: (value) => value === null || (value instanceof List && value.length === 0),
  },
  "value.number": {
    parameters: ["value"],
    doc: "Whether a value is an integer or a float.",
    items: looksAtNone,
    call: isNumeric,
  },
  "value.pair": {
    parameters: ["value"],
    doc: "Whether a value is a list with an item.",
    items: looksAtNone,
    call: (value) => value instanceof List && value.length > 0,
  },
  "value.written": {
    parameters: ["value"],
    doc: "A value as data of the Lisp.",
    isCounted: true,
    call: (value) => begun(portionsWithinMemory(writingLisp(value))),
  },
  "value.debug": {
    parameters: ["value"],
    doc: "The form that fault texts show.",
    call: debug,
  },
  "value.evaluate": {
    parameters: ["datum"],
    doc: "The value of a datum that is run as a program of the Lisp, in a session of the process's own.",
    asks: true,
    call: (datum) => new Asking({ kind: "evaluate", datum }),
  },
  "value.arity": {
    parameters: ["func"],
    doc: "The number of parameters of a function or closure.",
    call: (func) =>
      isCallable(func) ? func.parameters.length : mismatch("arity", "a function or closure", func),
  },
};
