/**
 * The instructions of the encoded register IR. Each is its number and the fields that follow it, all integers.
 *
 * An operand is the slot of a variable when it is not negative, else the complement of a place in the file of registers and
 * constants. `before` and `after` are indices of plain states, `target` and `otherwise` places of blocks in the code.
 */
export enum Opcode {
  /** `address count taken carried`: a block of `count` instructions that takes `taken` values of the memory. */
  enter = 0,
  /** `output a b c operation before after`; operands that the operation has not are register 0. */
  compute = 1,
  /** As `compute`, with a fast path. */
  add = 2,
  subtract = 3,
  multiply = 4,
  less = 5,
  greater = 6,
  atMost = 7,
  atLeast = 8,
  equal = 9,
  unequal = 10,
  /** `target a b c operation before after otherwise` */
  ifLess = 11,
  ifGreater = 12,
  ifAtMost = 13,
  ifAtLeast = 14,
  ifEqual = 15,
  ifUnequal = 16,
  /** `target a before otherwise` */
  branch = 17,
  /** `target` */
  jump = 18,
  /** `output a before` */
  move = 19,
  /** `output` */
  pop = 20,
  /** `count inputs…` */
  push = 21,
  /** `address next rest before count inputs…`: the block continues at address `next`, with `rest` instructions left. */
  step = 22,
  /** `address` */
  end = 23,
}

/** Fields of these, their numbers included. */
export const LENGTH = { enter: 5, compute: 8, move: 4, pop: 2, push: 2, step: 6 } as const;

/** In place of an address that no step returns. */
export const NOWHERE = 2 ** 30;
