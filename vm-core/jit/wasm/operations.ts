/**
 * Operations on numbers in WebAssembly, by what computes them.
 *
 * Invariant: an operation gives what its operator gives for operands of these kinds, or leaves in front of its instruction where that is a
 * fault. An Int is 64 bits there as everywhere, so nothing is tested for its size.
 */
import { DYNAMIC_OPERATORS } from "../../value/dynamic-operators.ts";
import { BINARY_OPERATORS, UNARY_OPERATORS } from "../../value/operators.ts";
import type { Value } from "../../value/value.ts";
import { either, float64, getLocal, int64, OP, type ValueType, type WasmCode } from "./encode.ts";

/** What a loop computes with. A truth is `true` or `false`, not the Int that a comparison gives. */
export type LoopType = "int" | "float" | "truth";

/** A value while a loop is written; its code pushes it, and may be used again. */
export interface Number64 {
  readonly kind: LoopType;
  readonly code: WasmCode;
  /** Of an Int that is 1 or 0: the same as a condition. */
  readonly condition?: WasmCode;
  readonly constant?: Value;
}

/** What an operation is written with. */
export interface OperationWriting {
  /** A variable of its own for what code computes. */
  temporary(type: ValueType, code: WasmCode): WasmCode;
  /** Leaves the loop in front of the instruction where a condition holds. */
  failWhere(condition: WasmCode): void;
}

/** Undefined for operands that it has no form for. */
export type NumberForm = (writer: OperationWriting, inputs: readonly Number64[]) => Number64 | undefined;

const isAll = (inputs: readonly Number64[], kind: LoopType): boolean =>
  inputs.every((one) => one.kind === kind);

const made = (writer: OperationWriting, kind: LoopType, code: WasmCode): Number64 => ({
  kind,
  code: writer.temporary(kind === "int" ? "i64" : kind === "float" ? "f64" : "i32", code),
});

const asFloat = ({ kind, code }: Number64): WasmCode => (kind === "int" ? [code, OP.f64ConvertI64S] : code);

/** Ints, or Floats where one is. */
function arithmetic(int: number, float: number): NumberForm {
  return (writer, [a, b]) => {
    if (isAll([a, b], "int")) return made(writer, "int", [a.code, b.code, int]);
    if (a.kind === "truth" || b.kind === "truth") return undefined;
    return made(writer, "float", [asFloat(a), asFloat(b), float]);
  };
}

function ints(op: number): NumberForm {
  return (writer, [a, b]) => (isAll([a, b], "int") ? made(writer, "int", [a.code, b.code, op]) : undefined);
}

function floats(op: number): NumberForm {
  return (writer, [a, b]) =>
    isAll([a, b], "float") ? made(writer, "float", [a.code, b.code, op]) : undefined;
}

function failByZero(writer: OperationWriting, { kind, code, constant }: Number64): void {
  if (kind === "float") writer.failWhere([code, float64(0), OP.f64Eq]);
  else if (constant === undefined || constant === 0) writer.failWhere([code, OP.i64Eqz]);
}

/** The exponent of a divisor that is a power of two. */
function exponentOf({ constant }: Number64): bigint | undefined {
  if (typeof constant !== "number" || constant < 2) return undefined;
  const exponent = Math.log2(constant);
  return Number.isInteger(exponent) ? BigInt(exponent) : undefined;
}

/** A quotient by a power of two, truncated toward zero: what is below zero is brought up by one less than the divisor first. */
function shiftedQuotient({ code }: Number64, exponent: bigint): WasmCode {
  const sign = [code, int64(63n), OP.i64ShrS, int64(64n - exponent), OP.i64ShrU];
  return [code, sign, OP.i64Add, int64(exponent), OP.i64ShrS];
}

const quotient: NumberForm = (writer, [a, b]) => {
  if (a.kind === "truth" || b.kind === "truth") return undefined;
  failByZero(writer, b);
  if (!isAll([a, b], "int")) return made(writer, "float", [asFloat(a), asFloat(b), OP.f64Div]);
  const exponent = exponentOf(b);
  if (exponent !== undefined) return made(writer, "int", shiftedQuotient(a, exponent));
  const divided = [a.code, b.code, OP.i64DivS];
  if (b.constant !== undefined && b.constant !== -1) return made(writer, "int", divided);
  // The smallest Int by −1 wraps; the instruction would end the program.
  const negated = [int64(0n), a.code, OP.i64Sub];
  return made(writer, "int", [b.code, int64(-1n), OP.i64Eq, either("i64", negated, divided)]);
};

const remainder: NumberForm = (writer, [a, b]) => {
  if (!isAll([a, b], "int")) return undefined;
  failByZero(writer, b);
  const exponent = exponentOf(b);
  if (exponent === undefined) return made(writer, "int", [a.code, b.code, OP.i64RemS]);
  const whole = [shiftedQuotient(a, exponent), int64(exponent), OP.i64Shl];
  return made(writer, "int", [a.code, whole, OP.i64Sub]);
};

const floatQuotient: NumberForm = (writer, [a, b]) => {
  if (!isAll([a, b], "float")) return undefined;
  failByZero(writer, b);
  return made(writer, "float", [a.code, b.code, OP.f64Div]);
};

/** The Int that a condition gives. */
function compared(writer: OperationWriting, code: WasmCode): Number64 {
  const condition = writer.temporary("i32", code);
  return { kind: "int", code: [condition, OP.i64ExtendI32U], condition };
}

function comparison(int: number | undefined, float: number | undefined): NumberForm {
  return (writer, [a, b]) => {
    const op = isAll([a, b], "int") ? int : isAll([a, b], "float") ? float : undefined;
    return op === undefined ? undefined : compared(writer, [a.code, b.code, op]);
  };
}

/** Floats that differ by less than the gap between 1 and the next double count as equal. */
function nearly(a: WasmCode, b: WasmCode): WasmCode {
  const isNear = [a, b, OP.f64Sub, OP.f64Abs, float64(Number.EPSILON), OP.f64Lt];
  return [a, b, OP.f64Eq, isNear, OP.i32Or];
}

function equality(isEqual: boolean): NumberForm {
  return (writer, [a, b]) => {
    if (isAll([a, b], "int")) return compared(writer, [a.code, b.code, isEqual ? OP.i64Eq : OP.i64Ne]);
    if (!isAll([a, b], "float")) return undefined;
    const near = nearly(a.code, b.code);
    return compared(writer, isEqual ? near : [near, OP.i32Eqz]);
  };
}

/** A condition that holds for 0 and `false`. */
export function falsy({ kind, code, condition }: Number64): WasmCode | undefined {
  if (kind === "float") return undefined;
  return kind === "int" && condition === undefined ? [code, OP.i64Eqz] : [condition ?? code, OP.i32Eqz];
}

const not: NumberForm = (writer, [a]) => {
  const condition = falsy(a);
  return condition === undefined ? undefined : made(writer, "truth", condition);
};

const negative: NumberForm = (writer, [a]) => {
  if (a.kind === "truth") return undefined;
  return a.kind === "int"
    ? made(writer, "int", [int64(0n), a.code, OP.i64Sub])
    : made(writer, "float", [a.code, OP.f64Neg]);
};

const inverse: NumberForm = (writer, [a]) =>
  a.kind === "int" ? made(writer, "int", [a.code, int64(-1n), OP.i64Xor]) : undefined;

function truths(op: number): NumberForm {
  return (writer, [a, b]) =>
    isAll([a, b], "truth") ? made(writer, "truth", [a.code, b.code, op]) : undefined;
}

const { ADD, SUB, MUL, DIV, MOD, LT, GT, LE, GE, EQ, NE, BAND, BOR, BXOR, SHL, SHR, USHR } = BINARY_OPERATORS;
const { ADD_F, SUB_F, MUL_F, DIV_F, GT_F, LT_F, GE_F, LE_F, EQ_F, AND, OR } = BINARY_OPERATORS;
const { LESS, GREATER, AT_MOST, AT_LEAST, EQUALS } = DYNAMIC_OPERATORS;
const { NOT, NEG, BNOT } = UNARY_OPERATORS;

const onFloats: (form: NumberForm) => NumberForm = (form) => (writer, inputs) =>
  isAll(inputs, "float") ? form(writer, inputs) : undefined;
const onInts: (form: NumberForm) => NumberForm = (form) => (writer, inputs) =>
  isAll(inputs, "int") ? form(writer, inputs) : undefined;

/** How an operation is written; absent where a loop with it stays JavaScript. */
export const NUMBER_FORMS: ReadonlyMap<unknown, NumberForm> = new Map<unknown, NumberForm>([
  [ADD, arithmetic(OP.i64Add, OP.f64Add)],
  [SUB, arithmetic(OP.i64Sub, OP.f64Sub)],
  [MUL, arithmetic(OP.i64Mul, OP.f64Mul)],
  [DIV, quotient],
  [MOD, remainder],
  [ADD_F, floats(OP.f64Add)],
  [SUB_F, floats(OP.f64Sub)],
  [MUL_F, floats(OP.f64Mul)],
  [DIV_F, floatQuotient],
  [BAND, ints(OP.i64And)],
  [BOR, ints(OP.i64Or)],
  [BXOR, ints(OP.i64Xor)],
  // Counts are taken modulo 64, as by the operators.
  [SHL, ints(OP.i64Shl)],
  [SHR, ints(OP.i64ShrS)],
  [USHR, ints(OP.i64ShrU)],
  [LT, comparison(OP.i64LtS, undefined)],
  [GT, comparison(OP.i64GtS, undefined)],
  [LE, comparison(OP.i64LeS, undefined)],
  [GE, comparison(OP.i64GeS, undefined)],
  [LESS, comparison(OP.i64LtS, OP.f64Lt)],
  [GREATER, comparison(OP.i64GtS, OP.f64Gt)],
  [AT_MOST, comparison(OP.i64LeS, OP.f64Le)],
  [AT_LEAST, comparison(OP.i64GeS, OP.f64Ge)],
  [LT_F, comparison(undefined, OP.f64Lt)],
  [GT_F, comparison(undefined, OP.f64Gt)],
  [LE_F, comparison(undefined, OP.f64Le)],
  [GE_F, comparison(undefined, OP.f64Ge)],
  [EQ, equality(true)],
  [NE, equality(false)],
  [EQ_F, onFloats(equality(true))],
  [EQUALS, onInts(equality(true))],
  [NOT, not],
  [NEG, negative],
  [BNOT, inverse],
  [AND, truths(OP.i32And)],
  [OR, truths(OP.i32Or)],
]);

/** A variable as a value. */
export const numberIn = (kind: LoopType, local: number): Number64 => ({ kind, code: getLocal(local) });
