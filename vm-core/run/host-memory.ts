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

/** Counts the bytes that a host holds for a program: streams, files while they are read, databases and the like. */
export class HostMemory {
  /** In bytes. */
  held = 0;
  /** Whether the run may hold so many bytes more: who drives the run sets it. */
  hasRoomFor: (bytes: number) => boolean = () => true;
  /** What collects garbage at once where much has been given back: who gives the run its memory sets it. */
  garbage: { readonly most: number; collect(): void } | undefined = undefined;
  private given = 0;

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
    const { garbage } = this;
    if (garbage === undefined || (this.given += bytes) < garbage.most) return;
    this.given = 0;
    garbage.collect();
  }
}
