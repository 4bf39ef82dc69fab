/** How much work analysing Lisp has done, for tests that count it. */
export const tally = {
  /** Forms of the top level that were read. */
  read: 0,
  /** Forms of the top level that were analysed. */
  analysed: 0,
  /** Versions whose problems were found by looking at a part of them. */
  parts: 0,
  /** Versions that were made of the ones before, where some forms are others. */
  continued: 0,
  /** Those whose code was, and those whose names were. */
  continuedCode: 0,
  continuedNames: 0,
  /** Forms of the top level, and parts between them, whose closures were settled. */
  settled: 0,
  /** Functions of documents that code was made of, but for the top level. */
  generated: 0,
  /** Instructions that were made. */
  instructions: 0,
  /** Forms of the top level in which something doubtful was looked for. */
  doubted: 0,
  /** Those whose semantic tokens were made. */
  coloured: 0,
  /** Those whose semantic tokens were looked for, made or not. */
  grouped: 0,
};
