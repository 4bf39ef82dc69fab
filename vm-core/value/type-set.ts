/**
 * Sets of value types, as bits: what rows of the instruction table and analyses say about values.
 *
 * Invariant: one bit for each name that TYPE_OF gives; `ANY_TYPE` is all of them.
 */

/** The bit of each type. */
export const TYPE = {
  int: 1,
  float: 2,
  string: 4,
  bool: 8,
  null: 16,
  list: 32,
  object: 64,
  bytes: 128,
  connection: 256,
  stream: 512,
  future: 1024,
  function: 2048,
  closure: 4096,
  exception: 8192,
  cell: 16384,
  symbol: 32768,
} as const;

/** Every type. */
export const ANY_TYPE = 65535;

/** The types in a set, in words. */
export function typeNames(types: number): string {
  const names = Object.entries(TYPE).flatMap(([name, bit]) => ((types & bit) !== 0 ? [name] : []));
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} or ${names.at(-1)}`;
}
