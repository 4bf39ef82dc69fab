/** Requests of the time group. */

export type TimeRequest =
  /** At least zero; may be infinite. */
  | { readonly kind: "sleep"; readonly milliseconds: number }
  /** Whole milliseconds since the start of 1970, UTC. */
  | { readonly kind: "clock" }
  /** Nanoseconds since some moment before the run. */
  | { readonly kind: "monotonic" };
