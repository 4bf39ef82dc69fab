/** One after another: work on a thing that must not be done twice at the same time. */

export class Turns {
  private last: Promise<unknown> = Promise.resolve();

  /** Does the work when all before it is done. */
  take<T>(work: () => Promise<T> | T): Promise<T> {
    const result = this.last.then(work);
    this.last = result.catch(() => undefined);
    return result;
  }
}
