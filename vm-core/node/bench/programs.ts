/** The programs that `ttvm bench` measures when no file is given: small ones, each of another kind of work. */
import exceptions from "./programs/exceptions.ttvm";
import fibonacci from "./programs/fibonacci.ttvm";
import floats from "./programs/floats.ttvm";
import objects from "./programs/objects.ttvm";
import sum from "./programs/sum.ttvm";
import text from "./programs/text.ttvm";

/** Begins the names of these programs; no file is called so. */
export const BUILT_IN = "built-in:";

/** Their texts, by name. */
export const PROGRAMS: Readonly<Record<string, string>> = {
  sum,
  fibonacci,
  floats,
  text,
  objects,
  exceptions,
};
