/**
 * Copies what a process shares with snapshots before it changes.
 *
 * Invariant: the frame that a process runs in belongs to it alone; the frames below it, and the frames of module top
 * levels that are in the last snapshot, may be held by snapshots. A frame whose parent is held returns to a signal
 * (`keptReturn`).
 */
import type { Cell } from "../value/cell.ts";
import { returns } from "./calls.ts";
import { Frame, withGlobals } from "./frame.ts";
import type { Importing } from "./importing.ts";
import type { Process } from "./process.ts";
import { keptReturn } from "./signal.ts";

/** A frame of the process's own in place of one that a snapshot may hold. */
export function ownFrame(process: Process, frame: Frame): Frame {
  // The frame of a module's top level is what its functions see as globals.
  if (!returns(frame)) return ownGlobals(process, frame.layout.module) ?? copyOf(frame);
  return copyOf(frame);
}

/** The frame of a module's top level, one that the process may change. */
export function ownGlobals(process: Process, module: number): Frame | undefined {
  const frame = process.globals[module];
  if (frame === undefined || process.kept === null || process.kept.globals[module] !== frame) return frame;
  const copy = copyOf(frame);
  process.globals = withGlobals(process.globals, module, copy);
  return copy;
}

/** Changes what a cell holds. */
export function setCell(process: Process, cell: Cell, value: Cell["value"]): void {
  if (process.kept !== null) process.kept.cells.note(cell);
  cell.value = value;
}

/** An import whose frame and stack a snapshot holds. */
export function keptImport(importing: Importing | null): Importing | null {
  return importing === null || importing.isKept ? importing : { ...importing, isKept: true };
}

function copyOf(frame: Frame): Frame {
  const { parent, returnAddress } = frame;
  const copy = new Frame(
    parent,
    frame.depth,
    frame.layout,
    frame.start,
    frame.callAddress,
    parent === null ? returnAddress : keptReturn(returnAddress),
    frame.slots.slice(),
  );
  if (frame.extra !== null) copy.extra = new Map(frame.extra);
  if (frame.order !== null) copy.order = frame.order.slice();
  return copy;
}
