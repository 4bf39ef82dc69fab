/**
 * The bytes of a WebAssembly module whose functions call functions of the host: the part of the format that is needed.
 * See https://www.w3.org/TR/wasm-core-1/#binary-format.
 */

/** Bytes, and code that is among them: it is put together when all of it is there. */
export type WasmCode = readonly (number | WasmCode)[];
export type ValueType = "i32" | "i64" | "f64";

const TYPES: Readonly<Record<ValueType, number>> = { i32: 0x7f, i64: 0x7e, f64: 0x7c };

/** Instructions, most of them without immediate operands. */
export const OP = {
  unreachable: 0x00,
  end: 0x0b,
  return: 0x0f,
  /** Followed by the index of a function. */
  call: 0x10,
  drop: 0x1a,
  /** The first of two values where the third is not zero, else the second. */
  select: 0x1b,
  i32Eqz: 0x45,
  i32Eq: 0x46,
  i32Ne: 0x47,
  i32LtS: 0x48,
  i32GtS: 0x4a,
  i32LeS: 0x4c,
  i64Eqz: 0x50,
  i64Eq: 0x51,
  i64Ne: 0x52,
  i64LtS: 0x53,
  i64GtS: 0x55,
  i64LeS: 0x57,
  i64GeS: 0x59,
  f64Eq: 0x61,
  f64Lt: 0x63,
  f64Gt: 0x64,
  f64Le: 0x65,
  f64Ge: 0x66,
  i32Add: 0x6a,
  i32Sub: 0x6b,
  i32Mul: 0x6c,
  i32DivS: 0x6d,
  i32And: 0x71,
  i32Or: 0x72,
  i64Add: 0x7c,
  i64Sub: 0x7d,
  i64Mul: 0x7e,
  i64DivS: 0x7f,
  i64RemS: 0x81,
  i64And: 0x83,
  i64Or: 0x84,
  i64Xor: 0x85,
  i64Shl: 0x86,
  i64ShrS: 0x87,
  i64ShrU: 0x88,
  f64Abs: 0x99,
  f64Neg: 0x9a,
  f64Add: 0xa0,
  f64Sub: 0xa1,
  f64Mul: 0xa2,
  f64Div: 0xa3,
  i32WrapI64: 0xa7,
  i64ExtendI32S: 0xac,
  i64ExtendI32U: 0xad,
  f64ConvertI64S: 0xb9,
} as const;

const VOID = 0x40;

function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80);
  bytes.push(rest);
  return bytes;
}

function signed32(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value; ; ) {
    const byte = rest & 0x7f;
    rest >>= 7;
    if ((rest === 0 && byte < 0x40) || (rest === -1 && byte >= 0x40)) {
      bytes.push(byte);
      return bytes;
    }
    bytes.push(byte | 0x80);
  }
}

function signed(value: bigint): number[] {
  const bytes: number[] = [];
  for (let rest = value; ; ) {
    const byte = Number(rest & 0x7fn);
    rest >>= 7n;
    if ((rest === 0n && byte < 0x40) || (rest === -1n && byte >= 0x40)) {
      bytes.push(byte);
      return bytes;
    }
    bytes.push(byte | 0x80);
  }
}

export const getLocal = (index: number): WasmCode => [0x20, ...unsigned(index)];
export const setLocal = (index: number): WasmCode => [0x21, ...unsigned(index)];
export const teeLocal = (index: number): WasmCode => [0x22, unsigned(index)];
export const int32 = (value: number): WasmCode => [0x41, ...signed32(value)];
export const int64 = (value: bigint): WasmCode => [0x42, signed(value)];

export const getGlobal = (index: number): WasmCode => [0x23, unsigned(index)];
export const setGlobal = (index: number): WasmCode => [0x24, unsigned(index)];

const LOADS: Readonly<Record<ValueType, number>> = { i32: 0x28, i64: 0x29, f64: 0x2b };
const STORES: Readonly<Record<ValueType, number>> = { i32: 0x36, i64: 0x37, f64: 0x39 };
/** Loads what is so many bytes after an address. */
export const load = (type: ValueType, address: WasmCode, offset: number): WasmCode => [
  address,
  LOADS[type],
  type === "i32" ? 2 : 3,
  unsigned(offset),
];
export const store = (type: ValueType, address: WasmCode, offset: number, value: WasmCode): WasmCode => [
  address,
  value,
  STORES[type],
  type === "i32" ? 2 : 3,
  unsigned(offset),
];

export function float64(value: number): WasmCode {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setFloat64(0, value, true);
  return [0x44, ...bytes];
}

export const call = (index: number): WasmCode => [OP.call, unsigned(index)];
/** Leaves so many constructs, or begins the loop again that is the outermost of them. */
export const branch = (depth: number): WasmCode => [0x0c, unsigned(depth)];
export const block = (body: WasmCode): WasmCode => [0x02, VOID, body, OP.end];
export const loop = (body: WasmCode): WasmCode => [0x03, VOID, body, OP.end];
/** Takes the condition from the stack. */
export const when = (body: WasmCode): WasmCode => [0x04, VOID, body, OP.end];
/** One of two values of a type. */
export const either = (type: ValueType, one: WasmCode, other: WasmCode): WasmCode => [
  0x04,
  TYPES[type],
  one,
  0x05,
  other,
  OP.end,
];

export interface FunctionType {
  readonly parameters: readonly ValueType[];
  readonly results: readonly ValueType[];
}

/** A function: the types of its variables after the parameters, and its code. */
export interface WasmFunction {
  readonly type: FunctionType;
  readonly locals: readonly ValueType[];
  readonly body: WasmCode;
}

export interface WasmModule {
  /** Functions of the host, whose indexes are their places: each is imported from `""` by its index. */
  readonly imports: readonly FunctionType[];
  /** Their indexes follow those of the imports. */
  readonly functions: readonly WasmFunction[];
  /** Names of the last functions, which are exported. */
  readonly exported: readonly string[];
  /** How many pages the memory has that is imported as `memory` from `""`. */
  readonly pages?: number;
  /** How many variables there are of type `i32` outside of functions. */
  readonly globals?: number;
}

/** The module in its binary form. */
export function encoded({ imports, functions, exported, pages, globals = 0 }: WasmModule): Uint8Array {
  const types = [...imports, ...functions.map(({ type }) => type)].map(({ parameters, results }) => [
    0x60,
    ...vector(parameters.map((one) => [TYPES[one]])),
    ...vector(results.map((one) => [TYPES[one]])),
  ]);
  const imported = imports.map((_, index) => [...name(""), ...name(String(index)), 0, ...unsigned(index)]);
  if (pages !== undefined)
    imported.push([...name(""), ...name("memory"), 2, 1, ...unsigned(pages), ...unsigned(pages)]);
  const variable: WasmCode = [TYPES.i32, 1, ...int32(0), OP.end];
  const exports = exported.map((text, index) => [
    ...name(text),
    0,
    ...unsigned(imports.length + functions.length - exported.length + index),
  ]);
  const own = functions.map((_, index) => unsigned(imports.length + index));
  const code = functions.map(({ locals, body }) => {
    const text = bytesOf([vector(locals.map((one) => [1, TYPES[one]])), body, OP.end]);
    return [unsigned(text.length), text];
  });
  return Uint8Array.from(
    bytesOf([
      [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
      section(1, vector(types)),
      section(2, vector(imported)),
      section(3, vector(own)),
      section(6, vector(Array.from({ length: globals }, () => variable))),
      section(7, vector(exports)),
      section(10, vector(code)),
    ]),
  );
}

/** All bytes of code, in their order. */
export function bytesOf(code: WasmCode, into: number[] = []): number[] {
  for (let index = 0; index < code.length; index++) {
    const part = code[index];
    if (typeof part === "number") into.push(part);
    else bytesOf(part, into);
  }
  return into;
}

/** The Int whose upper half is in one variable, and whose lower half is in the next one. */
export const wholeOf = (high: number): WasmCode => {
  const upper = [getLocal(high), OP.i64ExtendI32S, int64(32n), OP.i64Shl];
  return [upper, getLocal(high + 1), OP.i64ExtendI32U, OP.i64Or];
};

const vector = (items: readonly WasmCode[]): WasmCode => [unsigned(items.length), ...items];
const section = (id: number, content: WasmCode): WasmCode => {
  const bytes = bytesOf(content);
  return [id, unsigned(bytes.length), bytes];
};
/** ASCII alone is named here. */
const name = (text: string): WasmCode => [text.length, ...Array.from(text, (one) => one.charCodeAt(0))];
