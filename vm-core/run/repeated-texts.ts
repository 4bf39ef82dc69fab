/**
 * Texts that may come very often: the first of each are told one by one, the rest are counted.
 *
 * Invariant: what is told is bounded however many come: so many of each text, and so many texts.
 */

/** Of one text, those that are told one by one. */
const TOLD = 10;
/** Texts that are kept apart. */
const TEXTS = 100;

export class RepeatedTexts {
  /** How often each text has come. */
  private readonly counts = new Map<string, number>();
  /** Those whose text is one too many. */
  private others = 0;

  /** Counts a text; false when it is not to be told. */
  admit(text: string): boolean {
    const count = this.counts.get(text) ?? 0;
    if (count === 0 && this.counts.size === TEXTS) {
      this.others++;
      return false;
    }
    this.counts.set(text, count + 1);
    return count < TOLD;
  }

  /** Gives how often texts have come that were not told, and forgets them; those with many other texts have no text. */
  takeRest(tell: (count: number, text: string | undefined) => void): void {
    for (const [text, count] of this.counts) if (count > TOLD) tell(count - TOLD, text);
    if (this.others > 0) tell(this.others, undefined);
    this.counts.clear();
    this.others = 0;
  }
}
