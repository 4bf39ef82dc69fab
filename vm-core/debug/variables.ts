/**
 * What a debugger shows of a frame: scopes, and values that expand, a page at a time.
 *
 * Invariant: a page costs what it holds (an object's costs a walk over its keys); nothing is kept between calls.
 */

import { getVariable, setVariable, variablesOf } from "../run/frame.ts";
import { exceptionField } from "../run/handlers/collections.ts";
import type { Process } from "../run/process.ts";
import { Bytes } from "../value/bytes.ts";
import { Closure, ExceptionValue } from "../value/callable.ts";
import { type TypeName, typeOf } from "../value/convert.ts";
import { quoted } from "../value/display.ts";
import { List } from "../value/list.ts";
import { ObjectValue } from "../value/object.ts";
import type { Value } from "../value/value.ts";
import type { StackFrame } from "./call-stack.ts";
import { EXCEPTION_FIELDS, SHOWN_FRAMES } from "./evaluate.ts";
import { isPlainName } from "./expression.ts";
import { preview } from "./preview.ts";

export interface Variable {
  readonly name: string;
  readonly text: string;
  readonly type: TypeName;
  /** An expression that gives the value again; undefined where there is none. */
  readonly expression: string | undefined;
  /** What it expands to. */
  readonly contents: Contents | undefined;
}

export interface Contents {
  /** `indexed`: the names are 0, 1, 2, … in brackets. */
  readonly kind: "indexed" | "named";
  readonly length: number;
  /** Those from number `start` to before `end`. */
  page(start: number, end: number): readonly Variable[];
  /** Gives one of them, by name, another value; absent where values cannot change. False when there is none. */
  readonly assign?: (name: string, value: Value) => boolean;
}

export interface Scope {
  readonly name: "Locals" | "Operand Stack" | "Globals" | "Process";
  readonly contents: Contents;
}

export function scopesOf(process: Process, { frame, operands }: StackFrame): readonly Scope[] {
  const globals = process.globals[frame.layout.module] ?? frame;
  return [
    { name: "Locals", contents: frameContents(frame) },
    { name: "Operand Stack", contents: operandContents(operands as Value[]) },
    { name: "Globals", contents: frameContents(globals) },
  ];
}

export function variable(name: string, value: Value, expression?: string, limit?: number): Variable {
  return {
    name,
    text: preview(value, limit),
    type: typeOf(value),
    expression,
    contents: contentsOf(value, expression),
  };
}

/** The variables of a frame; its parameters come first. */
function frameContents(frame: StackFrame["frame"]): Contents {
  return {
    kind: "named",
    length: variablesOf(frame).length,
    page: (start, end) =>
      variablesOf(frame)
        .slice(start, end)
        .map(([name, value]) => variable(name, value, isPlainName(name) ? name : `\`${name}\``)),
    assign: (name, value) => {
      if (getVariable(frame, name) === undefined) return false;
      setVariable(frame, name, value);
      return true;
    },
  };
}

const TOP = "[0] top";

function operandContents(operands: Value[]): Contents {
  const top = operands.length - 1;
  return {
    kind: "indexed",
    length: operands.length,
    page: (start, end) =>
      range(start, Math.min(end, operands.length), (index) =>
        variable(index === 0 ? TOP : `[${index}]`, operands[top - index], `stack[${index}]`),
      ),
    assign: (name, value) => {
      const index = Number(/^\[(\d+)\]/.exec(name)?.[1] ?? operands.length);
      if (index > top) return false;
      operands[top - index] = value;
      return true;
    },
  };
}

function contentsOf(value: Value, expression: string | undefined): Contents | undefined {
  if (value instanceof List) return indexed(value.length, (index) => value.at(index), expression);
  if (value instanceof Bytes) return indexed(value.data.length, (index) => value.data[index], expression);
  if (value instanceof ObjectValue) return named(value, expression);
  if (value instanceof Closure) return named(value.captured, expression);
  if (value instanceof ExceptionValue) {
    return {
      kind: "named",
      length: EXCEPTION_FIELDS.length,
      page: (start, end) => named(exceptionFields(value), expression)?.page(start, end) ?? [],
    };
  }
  return undefined;
}

function exceptionFields(exception: ExceptionValue): ObjectValue {
  return ObjectValue.from(
    EXCEPTION_FIELDS.map((field) => [field, exceptionField(exception, field, SHOWN_FRAMES)]),
  );
}

function indexed(
  length: number,
  at: (index: number) => Value,
  expression: string | undefined,
): Contents | undefined {
  if (length === 0) return undefined;
  return {
    kind: "indexed",
    length,
    page: (start, end) =>
      range(start, Math.min(end, length), (index) =>
        variable(`[${index}]`, at(index), expression && `${expression}[${index}]`),
      ),
  };
}

function named(object: ObjectValue, expression: string | undefined): Contents | undefined {
  const length = object.size;
  if (length === 0) return undefined;
  return {
    kind: "named",
    length,
    page: (start, end) => {
      const fields: Variable[] = [];
      let index = 0;
      for (const [key, value] of object.entries()) {
        if (index >= end) break;
        if (index++ < start) continue;
        const access = isPlainName(key) ? `.${key}` : `[${quoted(key)}]`;
        fields.push(variable(key, value, expression && expression + access));
      }
      return fields;
    },
  };
}

function range<T>(start: number, end: number, make: (index: number) => T): T[] {
  const items: T[] = [];
  for (let index = Math.max(start, 0); index < end; index++) items.push(make(index));
  return items;
}
