/**
 * Pairs that a comparison has come to before.
 *
 * A value that holds one list many times has few lists and very many paths to them: without this a comparison would
 * walk them all. A pair that is met again is equal, or the comparison has ended by then.
 */

/** So few comparisons are done before anything is worth remembering. */
const FREE = 1_000;

export class Compared {
  private count = 0;
  private readonly partners = new Map<object, Set<object>>();

  /** Whether two lists or objects are to be compared: false when they have been before. */
  isNew(a: object, b: object): boolean {
    if (this.count++ < FREE) return true;
    let partners = this.partners.get(a);
    if (partners === undefined) {
      partners = new Set();
      this.partners.set(a, partners);
    }
    if (partners.has(b)) return false;
    partners.add(b);
    return true;
  }
}
