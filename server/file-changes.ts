/**
 * Files that have come, changed or gone, as the client tells, for lanes that are told at different times.
 *
 * Invariant: how much is kept is limited; who was told before what is left is told that anything may have changed.
 */

/** What has changed since somebody was told. */
export interface ChangedFiles {
  /** Paths of files and folders; undefined when anything may have changed. */
  readonly files: readonly string[] | undefined;
  /** Up to here is told. */
  readonly count: number;
}

const MOST_FILES = 10_000;

export class FileChanges {
  /** The number of the last change of each file. */
  private readonly last = new Map<string, number>();
  private count = 0;
  /** Changes up to this one are kept no more. */
  private forgotten = 0;

  add(file: string): void {
    if (this.last.size >= MOST_FILES) {
      this.last.clear();
      this.forgotten = this.count;
    }
    this.last.set(file, ++this.count);
  }

  /** What has changed since `told`; a lane that is new has been told everything. */
  since(told = this.count): ChangedFiles {
    const { count } = this;
    if (told < this.forgotten) return { files: undefined, count };
    return { files: [...this.last].flatMap(([file, at]) => (at > told ? file : [])), count };
  }
}
