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
import { List } from "../value/list.ts";
import { ObjectValue } from "../value/object.ts";
import type { Value } from "../value/value.ts";
import type { StackFrame } from "./call-stack.ts";
import { EXCEPTION_FIELDS, SHOWN_FRAMES } from "./evaluate.ts";
import { ASSEMBLY, type Notation } from "./notation.ts";

/** A variable, or a part of a value, as a debugger shows it. */
export interface ShownVariable {
  readonly name: string;
  readonly text: string;
  readonly type: TypeName;
  /** An expression that gives the value again; undefined where there is none. */
  readonly expression: string | undefined;
  /** What it expands to. */
  readonly contents: Contents | undefined;
}

/** The parts of a value, read when they are asked for. */
export interface Contents {
  /** `indexed`: the names are 0, 1, 2, … in brackets. */
  readonly kind: "indexed" | "named";
  readonly length: number;
  /** Those from number `start` to before `end`. */
  page(start: number, end: number): readonly ShownVariable[];
  /** Gives one of them, by name, another value; absent where values cannot change. False when there is none. */
  readonly assign?: (name: string, value: Value) => boolean;
}

/** A group of variables of a frame. */
export interface VariableScope {
  /** `Locals`, `Operand Stack`, `Globals`, `Process`; of Lisp also `let (line 3)`, `fact (line 1)`. */
  readonly name: string;
  /** The frame's own variables. */
  readonly isLocal?: boolean;
  /** The operand stack of a language that shows it. */
  readonly isOperands?: boolean;
  readonly contents: Contents;
}

export function scopesOf(process: Process, { frame, operands }: StackFrame): readonly VariableScope[] {
  const globals = process.globals[frame.layout.module] ?? frame;
  return [
    { name: "Locals", isLocal: true, contents: frameContents(frame) },
    { name: "Operand Stack", isOperands: true, contents: operandContents(operands as Value[], ASSEMBLY) },
    { name: "Globals", contents: frameContents(globals, frame) },
  ];
}

export function variable(
  name: string,
  held: Value,
  notation: Notation,
  expression?: string,
  limit?: number,
): ShownVariable {
  const value = notation.shown(held);
  return {
    name,
    text: notation.write(value, limit),
    type: typeOf(value),
    expression,
    contents: contentsOf(value, notation, expression),
  };
}

/** The variables of a frame; its parameters come first. Those that a variable of the frame `inner` shadows have no expression. */
function frameContents(frame: StackFrame["frame"], inner = frame): Contents {
  const expression = (name: string): string | undefined =>
    inner !== frame && getVariable(inner, name) !== undefined ? undefined : ASSEMBLY.variable(name);
  return {
    kind: "named",
    length: variablesOf(frame).length,
    page: (start, end) =>
      variablesOf(frame)
        .slice(start, end)
        .map(([name, value]) => variable(name, value, ASSEMBLY, expression(name))),
    assign: (name, value) => {
      if (getVariable(frame, name) === undefined) return false;
      setVariable(frame, name, value);
      return true;
    },
  };
}

const TOP = "[0] top";

/** Without an expression for each in languages that have no operands. */
export function operandContents(operands: Value[], notation: Notation): Contents {
  const top = operands.length - 1;
  return {
    kind: "indexed",
    length: operands.length,
    page: (start, end) =>
      range(start, Math.min(end, operands.length), (index) =>
        variable(
          index === 0 ? TOP : `[${index}]`,
          operands[top - index],
          notation,
          notation === ASSEMBLY ? `stack[${index}]` : undefined,
        ),
      ),
    assign: (name, value) => {
      const index = Number(/^\[(\d+)\]/.exec(name)?.[1] ?? operands.length);
      if (index > top) return false;
      operands[top - index] = value;
      return true;
    },
  };
}

function contentsOf(value: Value, notation: Notation, expression: string | undefined): Contents | undefined {
  if (value instanceof List) return indexed(value.length, (index) => value.at(index), notation, expression);
  if (value instanceof Bytes) {
    return indexed(value.data.length, (index) => value.data[index], notation, expression);
  }
  if (value instanceof ObjectValue) return named(value, notation, expression);
  if (value instanceof Closure) {
    return named(value.captured, notation, notation === ASSEMBLY ? expression : undefined);
  }
  if (value instanceof ExceptionValue) {
    return {
      kind: "named",
      length: EXCEPTION_FIELDS.length,
      page: (start, end) => named(exceptionFields(value), notation, expression)?.page(start, end) ?? [],
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
  notation: Notation,
  expression: string | undefined,
): Contents | undefined {
  if (length === 0) return undefined;
  return {
    kind: "indexed",
    length,
    page: (start, end) =>
      range(start, Math.min(end, length), (index) =>
        variable(`[${index}]`, at(index), notation, expression && notation.item(expression, index)),
      ),
  };
}

function named(
  object: ObjectValue,
  notation: Notation,
  expression: string | undefined,
): Contents | undefined {
  const length = object.size;
  if (length === 0) return undefined;
  return {
    kind: "named",
    length,
    page: (start, end) => {
      const fields: ShownVariable[] = [];
      let index = 0;
      for (const [key, value] of object.entries()) {
        if (index >= end) break;
        if (index++ < start) continue;
        fields.push(variable(key, value, notation, expression && notation.field(expression, key)));
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
