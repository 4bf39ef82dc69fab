/** A direct evaluator of Lisp, which says what random programs do. */
export { Evaluator } from "./evaluator.ts";
export { type Form, Raised, Unsure } from "./values.ts";
