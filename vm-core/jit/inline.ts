/**
 * Operations that generated code has JavaScript of its own for, by what computes them.
 *
 * Each is for operands of expected types: Ints unless something else is known, or was met before. Operands of unexpected
 * types leave the unit and are noted; an instruction that has met several types asks its operator from then on.
 *
 * Invariant: a form gives what its operator gives, and leaves in front of its instruction where that is a fault or an Int
 * beyond ±(2^53−1).
 */
import type { ValueOperation } from "../run/handlers/operation.ts";
import { BYTES } from "../run/sizes.ts";
import { toStr } from "../value/convert.ts";
import { DYNAMIC_OPERATORS } from "../value/dynamic-operators.ts";
import { BINARY_OPERATORS, UNARY_OPERATORS } from "../value/operators.ts";
import { charAt, itemAt, lengthOf, restOf } from "../value/sequence.ts";
import { type Atom, withoutFirst } from "./atom.ts";
import { CELL_NATIVES } from "./cell-writer.ts";
import { EQUALITY_FORMS, EQUALITY_NATIVES } from "./equality-forms.ts";
import { all, expected, type InlineForm, mayBe, type NativeForm } from "./expected.ts";
import { LIST_FORMS, LIST_NATIVES } from "./list-forms.ts";
import {
  longBits,
  longComparison,
  longDifference,
  longInverse,
  longNegative,
  longOr,
  longProduct,
  longQuotient,
  longRemainder,
  longShiftLeft,
  longShiftRight,
  longSum,
  longUnsignedShiftRight,
} from "./long-forms.ts";
import { reading, writing } from "./object-forms.ts";
import { TEXT_FORMS, TEXT_NATIVES } from "./text-forms.ts";
import { ANY, BOOLEAN, FLOAT, INT, LIST, LONG, NULL, OTHER, STRING } from "./types.ts";

const LIMIT = String(Number.MAX_SAFE_INTEGER);

/** Arithmetic of Ints and Floats. */
function numeric(sign: string, isWhole: (a: Atom, b: Atom) => boolean = () => true): InlineForm {
  return (writer, inputs) => {
    const types = expected(writer, inputs, INT);
    if (types === undefined || !all(types, INT | FLOAT)) return undefined;
    const isInt = all(types, INT);
    if (isInt && !isWhole(inputs[0], inputs[1])) return undefined;
    if (isInt && writer.noted() !== undefined && all(writer.noted() as number[], INT)) return undefined;
    const [a, b] = writer.expect(inputs, types);
    const text = writer.temporary(`${a.text} ${sign} ${b.text}${isInt && sign === "*" ? " + 0" : ""}`);
    if (!isInt) return { text, type: FLOAT };
    writer.line(`if (!(Math.abs(${text}) <= ${LIMIT})) ${writer.refuse(inputs, "large")}`);
    return { text, type: INT };
  };
}

/** Division and remainder: of zero they are a fault. */
function dividing(ints: (a: string, b: string) => string, sign: string): InlineForm {
  return (writer, inputs) => {
    const types = expected(writer, inputs, INT);
    if (types === undefined || !all(types, INT | FLOAT)) return undefined;
    const [a, b] = writer.expect(inputs, types);
    if (typeof b.constant !== "number" || b.constant === 0)
      writer.line(`if (${b.text} === 0) ${writer.bail()}`);
    if (!all(types, INT)) return { text: writer.temporary(`${a.text} ${sign} ${b.text}`), type: FLOAT };
    return { text: writer.temporary(ints(a.text, b.text)), type: INT };
  };
}

function floats(write: (a: string, b: string) => string, isDivision = false): InlineForm {
  return (writer, inputs) => {
    const types = expected(writer, inputs, FLOAT);
    if (types === undefined || !all(types, FLOAT)) return undefined;
    const [a, b] = writer.expect(inputs, types);
    if (isDivision) writer.line(`if (${b.text} === 0) ${writer.bail()}`);
    return { text: writer.temporary(write(a.text, b.text)), type: FLOAT };
  };
}

/** A comparison of numbers of some types. */
function comparison(sign: string, usual: number, wanted: number): InlineForm {
  const form: InlineForm = (writer, inputs) => {
    const types = expected(writer, inputs, usual);
    if (types === undefined || !all(types, wanted)) return undefined;
    const [a, b] = writer.expect(inputs, types);
    return { text: "", type: INT, condition: `${a.text} ${sign} ${b.text}` };
  };
  return (usual & INT) === 0 ? form : longOr(longComparison(sign), form);
}

const not: InlineForm = (writer, inputs) => {
  const types = expected(writer, inputs, INT);
  if (types === undefined || !all(types, INT | BOOLEAN)) return undefined;
  const [a] = writer.expect(inputs, types);
  const isInt = types[0] === INT;
  return { text: writer.temporary(isInt ? `${a.text} === 0` : `!${a.text}`), type: BOOLEAN };
};

const negative: InlineForm = (writer, inputs) => {
  const types = expected(writer, inputs, INT);
  if (types === undefined || !all(types, INT | FLOAT)) return undefined;
  const [a] = writer.expect(inputs, types);
  const isInt = types[0] === INT;
  return { text: writer.temporary(isInt ? `0 - ${a.text}` : `-(${a.text})`), type: types[0] };
};

const inverse: InlineForm = (writer, inputs) => {
  const types = expected(writer, inputs, INT);
  if (types === undefined || !all(types, INT)) return undefined;
  const [a] = writer.expect(inputs, types);
  const text = writer.temporary(`-1 - ${a.text}`);
  writer.line(`if (${text} < -${LIMIT}) ${writer.refuse(inputs, "large")}`);
  return { text, type: INT };
};

/** A shift of an Int that is not negative by a constant: the sign is a bit like others. */
const unsignedShift: InlineForm = (writer, inputs) => {
  const types = expected(writer, inputs, INT);
  const { constant } = inputs[1];
  const isCount = typeof constant === "number" && constant >= 0 && constant < 64;
  if (types === undefined || !all(types, INT) || !isCount) return undefined;
  const [a] = writer.expect(inputs, types);
  writer.line(`if (${a.text} < 0) ${writer.refuse(inputs, "large")}`);
  return { text: writer.temporary(`Math.floor(${a.text} / ${2 ** constant})`), type: INT };
};

/** Bits of Ints within 32 bits; of others, where some were met, the operator's. */
function bits(sign: string, operator: unknown): InlineForm {
  return smallInts(
    operator,
    (b) => (isSmallText(b) ? [] : [`(${b} | 0) === ${b}`]),
    (a, b) => `${a} ${sign} ${b}`,
  );
}

/** Shifts of Ints within 32 bits by as little as a JavaScript number has room for; of others, the operator's. */
function shift(operator: unknown, write: (a: string, b: string) => string): InlineForm {
  return smallInts(
    operator,
    (b) => (/^\d+$/.test(b) && Number(b) <= 20 ? [] : [`${b} >= 0`, `${b} <= 20`]),
    write,
  );
}

/** Whether a text is a literal within 32 bits. */
function isSmallText(text: string): boolean {
  return /^-?\d+$/.test(text) && (Number(text) | 0) === Number(text);
}

function smallInts(
  operator: unknown,
  isSmall: (b: string) => readonly string[],
  write: (a: string, b: string) => string,
): InlineForm {
  return (writer, inputs) => {
    const types = expected(writer, inputs, INT);
    if (types === undefined || !all(types, INT)) return undefined;
    const [a, b] = writer.expect(inputs, types);
    const first = isSmallText(a.text) ? [] : [`(${a.text} | 0) === ${a.text}`];
    const small = [...first, ...isSmall(b.text)].join(" && ") || "true";
    // A result that may come from the operator, too, is no machine integer to the engine.
    if (writer.noted() === undefined) {
      writer.line(`if (!(${small})) ${writer.refuse(inputs, "large")}`);
      return { text: writer.temporary(write(a.text, b.text)), type: INT };
    }
    const name = writer.constant(operator);
    const text = writer.temporary(`${small} ? ${write(a.text, b.text)} : ${name}(${a.text}, ${b.text})`);
    writer.line(`if (typeof ${text} !== "number") ${writer.refuse(inputs, "large")}`);
    return { text, type: INT };
  };
}

const length: InlineForm = (writer, inputs) => {
  const types = expected(writer, inputs, LIST);
  if (types === undefined || !all(types, LIST)) return undefined;
  const [list] = writer.expect(inputs, types);
  const without = list.offset === undefined ? "" : ` - ${list.offset}`;
  return { text: writer.temporary(`${list.text}.length${without}`), type: INT };
};

const item: InlineForm = (writer, inputs) => {
  const noted = writer.noted();
  if (noted !== undefined || !mayBe(inputs[0], LIST) || !mayBe(inputs[1], INT)) return undefined;
  const [list, index] = writer.expect(inputs, [LIST, INT]);
  const tests: string[] = [];
  const { constant } = index;
  if (typeof constant !== "number" || constant < 0) tests.push(`${index.text} >= 0`);
  const text =
    list.offset === undefined ? index.text : constant === 0 ? list.offset : `${list.offset} + ${index.text}`;
  tests.push(`${text} < ${list.text}.length`);
  writer.line(`if (!(${tests.join(" && ")})) ${writer.bail()}`);
  return { text: writer.temporary(`${list.text}.at(${text})`), type: ANY };
};

/** A list without its first item. */
const rest: InlineForm = (writer, inputs) => {
  if (writer.noted() !== undefined || !mayBe(inputs[0], LIST)) return undefined;
  const [list] = writer.expect(inputs, [LIST]);
  const { text, offset } = list;
  const slot = writer.restStored();
  writer.line(`if (${text}.length === ${offset ?? 0}) ${writer.bail()}`);
  const result =
    slot === undefined
      ? { text: writer.temporary(restText(text, offset)), type: LIST }
      : { text: restText(text, offset), type: LIST, restOf: slot };
  writer.growth(String(BYTES.list), result, BYTES.list);
  return result;
};

function restText(list: string, offset: string | undefined): string {
  return offset === undefined ? `${list}.rest()` : withoutFirst(list, `${offset} + 1`);
}

/** Whether a value is null or an empty list. */
const isNull: InlineForm = (writer, [{ text, type, offset = "0" }]) => {
  if ((type & LIST) === 0) return { text: writer.temporary(`${text} === null`), type: BOOLEAN };
  const hasNone = `${text}.length === ${offset}`;
  const isEmpty = type === LIST ? hasNone : `${text} instanceof List && ${hasNone}`;
  const test = (type & NULL) === 0 ? isEmpty : `${text} === null || ${isEmpty}`;
  return { text: writer.temporary(test), type: BOOLEAN };
};

/** Whether a value is a number. */
const isNumber: InlineForm = (writer, [{ text, type }]) => {
  if ((type & ~(INT | FLOAT | LONG)) === 0) return { text: "true", type: BOOLEAN };
  if ((type & (INT | FLOAT | OTHER)) === 0) return { text: "false", type: BOOLEAN };
  const test = `typeof ${text} === "number" || ${text} instanceof Float || typeof ${text} === "bigint"`;
  return { text: writer.temporary(test), type: BOOLEAN };
};

/** Whether a value is a list with an item. */
const isPair: InlineForm = (writer, [{ text, type, offset = "0" }]) => {
  if ((type & LIST) === 0) return { text: "false", type: BOOLEAN };
  const hasItem = `${text}.length > ${offset}`;
  return {
    text: writer.temporary(type === LIST ? hasItem : `${text} instanceof List && ${hasItem}`),
    type: BOOLEAN,
  };
};

const { ADD, SUB, MUL, DIV, MOD, LT, GT, LE, GE, EQ, NE, BAND, BOR, BXOR, SHL, SHR, USHR } = BINARY_OPERATORS;
const { ADD_F, SUB_F, MUL_F, DIV_F, GT_F, LT_F, GE_F, LE_F, EQ_F, NE_F, CONCAT, COMPARE, AND, OR } =
  BINARY_OPERATORS;
const { LESS, GREATER, AT_MOST, AT_LEAST, EQUALS } = DYNAMIC_OPERATORS;
const NUMBER = INT | FLOAT;

const FORMS: ReadonlyMap<unknown, InlineForm> = new Map<unknown, InlineForm>([
  [ADD, longOr(longSum, numeric("+"))],
  [SUB, longOr(longDifference, numeric("-"))],
  [MUL, longOr(longProduct, numeric("*"))],
  [
    DIV,
    longOr(
      longQuotient,
      dividing((a, b) => `Math.trunc(${a} / ${b}) + 0`, "/"),
    ),
  ],
  [
    MOD,
    longOr(
      longRemainder,
      dividing((a, b) => `(${a} % ${b}) + 0`, "%"),
    ),
  ],
  [ADD_F, floats((a, b) => `${a} + ${b}`)],
  [SUB_F, floats((a, b) => `${a} - ${b}`)],
  [MUL_F, floats((a, b) => `${a} * ${b}`)],
  [DIV_F, floats((a, b) => `${a} / ${b}`, true)],
  [LT, comparison("<", INT, INT)],
  [GT, comparison(">", INT, INT)],
  [LE, comparison("<=", INT, INT)],
  [GE, comparison(">=", INT, INT)],
  [LESS, comparison("<", INT, NUMBER)],
  [GREATER, comparison(">", INT, NUMBER)],
  [AT_MOST, comparison("<=", INT, NUMBER)],
  [AT_LEAST, comparison(">=", INT, NUMBER)],
  [LT_F, comparison("<", FLOAT, FLOAT)],
  [GT_F, comparison(">", FLOAT, FLOAT)],
  [LE_F, comparison("<=", FLOAT, FLOAT)],
  [GE_F, comparison(">=", FLOAT, FLOAT)],
  [UNARY_OPERATORS.NOT, not],
  [UNARY_OPERATORS.NEG, longOr(longNegative, negative)],
  [UNARY_OPERATORS.BNOT, longOr(longInverse, inverse)],
  [BAND, longOr(longBits("&"), bits("&", BAND))],
  [BOR, longOr(longBits("|"), bits("|", BOR))],
  [BXOR, longOr(longBits("^"), bits("^", BXOR))],
  [
    SHL,
    longOr(
      longShiftLeft,
      shift(SHL, (a, b) => `${a} * (1 << ${b})`),
    ),
  ],
  [
    SHR,
    longOr(
      longShiftRight,
      shift(SHR, (a, b) => `${a} >> ${b}`),
    ),
  ],
  [USHR, longOr(longUnsignedShiftRight, unsignedShift)],
  [lengthOf, length],
  [itemAt, item],
  [restOf, rest],
  ...EQUALITY_FORMS,
  ...LIST_FORMS,
  ...TEXT_FORMS,
]);

/** Forms of native functions, by their names: a run that calls none has none of them loaded. */
const NATIVE_FORMS = new Map<string, NativeForm>([
  ["value.null", () => isNull],
  ["value.pair", () => isPair],
  ["value.number", () => isNumber],
  ...CELL_NATIVES,
  ...EQUALITY_NATIVES,
  ...LIST_NATIVES,
  ...TEXT_NATIVES,
]);

/** The types that results of these have; the operator may give any Int. */
const RESULTS: ReadonlyMap<unknown, number> = new Map<unknown, number>([
  ...[ADD, SUB, MUL, DIV, MOD, UNARY_OPERATORS.NEG].map((one) => [one, INT | FLOAT | OTHER] as const),
  ...[BAND, BOR, BXOR, SHL, SHR, USHR, UNARY_OPERATORS.BNOT].map((one) => [one, INT | OTHER] as const),
  ...[LT, GT, LE, GE, EQ, NE, EQUALS, LESS, GREATER, AT_MOST, AT_LEAST].map((one) => [one, INT] as const),
  ...[LT_F, GT_F, LE_F, GE_F, EQ_F, NE_F, COMPARE, lengthOf].map((one) => [one, INT] as const),
  ...[UNARY_OPERATORS.NOT, AND, OR].map((one) => [one, BOOLEAN] as const),
  ...[CONCAT, toStr, charAt].map((one) => [one, STRING] as const),
]);

/** What a value that an operator gives may be. */
export function resultOf({ compute }: ValueOperation): number {
  return RESULTS.get(compute) ?? ANY;
}

/** How an operation is written in line; undefined where its operator is to be asked. */
export function inlineForm(operation: ValueOperation): InlineForm | undefined {
  const { access, native, compute } = operation;
  if (access !== undefined) return access.is === "read" ? reading(access.key) : writing(access.key);
  return native === undefined ? FORMS.get(compute) : NATIVE_FORMS.get(native)?.(compute);
}
