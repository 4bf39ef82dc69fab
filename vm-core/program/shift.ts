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
  /** The first or the last of them is the same instruction in both. */
  readonly keeps: "first" | "last" | "none";
}

/** Where an address is now: of those of the instructions that have changed, the first one alone may be asked for. */
export function shiftedAddress({ at, removed, added }: Shift, address: number): number {
  return address <= at ? address : address + added - removed;
}

/** Something about each instruction, now; `inside` holds for those that have changed. */
export function shiftedPerInstruction<A extends Uint8Array | Uint32Array | Int32Array>(
  values: A,
  shift: Shift,
  inside: number,
): A {
  const { at, removed, added, keeps } = shift;
  const now = shiftedArray(values, shift, inside);
  if (keeps !== "first") now[at] = inside;
  if (keeps === "last") now[at + added - 1] = values[at + removed - 1];
  return now;
}

/** Something about where each address is, now; `inside` holds for those after the first one of what has changed. */
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
