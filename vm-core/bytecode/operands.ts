/**
 * How each kind of operand is encoded. The instruction table says which operands an instruction has, so a new
 * row needs nothing here.
 *
 * Invariant: what is read holds what a Program promises: addresses are within the program, words are among
 * those that the row lists.
 */
import type { OperandKind } from "../isa/index.ts";
import type { ByteReader } from "./byte-reader.ts";
import type { ByteWriter } from "./byte-writer.ts";
import type { ConstantPool, ConstantTable } from "./constants.ts";

export interface OperandTarget {
  readonly out: ByteWriter;
  readonly constants: ConstantPool;
}

export interface OperandSource {
  readonly from: ByteReader;
  readonly constants: ConstantTable;
  /** The number of instructions. */
  readonly length: number;
}

interface Encoding<T> {
  write(value: T, target: OperandTarget): void;
  read(source: OperandSource, what: string): T;
}

const STR: Encoding<string> = {
  write: (value, { out, constants }) => out.leb(constants.str(value)),
  read: ({ from, constants }, what) => constants.read(from, "Str", what),
};

const STRS: Encoding<readonly string[]> = {
  write: (values, target) => {
    target.out.leb(values.length);
    for (const value of values) STR.write(value, target);
  },
  read: (source, what) => {
    const count = source.from.count(`the number of ${what}`, 1);
    const values: string[] = [];
    for (let index = 0; index < count; index++) values.push(STR.read(source, what));
    return values;
  },
};

const UINT32: Encoding<number> = {
  write: (value, { out }) => out.leb(value),
  read: ({ from }, what) => from.leb(what),
};

const ADDRESS: Encoding<number> = {
  write: (value, { out }) => out.leb(value),
  read: ({ from, length }, what) => {
    const { at } = from;
    const address = from.leb(what);
    if (address > length) {
      from.fail(`${what} is address ${address}, but the program ends at ${length}`, at);
    }
    return address;
  },
};

const BOOL: Encoding<boolean> = {
  write: (value, { out }) => out.u8(value ? 1 : 0),
  read: ({ from }, what) => {
    const { at } = from;
    const byte = from.u8(what);
    return byte <= 1 ? byte === 1 : from.fail(`${what} is ${byte}, neither 0 nor 1`, at);
  },
};

type RequiredKind<Kind> = Kind extends `${infer Required}?` ? Required : Kind;
type PlainKind = Exclude<RequiredKind<OperandKind>, `word:${string}`>;

/** By kind without its `?`; lists of words apart. A kind of the table that is missing does not compile. */
const ENCODINGS = {
  int: {
    write: (value: number | bigint, { out, constants }) => out.leb(constants.int(value)),
    read: ({ from, constants }, what) => constants.read(from, "Int", what),
  } satisfies Encoding<number | bigint>,
  float: {
    write: (value: number, { out, constants }) => out.leb(constants.float(value)),
    read: ({ from, constants }, what) => constants.read(from, "Float", what),
  } satisfies Encoding<number>,
  bool: BOOL,
  string: STR,
  name: STR,
  path: STR,
  label: ADDRESS,
  names: STRS,
  patterns: STRS,
  count: UINT32,
  millis: UINT32,
  pid: {
    write: (value: number | bigint, { out }) => out.leb64(value),
    read: ({ from }, what) => {
      const pid = from.leb64(what);
      return pid <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(pid) : pid;
    },
  } satisfies Encoding<number | bigint>,
  resolved: optional(ADDRESS),
} as const satisfies Record<PlainKind, unknown>;

/** The encoding of a kind. */
export function encodingOf(kind: OperandKind): Encoding<unknown> {
  let encoding = BY_KIND.get(kind);
  if (encoding === undefined) {
    encoding = makeEncoding(kind);
    BY_KIND.set(kind, encoding);
  }
  return encoding;
}

const BY_KIND = new Map<OperandKind, Encoding<unknown>>();

function makeEncoding(kind: string): Encoding<unknown> {
  if (kind.endsWith("?")) return optional(makeEncoding(kind.slice(0, -1)));
  if (kind.startsWith("word:")) return words(kind.slice("word:".length).split("|")) as Encoding<unknown>;
  return ENCODINGS[kind as PlainKind] as Encoding<unknown>;
}

/** One byte that says whether the operand follows. */
function optional<T>(encoding: Encoding<T>): Encoding<T | null> {
  return {
    write: (value, target) => {
      BOOL.write(value !== null, target);
      if (value !== null) encoding.write(value, target);
    },
    read: (source, what) =>
      BOOL.read(source, `whether there is ${what}`) ? encoding.read(source, what) : null,
  };
}

/** A Str, so that a list of words may grow and change its order. */
function words(allowed: readonly string[]): Encoding<string> {
  return {
    write: STR.write,
    read: (source, what) => {
      const { at } = source.from;
      const word = STR.read(source, what);
      return allowed.includes(word) ? word : source.from.fail(`${what} is none of ${allowed.join(", ")}`, at);
    },
  };
}
