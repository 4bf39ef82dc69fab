/**
 * Bytes that the heap is told of by a block.
 *
 * What is at most so large needs no question each time: a block asks once, when it is entered, whether there is room for all of
 * it, and tells the heap at its end, or where it is left.
 *
 * Invariant: nothing else takes of that room. Behind whatever else tells the heap of bytes, each is asked about.
 */
export class Growth {
  /** Bytes that there has to be room for when the block is entered. */
  reserved = 0;
  /** Whether there is room for more of what is at most so large. */
  isReserving = true;
  private untold: string[] = [];

  /** Adds bytes, if it is known what these are at most; false where the heap has to be asked. */
  add(bytes: string, most: number | undefined): boolean {
    if (most === undefined || !this.isReserving) return false;
    this.reserved += most;
    this.untold.push(bytes);
    return true;
  }

  /** A statement that tells the heap of what it has not been told of; empty without any. */
  get text(): string {
    return this.untold.length === 0 ? "" : `H.take(${this.untold.join(" + ")});`;
  }

  /** The heap has been told, and others may tell it of more. */
  end(): void {
    this.untold = [];
    this.isReserving = false;
  }
}
