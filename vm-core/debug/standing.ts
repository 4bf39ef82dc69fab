/** Which processes stand still: all but some, or none but some. Processes that do not exist yet are included. */
export class Standing {
  private byDefault = false;
  private readonly exceptions = new Set<number>();

  has(pid: number): boolean {
    return this.byDefault !== this.exceptions.has(pid);
  }

  setAll(stands: boolean): void {
    this.byDefault = stands;
    this.exceptions.clear();
  }

  set(pid: number, stands: boolean): void {
    if (stands === this.byDefault) this.exceptions.delete(pid);
    else this.exceptions.add(pid);
  }
}
