/** Writes numbers and texts into bytes that grow. */
export class ByteWriter {
  private buffer = new Uint8Array(256);
  private view = new DataView(this.buffer.buffer);
  private length = 0;

  /** What has been written. */
  get bytes(): Uint8Array<ArrayBuffer> {
    return this.buffer.slice(0, this.length);
  }

  u8(value: number): void {
    const at = this.grow(1);
    this.view.setUint8(at, value);
  }

  u16(value: number): void {
    const at = this.grow(2);
    this.view.setUint16(at, value, true);
  }

  u32(value: number): void {
    const at = this.grow(4);
    this.view.setUint32(at, value, true);
  }

  i64(value: number | bigint): void {
    const at = this.grow(8);
    this.view.setBigInt64(at, BigInt(value), true);
  }

  f64(value: number): void {
    const at = this.grow(8);
    this.view.setFloat64(at, value, true);
  }

  /** Unsigned LEB128. */
  leb(value: number): void {
    if (!Number.isSafeInteger(value) || value < 0) throw new Error(`not an unsigned integer: ${value}`);
    let rest = value;
    for (; rest >= 0x80; rest = Math.floor(rest / 128)) this.u8((rest % 128) | 0x80);
    this.u8(rest);
  }

  leb64(value: number | bigint): void {
    let rest = BigInt.asUintN(64, BigInt(value));
    for (; rest >= 0x80n; rest >>= 7n) this.u8(Number(rest & 0x7fn) | 0x80);
    this.u8(Number(rest));
  }

  /** A signed difference: zigzag in LEB128. */
  zigzag(value: number): void {
    this.leb(value >= 0 ? 2 * value : -2 * value - 1);
  }

  /** Length and UTF-8. */
  text(value: string): void {
    const encoded = ENCODER.encode(value);
    this.leb(encoded.length);
    this.append(encoded);
  }

  append(bytes: Uint8Array): void {
    const start = this.grow(bytes.length);
    this.buffer.set(bytes, start);
  }

  private grow(size: number): number {
    const start = this.length;
    this.length += size;
    if (this.length > this.buffer.length) {
      const larger = new Uint8Array(Math.max(this.length, 2 * this.buffer.length));
      larger.set(this.buffer);
      this.buffer = larger;
      this.view = new DataView(larger.buffer);
    }
    return start;
  }
}

const ENCODER = new TextEncoder();
