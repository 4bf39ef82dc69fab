/** Requests of the time group. */

/** The driver answers it, when the time has come. */
export interface SleepRequest {
  readonly kind: "sleep";
  /** At least zero; may be infinite. */
  readonly milliseconds: number;
}

export type TimeRequest =
  /** Whole units since the start of 1970, UTC. */
  | { readonly kind: "clock"; readonly unit: "seconds" | "milliseconds" }
  /** Nanoseconds since some moment before the run. */
  | { readonly kind: "monotonic" };
