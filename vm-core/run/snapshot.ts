/**
 * Snapshots of a process: what it is at one moment, kept while it continues, and given back to it later.
 *
 * What the process and its snapshots have in common they share; the process copies it before it changes
 * (`copy-on-write.ts`). A snapshot costs the frame that runs, and the part of the operand stack that may have changed
 * since the last one: the values that the instructions since then can have taken. Ties and the record of a supervisor
 * are copied whole.
 * Absent by design: what the host knows, the code, and what the system keeps (`system-snapshot.ts`). A snapshot belongs to
 * its process: another one gets values as a `Wire`.
 */
import { CellVersion } from "./cell-history.ts";
import { keptImport, ownFrame } from "./copy-on-write.ts";
import { Mailbox, type SavedMailbox } from "./mailbox.ts";
import { type Process, UNLIMITED } from "./process.ts";
import { restoreStack, type SavedStack, saveStack, sharedLength } from "./stack-history.ts";
import type { Supervisor } from "./supervisor.ts";
import type { Ties } from "./ties.ts";

/** The fields whose values never change. */
const FIELDS = [
  "ip",
  "handlers",
  "pending",
  "caught",
  "fault",
  "raised",
  "state",
  "resume",
  "resuming",
  "request",
  "failure",
  "exitCode",
  "reason",
  "awaiting",
  "penalty",
  "trapsExit",
  "instructions",
  "counted",
  "frame",
  "globals",
  "modules",
  "importing",
  "evaluated",
] as const satisfies readonly (keyof Process)[];

export interface ProcessSnapshot extends Pick<Process, (typeof FIELDS)[number]> {
  readonly cells: CellVersion;
  /** The array that held the operand stack: an import under way has one of its own. */
  readonly stackOf: Process["stack"];
  readonly stack: SavedStack;
  readonly mailbox: SavedMailbox | null;
  readonly ties: Ties | null;
  readonly supervisor: Supervisor | null;
}

/**
 * Takes a snapshot of a process that does not run at the moment. `mostTaken` is what its code space says of its steps.
 */
export function snapshot(process: Process, mostTaken: number): ProcessSnapshot {
  const last = process.kept as ProcessSnapshot | null;
  const cells = last === null ? new CellVersion() : last.cells.next();
  const taken: ProcessSnapshot = {
    ...(pick(process) as Pick<Process, (typeof FIELDS)[number]>),
    cells,
    stackOf: process.stack,
    stack: saveStack(
      process.stack,
      last?.stackOf === process.stack ? last.stack : null,
      unchanged(process, mostTaken),
    ),
    mailbox: process.mailbox?.save() ?? null,
    ties: copyOfTies(process.ties),
    supervisor: copyOfSupervisor(process.supervisor),
  };
  share(process, taken);
  return taken;
}

/** Gives a process what it was when a snapshot of it was taken. The snapshot can be restored again. */
export function restore(process: Process, taken: ProcessSnapshot, mostTaken: number): void {
  const last = process.kept as ProcessSnapshot;
  const sameArray = last.stackOf === process.stack && taken.stackOf === process.stack;
  const same = sameArray ? Math.min(unchanged(process, mostTaken), sharedLength(last.stack, taken.stack)) : 0;
  // Another snapshot may hold the array: for the importer of the module that runs.
  if (!sameArray) process.stack = [];
  restoreStack(process.stack, taken.stack, same);
  taken.cells.restore(last.cells);
  Object.assign(process, pick(taken));
  process.mailbox = taken.mailbox === null ? null : Mailbox.restored(taken.mailbox);
  process.ties = copyOfTies(taken.ties);
  process.supervisor = copyOfSupervisor(taken.supervisor);
  share(process, taken);
}

/** How many values at the bottom of the stack have been there since the last snapshot. */
function unchanged(process: Process, mostTaken: number): number {
  const last = process.kept as ProcessSnapshot | null;
  if (last === null || last.stackOf !== process.stack) return 0;
  const taken = (process.instructions - last.instructions) * mostTaken;
  return Math.max(0, Math.min(last.stack.length, process.lowest) - taken);
}

/** From now on, what the process has in common with a snapshot is copied before it changes. */
function share(process: Process, taken: ProcessSnapshot): void {
  process.kept = taken;
  process.lowest = UNLIMITED;
  process.importing = keptImport(process.importing);
  process.frame = ownFrame(process, process.frame);
}

function pick(from: Pick<Process, (typeof FIELDS)[number]>): object {
  return Object.fromEntries(FIELDS.map((field) => [field, from[field]]));
}

function copyOfTies(ties: Ties | null): Ties | null {
  if (ties === null) return null;
  return {
    links: new Set(ties.links),
    watching: new Map(ties.watching),
    watchers: new Map(ties.watchers),
    names: new Set(ties.names),
    supervisor: ties.supervisor,
    references: new Map(ties.references),
  };
}

/** Tasks refer to the children: to the copies of those that they referred to. */
function copyOfSupervisor(supervisor: Supervisor | null): Supervisor | null {
  if (supervisor === null) return null;
  const copies = new Map(supervisor.children.map((child) => [child, { ...child }]));
  const tasks = supervisor.tasks.slice(supervisor.done).map((task) => {
    if (task.kind === "end") return task;
    const child = copies.get(task.child) ?? { ...task.child };
    copies.set(task.child, child);
    return { ...task, child };
  });
  const children = supervisor.children.map((child) => copies.get(child) ?? child);
  return { ...supervisor, children, tasks, done: 0, restarts: [...supervisor.restarts] };
}
