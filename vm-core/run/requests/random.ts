/** Randomness is an effect like any other: the reply is an Int of 64 random bits. */

export type RandomRequest = { readonly kind: "random" };
