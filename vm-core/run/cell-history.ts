/**
 * What cells held at the moments of snapshots: versions of all cells of one process.
 *
 * The newest version is the cells themselves; each other one knows what differs from the version that it points to
 * (Baker, "Shallow binding makes functional arrays fast", 1991). So a version costs what has changed since.
 */
import type { Cell } from "../value/cell.ts";
import type { Value } from "../value/value.ts";

export class CellVersion {
  /** What the cells that have changed since held. */
  private held = new Map<Cell, Value>();
  /** The version that the differences are to; null for the newest. */
  private toward: CellVersion | null = null;

  /** Notes a cell of the newest version that is about to change. */
  note(cell: Cell): void {
    if (!this.held.has(cell)) this.held.set(cell, cell.value);
  }

  /** Begins a version: this one is not the newest any more. */
  next(): CellVersion {
    const newer = new CellVersion();
    this.toward = newer;
    return newer;
  }

  /** Gives all cells what they held at this version, which becomes the newest; `newest` is the one that was. */
  restore(newest: CellVersion): void {
    newest.undo();
    const way: CellVersion[] = [];
    for (let version: CellVersion | null = this; version !== newest; version = version.toward) {
      if (version === null) throw new Error("versions of the cells of different processes");
      way.push(version);
    }
    let newer = newest;
    for (const version of way.reverse()) {
      for (const cell of version.held.keys()) newer.note(cell);
      version.undo();
      newer.toward = version;
      version.toward = null;
      newer = version;
    }
  }

  private undo(): void {
    for (const [cell, value] of this.held) cell.value = value;
    this.held = new Map();
  }
}
