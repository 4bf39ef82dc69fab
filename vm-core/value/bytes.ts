/** Byte strings, and handles: names for things that live in the host. */

/** A value of raw bytes, immutable to those who hold it. */
export class Bytes {
  /** Takes over `data`: the caller must not change it afterwards. */
  constructor(readonly data: Uint8Array) {}
}

/** What a handle stands for. */
export type HandleKind = "connection" | "stream" | "future";

/** A connection, stream or future. Two handles with the same kind and id name the same thing. */
export class Handle {
  constructor(
    readonly kind: HandleKind,
    /** As displayed: `tcp://127.0.0.1:80`. */
    readonly name: string,
    /** The host's number for it, unique in a run. */
    readonly id: number,
  ) {}
}
