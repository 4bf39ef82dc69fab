/**
 * Evaluates the expressions of a debugger in a frame.
 *
 * Invariant: what the machine computes too is computed by the machine's own operators; nothing is changed.
 */

import { getVariable } from "../run/frame.ts";
import { exceptionField } from "../run/handlers/collections.ts";
import type { Process } from "../run/process.ts";
import { Bytes } from "../value/bytes.ts";
import { Closure, ExceptionValue, Fault } from "../value/callable.ts";
import { typeOf } from "../value/convert.ts";
import { isInt } from "../value/int.ts";
import { List } from "../value/list.ts";
import { ObjectValue } from "../value/object.ts";
import { BINARY_OPERATORS, isFalsy, UNARY_OPERATORS } from "../value/operators.ts";
import { scalarCount } from "../value/scalars.ts";
import { charAt, itemAt } from "../value/sequence.ts";
import { Float, type Value } from "../value/value.ts";
import type { StackFrame } from "./call-stack.ts";
import { Complaint, type Expression, type OperatorSign, parseExpression } from "./expression.ts";

export const EXCEPTION_FIELDS: readonly string[] = ["message", "kind", "value", "frames"];

/** Of the frames of an exception, so many are made values. */
export const SHOWN_FRAMES = 200;

/** What the names in an expression mean. */
export interface Bindings {
  variable(name: string): Value | undefined;
  /** Deepest first. */
  readonly operands: readonly Value[];
}

export function bindingsIn(
  process: Process,
  { frame, operands }: Pick<StackFrame, "frame" | "operands">,
): Bindings {
  const globals = process.globals[frame.layout.module] ?? frame;
  return { variable: (name) => getVariable(frame, name) ?? getVariable(globals, name), operands };
}

/** Evaluates a text. One that is the name of a variable, whatever its characters, is that variable. */
export function evaluateText(text: string, bindings: Bindings): Value | Complaint {
  const whole = bindings.variable(text.trim());
  if (whole !== undefined) return whole;
  const expression = parseExpression(text);
  return expression instanceof Complaint ? expression : evaluate(expression, bindings);
}

export function evaluate(expression: Expression, bindings: Bindings): Value | Complaint {
  switch (expression.kind) {
    case "constant":
      return expression.value;
    case "name":
      return nameValue(expression.name, bindings);
    case "field": {
      const object = evaluate(expression.object, bindings);
      return object instanceof Complaint ? object : fieldOf(object, expression.field);
    }
    case "index":
      return indexValue(expression.object, expression.index, bindings);
    case "unary": {
      const operand = evaluate(expression.operand, bindings);
      if (operand instanceof Complaint) return operand;
      return expression.operator === "!" ? isFalsy(operand) : settled(UNARY_OPERATORS.NEG(operand));
    }
    case "binary":
      return binaryValue(expression.operator, expression.left, expression.right, bindings);
  }
}

function settled(result: Value | Fault): Value | Complaint {
  return result instanceof Fault ? new Complaint(result.message) : result;
}

/** `stack` means the operand stack, unless a variable is called that. */
function isStack(expression: Expression, bindings: Bindings): boolean {
  return (
    expression.kind === "name" && expression.name === "stack" && bindings.variable("stack") === undefined
  );
}

function nameValue(name: string, bindings: Bindings): Value | Complaint {
  const value = bindings.variable(name);
  if (value !== undefined) return value;
  if (name === "stack") return List.of([...bindings.operands].reverse());
  return new Complaint(`there is no variable \`${name}\` here`);
}

function fieldOf(object: Value, field: string): Value | Complaint {
  const value = knownField(object, field);
  if (value !== undefined) return value;
  return new Complaint(
    object instanceof ObjectValue
      ? `the object has no field \`${field}\``
      : `a value of type ${typeOf(object)} has no \`${field}\``,
  );
}

function knownField(object: Value, field: string): Value | undefined {
  if (object instanceof ObjectValue) return object.get(field);
  if (object instanceof Closure) return object.captured.get(field);
  if (object instanceof ExceptionValue) {
    return EXCEPTION_FIELDS.includes(field) ? exceptionField(object, field, SHOWN_FRAMES) : undefined;
  }
  if (field !== "length") return undefined;
  if (object instanceof List) return object.length;
  if (object instanceof Bytes) return object.data.length;
  return typeof object === "string" ? scalarCount(object) : undefined;
}

function indexValue(container: Expression, key: Expression, bindings: Bindings): Value | Complaint {
  const index = evaluate(key, bindings);
  if (index instanceof Complaint) return index;
  if (isStack(container, bindings) && isInt(index)) {
    const { operands } = bindings;
    const value = operands[operands.length - 1 - Number(index)];
    return value ?? (value === null ? null : outside(index, operands.length));
  }
  const object = evaluate(container, bindings);
  if (object instanceof Complaint) return object;
  if (typeof index === "string") return fieldOf(object, index);
  if (typeof object === "string") return settled(charAt(object, index));
  if (object instanceof Bytes && isInt(index))
    return object.data[Number(index)] ?? new Complaint("out of bounds");
  if (object instanceof List) return settled(itemAt(object, index));
  return new Complaint(`a value of type ${typeOf(object)} has no items`);
}

function outside(index: Value, length: number): Complaint {
  return new Complaint(`the operand stack has ${length} items, so there is no number ${index}`);
}

function binaryValue(
  operator: OperatorSign,
  leftSide: Expression,
  rightSide: Expression,
  bindings: Bindings,
): Value | Complaint {
  const left = evaluate(leftSide, bindings);
  if (left instanceof Complaint) return left;
  if (operator === "&&" && isFalsy(left)) return false;
  if (operator === "||" && !isFalsy(left)) return true;
  const right = evaluate(rightSide, bindings);
  if (right instanceof Complaint) return right;
  if (operator === "&&" || operator === "||") return !isFalsy(right);
  if (operator === "==" || operator === "!=") {
    const same = equal(left, right);
    return same instanceof Complaint ? same : same === (operator === "==");
  }
  if (operator in ARITHMETIC) {
    const texts = operator === "+" && typeof left === "string" && typeof right === "string";
    const name = texts ? "CONCAT" : ARITHMETIC[operator as keyof typeof ARITHMETIC];
    return settled(BINARY_OPERATORS[name](left, right));
  }
  const order = BINARY_OPERATORS.COMPARE(left, right);
  if (order instanceof Fault) return new Complaint(order.message);
  return ORDERS[operator as keyof typeof ORDERS](order as number);
}

const ARITHMETIC = { "+": "ADD", "-": "SUB", "*": "MUL", "/": "DIV", "%": "MOD" } as const;

const ORDERS = {
  "<": (order: number) => order < 0,
  "<=": (order: number) => order <= 0,
  ">": (order: number) => order > 0,
  ">=": (order: number) => order >= 0,
};

/** As EQ, but an Int may equal a Float, and null may be compared with anything. */
function equal(left: Value, right: Value): boolean | Complaint {
  if (left === null || right === null) return left === right;
  if (left instanceof Float !== right instanceof Float && isNumber(left) && isNumber(right)) {
    return BINARY_OPERATORS.COMPARE(left, right) === 0;
  }
  const result = BINARY_OPERATORS.EQ(left, right);
  return result instanceof Fault ? new Complaint(result.message) : result === 1;
}

function isNumber(value: Value): boolean {
  return isInt(value) || value instanceof Float;
}
