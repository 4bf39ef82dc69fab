/**
 * What a host holds for a run: bytes that wait to be read, files while they are read, open things.
 *
 * It counts towards the run's memory like the values on its heap. Whoever gathers bytes of unknown number takes them from
 * here, piece by piece.
 */

/** There is no room for what is to be held. */
export class OutOfMemory extends Error {
  constructor() {
    super("Resource limit reached: memory");
  }
}

/** How much garbage of a run may wait. */
export interface GarbageLimit {
  /** Bytes that have become garbage, at most, before it is collected. */
  readonly most: number;
  /** It is collected only where the run would be beyond its limit with it. */
  readonly onlyWhenFull: boolean;
  collect(): void;
  /** Keeps the room for young objects from growing. Engines forget it when a thread starts. */
  limitYoung(): void;
  /** Bytes that the process takes, whatever for. */
  resident(): number;
  /** Bytes that the process may take before garbage is collected. */
  readonly mostResident: number;
  /** Bytes that the process may take before garbage is let wait for less long. */
  readonly muchResident: number;
  /** Lets garbage wait for less long from now on. */
  hurry(): void;
}

/** Bytes by which the process grows between two collections at least, where they do not help. */
const APART = 8 * 2 ** 20;
/** Of the room that the process has, as much as the run may grow by before somebody looks again, in portions of a megabyte: one of so many. */
const SHARE = 8 * 2 ** 20;
/** Portions that the run may grow by, at most, before somebody looks again. */
const MOST_PORTIONS = 16;

/** Counts the bytes that a host holds for a program: streams, files while they are read, databases and the like. */
export class HostMemory {
  /** In bytes. */
  held = 0;
  /** Whether the run may hold so many bytes more: who drives the run sets it. */
  hasRoomFor: (bytes: number) => boolean = () => true;
  /** Whether the run is within its limit with so many bytes more, as far as is known: who drives the run sets it. */
  fits: (bytes: number) => boolean = () => true;
  /** What keeps garbage from waiting for long: who gives the run its memory sets it. */
  garbage: GarbageLimit | undefined = undefined;
  /** Bytes that have become garbage since it was collected. */
  private discarded = 0;
  private isHurried = false;
  /** What the process took after it was last collected because of that, and as much as it may grow. */
  private collectedAt = 0;

  /** Portions that the run may grow by before somebody looks, while the host holds no more than it did. */
  private portions = 0;
  private heldThen = 0;

  /** Counts bytes that are about to be held. Throws OutOfMemory when there is no room for them. */
  take(bytes: number): void {
    if (!this.hasRoomFor(bytes)) throw new OutOfMemory();
    this.held += bytes;
  }

  /** Counts bytes that are held already, of which there are few at a time. */
  hold(bytes: number): void {
    this.held += bytes;
  }

  /** Counts bytes while something is done that copies them. Throws OutOfMemory when there is no room for them. */
  async during<T>(bytes: number, work: () => Promise<T> | T): Promise<T> {
    this.take(bytes);
    try {
      return await work();
    } finally {
      this.give(bytes);
    }
  }

  /** Counts bytes as given back. They are garbage until the collector has run, which engines let wait for long. */
  give(bytes: number): void {
    this.held -= bytes;
    this.discard(bytes);
  }

  /** Counts bytes as not held after all: there was room for them, and nobody has made them. */
  spare(bytes: number): void {
    this.held -= bytes;
  }

  /** Notes bytes that nobody holds any more and that were never counted here, such as those of a computation that was given up. */
  discard(bytes: number): void {
    const { garbage } = this;
    if (garbage === undefined || (this.discarded += bytes) < garbage.most) return;
    if (garbage.onlyWhenFull && this.fits(this.discarded)) return;
    this.discarded = 0;
    garbage.collect();
  }

  /**
   * Collects garbage where the process takes more than it may with so many bytes more: what is counted are estimates, and engines let
   * garbage wait. To be called before much is copied.
   */
  look(more = 0): void {
    const { garbage } = this;
    if (garbage === undefined) return;
    const resident = garbage.resident() + more;
    const isMuch = resident >= garbage.muchResident && !this.isHurried;
    const most = Math.max(garbage.mostResident, this.collectedAt);
    const next = this.isHurried ? most : Math.min(most, garbage.muchResident);
    this.portions = Math.min((next - resident) / SHARE, MOST_PORTIONS);
    this.heldThen = this.held;
    if (!isMuch && resident < most) return;
    // Engines decide after a collection when the next one is due.
    if (isMuch) garbage.hurry();
    this.isHurried ||= isMuch;
    garbage.collect();
    this.discarded = 0;
    this.collectedAt = garbage.resident() + APART;
  }

  /**
   * The same whenever the run has grown by a portion of a megabyte, or grows by what is about to be copied. Asking what the process takes
   * costs much: while that is far from what it may take, not each portion does.
   */
  grow(copied = 0): void {
    if (copied === 0 && --this.portions > 0 && this.held <= this.heldThen) return;
    this.look(copied);
  }
}
