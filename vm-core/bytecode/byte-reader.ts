/**
 * Reads numbers and texts from untrusted bytes.
 *
 * Invariant: nothing is read outside the range, and nothing is allocated before the bytes for it are known to
 * be there. What is wrong ends the reading: `Malformed` is thrown, and caught by `attempt` alone.
 */

/** What is wrong with bytecode, and at which byte of the file. */
export interface BytecodeProblem {
  readonly offset: number;
  readonly reason: string;
}

class Malformed extends Error {
  constructor(readonly problem: BytecodeProblem) {
    super(problem.reason);
  }
}

/** The result of `read`, or the problem that ended it. */
export function attempt<T>(read: () => T): T | { readonly problems: readonly BytecodeProblem[] } {
  try {
    return read();
  } catch (error) {
    if (error instanceof Malformed) return { problems: [error.problem] };
    throw error;
  }
}

const MAX_UINT32 = 2 ** 32 - 1;

export class ByteReader {
  private readonly view: DataView;

  /** Reads from `at` up to but not including `end`. */
  constructor(
    private readonly bytes: Uint8Array,
    public at = 0,
    readonly end = bytes.length,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get left(): number {
    return this.end - this.at;
  }

  fail(reason: string, offset = this.at): never {
    throw new Malformed({ offset, reason });
  }

  /** A reader of the next `length` bytes, which this reader then skips. */
  part(length: number, what: string): ByteReader {
    const start = this.take(length, what);
    return new ByteReader(this.bytes, start, start + length);
  }

  u8(what: string): number {
    return this.view.getUint8(this.take(1, what));
  }

  u16(what: string): number {
    return this.view.getUint16(this.take(2, what), true);
  }

  u32(what: string): number {
    return this.view.getUint32(this.take(4, what), true);
  }

  i64(what: string): bigint {
    return this.view.getBigInt64(this.take(8, what), true);
  }

  u64(what: string): bigint {
    return this.view.getBigUint64(this.take(8, what), true);
  }

  f64(what: string): number {
    return this.view.getFloat64(this.take(8, what), true);
  }

  /** Unsigned LEB128 of at most 32 bits. */
  leb(what: string): number {
    const start = this.at;
    let value = 0;
    for (let scale = 1; scale <= 2 ** 28; scale *= 128) {
      const byte = this.u8(what);
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value <= MAX_UINT32 ? value : this.fail(`${what} exceeds 32 bits`, start);
    }
    return this.fail(`${what} exceeds 32 bits`, start);
  }

  /** Unsigned LEB128 of at most 64 bits. */
  leb64(what: string): bigint {
    const start = this.at;
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.u8(what);
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value < 2n ** 64n ? value : this.fail(`${what} exceeds 64 bits`, start);
    }
    return this.fail(`${what} exceeds 64 bits`, start);
  }

  /** A signed difference: zigzag in LEB128. */
  zigzag(what: string): number {
    const value = this.leb(what);
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  /** A count of things that take at least `size` bytes each. */
  count(what: string, size: number): number {
    const start = this.at;
    const count = this.leb(what);
    if (count * size > this.left) {
      this.fail(`${what} is ${count}, but only ${this.left} bytes are left`, start);
    }
    return count;
  }

  /** The next `length` bytes as UTF-8. */
  text(length: number, what: string): string {
    const start = this.take(length, what);
    try {
      return DECODER.decode(this.bytes.subarray(start, start + length));
    } catch {
      return this.fail(`${what} is not valid UTF-8`, start);
    }
  }

  /** That nothing is left. */
  finish(what: string): void {
    if (this.left > 0) this.fail(`${this.left} bytes too many at the end of ${what}`);
  }

  private take(length: number, what: string): number {
    if (length > this.left) {
      this.fail(`${what} needs ${length} bytes, but only ${this.left} are left`);
    }
    const start = this.at;
    this.at += length;
    return start;
  }
}

const DECODER = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
