/** What it gives; undefined where the stack of JavaScript is too small for it. */
export function withinStack<T>(compute: () => T): T | undefined {
  try {
    return compute();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return undefined;
  }
}
