/** Requests of the time group. */

export type TimeRequest = { readonly kind: "sleep"; readonly milliseconds: number };
