/** Requests of the input group: one buffer of standard input serves all of them. */

export type InputRequest =
  /** A line without its ending; "" at the end. */
  | { readonly kind: "read-line" }
  /** One Unicode character; a fault at the end. */
  | { readonly kind: "read-char" }
  /** Everything that is left. */
  | { readonly kind: "read-input" }
  /** Whether nothing is left; waits until that is known. */
  | { readonly kind: "at-eof" };
