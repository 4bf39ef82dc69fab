/**
 * Which processes are stopped: all but some, or none but some. Processes that do not exist yet are included.
 */
export class StoppedSet {
  private byDefault = false;
  private readonly exceptions = new Set<number>();

  has(pid: number): boolean {
    return this.byDefault !== this.exceptions.has(pid);
  }

  setAll(stopped: boolean): void {
    this.byDefault = stopped;
    this.exceptions.clear();
  }

  set(pid: number, stopped: boolean): void {
    if (stopped === this.byDefault) this.exceptions.delete(pid);
    else this.exceptions.add(pid);
  }
}
