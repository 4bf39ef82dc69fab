/** How the glue of a function of WebAssembly names what it takes and gives, and what it makes of that. */
import type { LoopType } from "./operations.ts";

/** The variables of a value of that type: those of an Int are its halves. */
export const NAMES: Readonly<Record<LoopType, (index: number) => readonly string[]>> = {
  int: (index) => [`h${index}`, `l${index}`],
  float: (index) => [`d${index}`],
  truth: (index) => [`t${index}`],
};

/** The value that its variables stand for. */
export const MADE: Readonly<Record<LoopType, (index: number) => string>> = {
  int: (index) => `ofHalves(h${index}, l${index})`,
  float: (index) => `new Float(d${index})`,
  truth: (index) => `t${index} === 1`,
};
