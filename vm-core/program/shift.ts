/**
 * A shift: straight instructions in a row have become more or fewer, and all after them are elsewhere by as many.
 *
 * Invariant: in both Programs there is at least one of them, none but the first can be come to from elsewhere than the one before,
 * and whatever names an address after them names the same place in both. So what follows from where control can go is the
 * same but for addresses.
 */
export interface Shift {
  /** The address of the first one. */
  readonly at: number;
  /** How many there were, and how many there are. */
  readonly removed: number;
  readonly added: number;
}

/** Where an address is now: of those of the instructions that have changed, the first one alone may be asked for. */
export function shiftedAddress({ at, removed, added }: Shift, address: number): number {
  return address <= at ? address : address + added - removed;
}

/** Something for each address, now; `inside` holds for the instructions after the first one. */
export function shiftedArray<A extends Uint8Array | Uint32Array | Int32Array>(
  values: A,
  { at, removed, added }: Shift,
  inside: number,
): A {
  const length = values.length + added - removed;
  const now = new (values.constructor as new (length: number) => A)(length);
  now.set(values.subarray(0, at + 1));
  now.fill(inside, at + 1, at + added);
  now.set(values.subarray(at + removed), at + added);
  return now;
}
