/** Requests of the time group. */

export type TimeRequest =
  /** At least zero; may be infinite. */
  | { readonly kind: "sleep"; readonly milliseconds: number }
  /** Whole units since the start of 1970, UTC. */
  | { readonly kind: "clock"; readonly unit: "seconds" | "milliseconds" }
  /** Nanoseconds since some moment before the run. */
  | { readonly kind: "monotonic" };
