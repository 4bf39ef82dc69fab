/**
 * Cells: the one kind of value that changes. Variables that closures share live in them.
 *
 * Invariant: the processes of a run share no cell: `CellCopier` gives a process that is sent values its own ones.
 */
import type { Value } from "./value.ts";

export class Cell {
  /** The number of the last mark that has found it: see `run/marking.ts`. */
  mark = 0;
  static {
    // As in lists.
    new Cell(null).mark = -1;
  }

  constructor(public value: Value) {}
}
