/**
 * How much abstract interpretation has been done since the program started, whoever asked for it.
 *
 * What is computed lazily, or kept, gives the same results as what is not: only these counts tell them apart. Tests and
 * measurements read differences between two counts.
 */
export const tally = {
  /** Whole programs that were followed: what verification costs. */
  programs: 0,
  /** Functions of these that were followed, and parts of what holes lead to; not those of which the same is known as before. */
  followed: 0,
  /** Turns that these took, whether they were followed or told again. */
  turns: 0,
  /** Frames that were followed by themselves. */
  frames: 0,
  /** Regions whose code was compared with that of the version before, and was not found to be the same. */
  regions: 0,
  /** Functions that the verifier has looked at. */
  functions: 0,
  /** Those, and functions of which it has asked whether what was found in them is known. */
  asked: 0,
  /** Pairs of open handlers that the verifier has compared where ways meet. */
  handlers: 0,
  /** Programs made anew in which control was not found to go the same ways as in the version before. */
  controls: 0,
};
