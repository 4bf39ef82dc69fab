/**
 * The constants of a file: each value once, named by its index.
 *
 * Invariant: an index that `ConstantTable` resolves has the kind that was asked for.
 */
import { normalInt } from "../value/int.ts";
import type { ByteReader } from "./byte-reader.ts";
import { ByteWriter } from "./byte-writer.ts";
import { CONSTANT_FLOAT, CONSTANT_INT, CONSTANT_STR } from "./format.ts";

/** Collects constants for writing. */
export class ConstantPool {
  private readonly indexes = new Map<string | number | bigint, number>();
  private readonly floats = new Map<bigint, number>();
  private readonly out = new ByteWriter();
  private count = 0;

  /** The index of an integer; equal ones share it. */
  int(value: number | bigint): number {
    return this.add(this.indexes, value, () => {
      this.out.u8(CONSTANT_INT);
      this.out.i64(value);
    });
  }

  float(value: number): number {
    // Told apart by bits: −0 is not 0.
    BITS.setFloat64(0, value);
    return this.add(this.floats, BITS.getBigUint64(0), () => {
      this.out.u8(CONSTANT_FLOAT);
      this.out.f64(value);
    });
  }

  str(value: string): number {
    return this.add(this.indexes, value, () => {
      this.out.u8(CONSTANT_STR);
      this.out.text(value);
    });
  }

  writeTo(out: ByteWriter): void {
    out.leb(this.count);
    out.append(this.out.bytes);
  }

  private add<K>(indexes: Map<K, number>, key: K, write: () => void): number {
    const known = indexes.get(key);
    if (known !== undefined) return known;
    write();
    indexes.set(key, this.count);
    return this.count++;
  }
}

const BITS = new DataView(new ArrayBuffer(8));

/** The kinds of constants, and the values that they have. */
interface ConstantValues {
  readonly Int: number | bigint;
  readonly Float: number;
  readonly Str: string;
}

interface Constant {
  readonly kind: keyof ConstantValues;
  readonly value: ConstantValues[keyof ConstantValues];
}

/** The smallest constant is an empty Str: kind and length. */
const SMALLEST = 2;

/** The constants of a file that is read. */
export class ConstantTable {
  private readonly constants: readonly Constant[];

  constructor(from: ByteReader) {
    const count = from.count("the number of constants", SMALLEST);
    const constants: Constant[] = [];
    for (let index = 0; index < count; index++) constants.push(readConstant(from));
    this.constants = constants;
  }

  /** Reads an index from `from`; the value of the constant of `kind` that it names. */
  read<K extends keyof ConstantValues>(from: ByteReader, kind: K, what: string): ConstantValues[K] {
    const { at } = from;
    const index = from.leb(what);
    const constant =
      this.constants[index] ??
      from.fail(`${what} is constant ${index}, but there are ${this.constants.length}`, at);
    if (constant.kind !== kind) {
      from.fail(`${what} is constant ${index}, which is not ${kind} but ${constant.kind}`, at);
    }
    return constant.value as ConstantValues[K];
  }
}

function readConstant(from: ByteReader): Constant {
  const { at } = from;
  const kind = from.u8("the kind of a constant");
  switch (kind) {
    case CONSTANT_INT:
      return { kind: "Int", value: normalInt(from.i64("an Int constant")) };
    case CONSTANT_FLOAT:
      return { kind: "Float", value: from.f64("a Float constant") };
    case CONSTANT_STR:
      return {
        kind: "Str",
        value: from.text(from.leb("the length of a Str constant"), "a Str constant"),
      };
    default:
      return from.fail(`no constant has the kind ${kind}`, at);
  }
}
