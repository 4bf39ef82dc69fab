/** What the pages say in the same words. */

/** `isShown`: the page shows the program as it was before the errors. */
export function withErrors(isShown: boolean): string {
  return isShown
    ? "The program has errors; this is how it was before."
    : "The program has errors; there is nothing to show until they are mended.";
}
