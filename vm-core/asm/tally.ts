/** How much reading and assembling has done, for tests that count work. */
export const tally = {
  /** Lines of text that were read. */
  lines: 0,
  /** Instructions that were made. */
  instructions: 0,
  /** Lines of which the labels were counted that they name. */
  usesCounted: 0,
  /** Lines of instructions that sketches have looked at. */
  sketched: 0,
};
